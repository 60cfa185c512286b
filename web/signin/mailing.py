"""Sends mails through the configured server, over TLS unless the address says otherwise.

Mails that a stranger can ask for go out behind the request, so that its time does not tell whether there was one.
"""

import logging
import smtplib
import ssl
from concurrent.futures import Future, ThreadPoolExecutor
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from fastapi import FastAPI

from kb.access.people import Member
from kb.errors import MailUnavailableError
from kb.settings import Settings
from web.i18n import LANGUAGES, Language
from web.signin import letters
from web.signin.contexts import Letter

log = logging.getLogger("danesh.mail")
TIMEOUT = 15.0  # seconds
PORTS = {"smtp": 587, "smtps": 465, "smtp+insecure": 25}


def send(settings: Settings, to: str, letter: Letter) -> None:
    """Send one mail and wait until the server has it.

    Raises:
        MailUnavailableError: no server is configured, or it does not take the mail.
    """
    if not settings.smtp_url:
        raise MailUnavailableError(reason="no server is configured")
    try:
        message = compose(settings, to, letter)
        with _server(settings) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError, IndexError) as error:
        raise MailUnavailableError(reason=str(error) or type(error).__name__) from error


def compose(settings: Settings, to: str, letter: Letter) -> EmailMessage:
    """Return a mail as text and HTML in one."""
    name, address = parseaddr(settings.smtp_from)
    sender = address or f"danesh@{urlsplit(settings.public_url).hostname}"
    message = EmailMessage()
    message["From"] = Address(name or settings.brand, addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies to it
    message.set_content(letters.as_text(letter))
    message.add_alternative(letters.as_html(letter), subtype="html")
    message["Content-Language"] = letter.language.tag
    return message


def _server(settings: Settings) -> smtplib.SMTP:
    url = urlsplit(settings.smtp_url)
    host, port = url.hostname or "", url.port or PORTS[url.scheme]
    context = ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
        if url.scheme == "smtp":
            server.starttls(context=context)  # fails where the server has none: no password in the clear
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    return server


def outbox(app: FastAPI) -> ThreadPoolExecutor:
    """Return the one thread behind the requests that sends mails, in order."""
    if not hasattr(app.state, "outbox"):
        app.state.outbox = ThreadPoolExecutor(1, thread_name_prefix="danesh-mail")
    return app.state.outbox  # type: ignore[no-any-return]


def send_later(app: FastAPI, to: str, letter: Letter) -> Future[None]:
    """Send one mail behind the request; a failure goes to the log."""
    return outbox(app).submit(_try, app.state.library.settings, to, letter)


def _try(settings: Settings, to: str, letter: Letter) -> None:
    try:
        send(settings, to, letter)
    except MailUnavailableError as error:
        log.warning("%s", error)


def tell_of_new_password(app: FastAPI, member: Member, reader: Language) -> None:
    """Tell somebody that their password was changed, where mails can be sent."""
    settings = app.state.library.settings
    if settings.smtp_url:
        language = LANGUAGES.get(member.language, reader)
        send_later(app, member.email, letters.password_changed(settings, language, member))
