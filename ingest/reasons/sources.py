"""Why an import stopped, and why a mailbox or a watched folder cannot be read: errors as they are kept.

Invariant: the sentences of errors are their classes' own, so that what is kept and what is told cannot differ.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from kb import errors

if TYPE_CHECKING:
    from collections.abc import Mapping


def _sentence(error: type[errors.DaneshError]) -> str:
    """The sentence of an error; its reason may be anybody's words, a library's or a system's."""
    text = " ".join(inspect.cleandoc(error.__doc__ or "").split())
    return text.replace("{reason}", "{trouble}")


STOPS: Mapping[str, str] = {
    "unforeseen": "an unforeseen error: {trouble}",
    "encoder_away": _sentence(errors.EncoderUnavailableError),
    "chat_model_away": _sentence(errors.ChatModelUnavailableError),
    "index_away": _sentence(errors.IndexUnavailableError),
    "index_locked": _sentence(errors.IndexLockedError),
    "index_mismatch": _sentence(errors.IndexMismatchError),
    "database_away": _sentence(errors.DatabaseUnavailableError),
    "path_unreadable": _sentence(errors.FileUnreadableError),
    "setting_wrong": _sentence(errors.SettingInvalidError),
    "mailbox_away": "The mailbox {mailbox} cannot be read: {trouble}.",
    "folder_away": "The watched folder {folder} cannot be read: {trouble}.",
}
MAILBOXES: Mapping[str, str] = {
    "no_folder": "there is no such folder",
    "mailbox_certificate": (
        "the certificate of its server is not trusted ({detail}); name the certificate of its authority in"
        " DANESH_IMAP_CA_FILE"
    ),
    "mailbox_no_tls": (
        "its server does not speak TLS on this port; check the port, or use imap:// for STARTTLS"
    ),
    "mailbox_unknown": "there is no server of this name; check DANESH_IMAP_URL",
    "mailbox_silent": "no mail server answers at this address and port; check DANESH_IMAP_URL",
    "mailbox_slow": "its server did not answer within {seconds:g} seconds",
    "mailbox_lacks": "its server lacks what is needed for this address; without STARTTLS use imaps://",
    "mailbox_ended": "its server ended the connection",
    "mailbox_unreachable": "its server cannot be reached ({detail})",
    "mailbox_error": "its server answered with an error",
    "mailbox_ca_file": "the certificates in DANESH_IMAP_CA_FILE cannot be used ({detail})",
    "mailbox_refused": (
        "its server refused the user name or the password; check DANESH_IMAP_URL and DANESH_IMAP_PASSWORD"
    ),
    "mailbox_password_file": "DANESH_IMAP_PASSWORD_FILE cannot be read",
    "mailbox_no_password": "there is no password; set DANESH_IMAP_PASSWORD",
    "mailbox_no_folder": "there is no such folder, or it may not be read",
}
