"""Which mails no person wrote: answering machines, bounces, newsletters, invitations.

Invariant: a mail of a discussion, on a mailing list too, is never taken for one of these.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.readers.mail_headers import addresses, header, raw_headers
from ingest.reasons import Reason, because
from ingest.threads import is_reply_subject

if TYPE_CHECKING:
    from email.message import Message

_REPORT_TYPES = {"multipart/report", "message/delivery-status", "message/disposition-notification"}
_DAEMONS = {"mailer-daemon", "postmaster", "mail-daemon", "mdaemon"}
_AWAY = re.compile(
    r"^\s*(?:auto(?:matic|mated)?[- ]?(?:reply|response)\b|out of (?:the )?office\b|autoreply\b"
    r"|自动回复|自動回覆|自动答复|自動回復|پاسخ خودکار|جواب خودکار|عدم حضور در محل کار)",
    re.IGNORECASE,
)
_AUTOMATIC_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder", "x-vacation")
_INVITATIONS = {"request", "reply", "cancel", "counter", "declinecounter", "add", "refresh"}


_CLASSES = (
    ("ipm.schedule.", because("invitation")),
    ("ipm.appointment", because("invitation")),
    ("ipm.note.rules.ooftemplate", because("automatic_reply")),
    ("ipm.note.rules.replytemplate", because("automatic_reply")),
    ("report.ipm.note.ipn", because("receipt")),
    ("report.", because("bounce")),
)


def automatic_class(name: str) -> Reason | None:
    """What Outlook calls a message that no person wrote, or None where its class is that of a mail."""
    name = name.strip().lower()
    return next((reason for start, reason in _CLASSES if name.startswith(start)), None)


def automatic(message: Message) -> Reason | None:
    """One sentence saying what kind of automatic mail this is, or None when a person wrote it."""
    return _report(message) or _machine(message) or _invitation(message) or _newsletter(message)


def _report(message: Message) -> Reason | None:
    kind = message.get_content_type()
    if kind in _REPORT_TYPES or raw_headers(message, "x-failed-recipients"):
        receipt = "disposition" in str(message.get_param("report-type", "")).lower()
        return because("receipt") if receipt else because("bounce")
    sender = next(iter(addresses(message, "from")), None)
    is_daemon = sender is not None and sender.address.partition("@")[0] in _DAEMONS
    return because("bounce") if is_daemon else None


def _machine(message: Message) -> Reason | None:
    submitted = header(message, "auto-submitted").lower().partition(";")[0].strip()
    if submitted.startswith("auto-repl"):
        return because("automatic_reply")
    if submitted not in {"", "no"}:
        return because("notification")
    away = any(header(message, name).lower() not in {"", "no"} for name in _AUTOMATIC_HEADERS)
    if away or _precedence(message) == "auto_reply" or _AWAY.match(header(message, "subject")):
        return because("automatic_reply")
    return None


def _invitation(message: Message) -> Reason | None:
    """A meeting invitation or the answer to one: the calendar part is the message, not a file sent along."""
    for part in message.walk():
        if part.get_content_type() != "text/calendar" or part.get_content_disposition() == "attachment":
            continue
        if part is message or str(part.get_param("method", "")).lower() in _INVITATIONS:
            return because("invitation")
    return None


def _newsletter(message: Message) -> Reason | None:
    """Mail to many that is no discussion: nothing to answer to, and no address the members post to."""
    in_thread = raw_headers(message, "in-reply-to") or raw_headers(message, "references")
    if in_thread or is_reply_subject(header(message, "subject")) or "@" in header(message, "list-post"):
        return None
    if raw_headers(message, "list-unsubscribe"):
        return because("newsletter")
    return because("bulk") if _precedence(message) in {"bulk", "junk"} else None


def _precedence(message: Message) -> str:
    return header(message, "precedence").lower().strip()
