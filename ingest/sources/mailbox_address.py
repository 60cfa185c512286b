"""The address of a mailbox: where its server is, how the way there is protected, who signs in, which folders.

Invariant: it never holds a password, so it may be shown, logged and stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from kb.errors import SettingInvalidError

Security = Literal["tls", "starttls", "none"]
SCHEMES: dict[str, tuple[Security, int]] = {
    "imaps": ("tls", 993),
    "imap": ("starttls", 143),
    "imap+insecure": ("none", 143),
}
MOST_FOLDERS = 20  # each has a connection of its own


@dataclass(frozen=True)
class MailboxAddress:
    """Some folders of one account on one server."""

    scheme: str
    host: str
    port: int
    user: str
    folders: tuple[str, ...]

    @property
    def security(self) -> Security:
        """How the way to the server is protected."""
        return SCHEMES[self.scheme][0]

    def name(self, folder: str) -> str:
        """Return the address of one folder, as sources and items are named."""
        port = "" if self.port == SCHEMES[self.scheme][1] else f":{self.port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{quote(self.user, safe='')}@{host}{port}/{quote(folder, safe='/.')}"


def parse(url: str) -> MailboxAddress:
    """Read an address such as `imaps://user@host:993/INBOX,Archive%2C%202024`.

    The user may hold an @; folders stand apart by commas, percent-encoded where a name has one.

    Raises:
        SettingInvalidError: it is no such address; the message says what is wrong with it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _invalid("it is not an address such as imaps://user@host/INBOX") from error
    if parts.scheme not in SCHEMES:
        raise _invalid(f"it must begin with {', '.join(f'{scheme}://' for scheme in SCHEMES)}")
    if parts.password is not None:
        raise _invalid("the password does not belong in it; put it into DANESH_IMAP_PASSWORD")
    if not parts.hostname or not parts.username:
        raise _invalid("it needs a user and a host: imaps://user@host/INBOX")
    folders = dict.fromkeys(unquote(one) for one in parts.path.removeprefix("/").split(",") if one.strip())
    if len(folders) > MOST_FOLDERS:
        raise _invalid(f"it names more than {MOST_FOLDERS} folders")
    return MailboxAddress(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or SCHEMES[parts.scheme][1],
        user=unquote(parts.username),
        folders=tuple(folders) or ("INBOX",),
    )


def _invalid(reason: str) -> SettingInvalidError:
    return SettingInvalidError(name="DANESH_IMAP_URL", reason=reason)
