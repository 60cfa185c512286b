"""Whoever was forgotten is gone from the spool too, and no archive, mailbox or webhook brings them back."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest import pipeline, spool
from ingest.forgetting import forget
from kb.archive import conversations, imports
from kb.errors import UnusableInputError
from kb.library import Library
from tests.kb.digest_encoder import DigestEncoder

SARA, LIN = "sara.ahmadi@example.com", "lin@example.org"


@pytest.fixture
def digests(either_library: Library) -> Library:
    either_library.encoder = DigestEncoder("", either_library.settings.cache)
    return either_library


def a_mail(address: str, number: int = 1) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = address, "help@shop.example"
    mail["Subject"], mail["Message-ID"] = f"Lamp {number} of {address[:3]}", f"<{number}.{address}>"
    mail["Date"] = "Mon, 06 May 2024 10:00:00 +0000"
    mail.set_content("My lamp does not light up. What can I do?", cte="base64")
    return bytes(mail)


def archive(folder: Path) -> Path:
    folder.mkdir()
    for address in (SARA, LIN):
        (folder / f"{address}.eml").write_bytes(a_mail(address))
        said = [
            {"role": "customer", "text": f"I am {address}. Where is my lamp?"},
            {"role": "agent", "text": "Here."},
        ]
        talk = {"id": address[:3], "channel": "chat", "messages": said}
        (folder / f"{address}.jsonl").write_text(json.dumps(talk) + "\n")
    return folder


def run(library: Library, path: Path) -> tuple[dict[str, int], list[str]]:
    import_id = pipeline.enqueue(library, [path])
    pipeline.run(library, import_id)
    with library.database.reading() as session:
        job = imports.get(session, import_id)
        reasons = [item.reason for item in imports.problems(session, import_id)]
        return {name: getattr(job, name) for name in ("imported", "unchanged", "skipped", "failed")}, reasons


def test_what_was_erased_is_not_read_again(digests: Library, tmp_path: Path) -> None:
    run(digests, archive(tmp_path / "one"))
    assert forget(digests, SARA).conversations == 2
    counts, reasons = run(digests, archive(tmp_path / "two"))
    assert counts == {"imported": 0, "unchanged": 2, "skipped": 2, "failed": 0}
    assert reasons == ["It was erased on request and is not read again."] * 2
    (tmp_path / "new.eml").write_bytes(a_mail(SARA, 2))
    assert run(digests, tmp_path / "new.eml")[0]["imported"] == 1, "what a person writes later is new"


def test_what_waits_in_the_spool_is_deleted_and_remembered(digests: Library, tmp_path: Path) -> None:
    with spool.filling(digests.settings, "mailbox") as box:
        (box / "1.eml").write_bytes(a_mail(SARA))
        (box / "2.eml").write_bytes(a_mail(LIN))
    waiting = spool.folder(digests.settings) / "mailbox"
    forget(digests, SARA)
    assert [file.name for file in waiting.iterdir()] == ["2.eml"]
    assert run(digests, waiting)[0]["imported"] == 1
    (tmp_path / "again.eml").write_bytes(a_mail(SARA))
    assert run(digests, tmp_path / "again.eml")[0]["skipped"] == 1
    with digests.database.reading() as session:
        assert [
            one.messages[0].raw.address for one in conversations.every(session) if one.messages[0].raw
        ] == [LIN]


def test_what_is_no_address_deletes_nothing(digests: Library) -> None:
    with spool.filling(digests.settings, "mailbox") as box:
        (box / "1.eml").write_bytes(a_mail(SARA))
    with pytest.raises(UnusableInputError):
        forget(digests, "Sara")
    assert (spool.folder(digests.settings) / "mailbox" / "1.eml").exists()
