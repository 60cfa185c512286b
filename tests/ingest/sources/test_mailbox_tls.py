"""The way to a mailbox is encrypted, and the server is who it says: by default, and without a way around."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ingest.sources.connection import MailboxUnavailableError
from tests.ingest.sources.conftest import message_ids, run_all
from tests.ingest.sources.mail_server import USER, MailServer, Wire, mail
from tests.ingest.sources.test_mailbox import once


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that no authority has signed, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.shop.example")])
    alternatives = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=2))
        .add_extension(alternatives, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def encrypted(mail_server: MailServer, certificate: tuple[Path, Path]) -> Iterator[Wire]:
    """A port that speaks TLS from the first byte, as 993 does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    wire = Wire(mail_server.port, tls=context)
    yield wire
    wire.close()


def test_tls_with_a_certificate_that_is_named(mail_server, mailbox, encrypted, certificate, configure):
    url = f"imaps://{USER}@127.0.0.1:{encrypted.port}/{quote(mailbox)}"
    library = configure(imap_url=url, imap_ca_file=str(certificate[0]))
    mail_server.deliver(mail(1), folder=mailbox)
    once(library)
    run_all(library)
    assert message_ids(library) == ["1@example.com"]


def test_a_certificate_nobody_vouches_for_is_refused(mailbox, encrypted, configure):
    library = configure(imap_url=f"imaps://{USER}@127.0.0.1:{encrypted.port}/{quote(mailbox)}")
    with pytest.raises(MailboxUnavailableError, match=r"not trusted.*DANESH_IMAP_CA_FILE"):
        once(library)


def test_a_certificate_for_another_name_is_refused(mailbox, encrypted, certificate, configure):
    url = f"imaps://{USER}@localhost:{encrypted.port}/{quote(mailbox)}"
    library = configure(imap_url=url, imap_ca_file=str(certificate[0]))
    with pytest.raises(MailboxUnavailableError, match="not trusted"):
        once(library)


def test_starttls(certificate, configure):
    server = MailServer(certificate)
    try:
        url = f"imap://{USER}@127.0.0.1:{server.port}/INBOX"
        with pytest.raises(MailboxUnavailableError, match="not trusted"):
            once(configure(imap_url=url))
        assert once(configure(imap_url=url, imap_ca_file=str(certificate[0]))) == []
    finally:
        server.stop()
