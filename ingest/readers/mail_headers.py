"""Mail headers as they are sent in the wild, decoded: subjects, people, dates.

Invariant: no header, however broken, raises; what cannot be understood is empty or None.
"""

from __future__ import annotations

import binascii
import quopri
import re
from datetime import UTC, datetime, timedelta
from email.policy import Compat32
from email.utils import parsedate_tz
from typing import TYPE_CHECKING

from ingest.items import Address
from ingest.readers.charsets import decode, plain

if TYPE_CHECKING:
    from email.message import Message

_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)\?=")
_BETWEEN = re.compile(r"\s+")
_ADDRESS = re.compile(r"(?<![^\s<>()\[\],;:\"'@])[^\s<>()\[\],;:\"'@]+@[^\s<>()\[\],;:\"']+")
# One entry of an address list: up to a comma or semicolon outside quotes, comments and angle brackets.
_ENTRY = re.compile(r'(?:"(?:[^"\\]|\\.)*"|<[^<>]*>|\([^()]*\)|[^,;"]|")+')
_COMMENT = re.compile(r"\([^()]*\)\s*$")
_LONGEST = 20_000  # characters of one header that are looked at
_MOST_PEOPLE = 1000
_EARLIEST, _LATEST = 1900, 2200


class _Bounded(Compat32):
    """The lenient policy, with headers cut where no real one reaches: parsing parameters is quadratic."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Give the name and value of a header as they stand in the mail."""
        kept, room = [], _LONGEST
        for line in sourcelines:
            kept.append(line[:room])
            room -= len(line)
            if room <= 0:
                break
        return super().header_source_parse(kept)


POLICY = _Bounded()


def header(message: Message, name: str) -> str:
    """The first header of that name, decoded and on one line; "" where there is none."""
    values = raw_headers(message, name)
    return decoded(values[0], _charset(message)) if values else ""


def raw_headers(message: Message, name: str) -> list[str]:
    """All headers of that name as they stand in the mail, bytes beyond ASCII as surrogate escapes."""
    return [str(value)[:_LONGEST] for key, value in message.raw_items() if key.lower() == name.lower()]


def decoded(value: str, hint: str | None = None) -> str:
    """A header value with encoded words (RFC 2047) and raw bytes of any charset turned into text.

    `hint` is the charset of the body, tried first on raw bytes.

    Adjacent words of one charset are joined before decoding: many programs split a character over two.
    """
    value = _on_one_line(value)
    parts: list[str] = []
    pending, charset, position = b"", "", 0
    for word in _ENCODED.finditer(value):
        between = value[position : word.start()]
        language_free = word[1].partition("*")[0]
        if pending and (language_free.lower() != charset.lower() or not _only_space(between)):
            parts.append(decode(pending, charset))
            pending = b""
        if not (_only_space(between) and position):
            parts.append(_raw_text(between, hint))
        pending, charset, position = pending + _payload(word[2], word[3]), language_free, word.end()
    if pending:
        parts.append(decode(pending, charset))
    parts.append(_raw_text(value[position:], hint))
    return _BETWEEN.sub(" ", plain("".join(parts))).strip()


def addresses(message: Message, *names: str) -> tuple[Address, ...]:
    """The people in some headers, in order, each address once, in lower case."""
    hint = _charset(message)
    values = [_on_one_line(value) for name in names for value in raw_headers(message, name)]
    found: dict[str, Address] = {}
    for value in values:
        for person in _people(value, hint):
            found.setdefault(person.address or person.name, person)
            if len(found) >= _MOST_PEOPLE:
                return tuple(found.values())
    return tuple(found.values())


def sent_at(message: Message) -> datetime | None:
    """When a mail was sent, in UTC: by its Date, else by the oldest hand that received it."""
    for value in raw_headers(message, "date"):
        if moment := moment_of(value):
            return moment
    for value in reversed(raw_headers(message, "received")):
        if moment := moment_of(value.rpartition(";")[2]):
            return moment
    return None


def moment_of(value: str) -> datetime | None:
    """A mail date in UTC, or None when it is none; a date without a zone is taken as UTC."""
    value = value.strip()
    try:
        fields = parsedate_tz(value)
        if fields is None:
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        if not _EARLIEST <= fields[0] <= _LATEST:
            return None
        moment = datetime(*fields[:5], second=min(fields[5], 59), tzinfo=UTC)
        offset = timedelta(seconds=fields[9] or 0)
        return moment - offset if abs(offset) < timedelta(days=1) else moment
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _charset(message: Message) -> str | None:
    """The charset of the first text part that names one."""
    return next((str(name) for part in message.walk() if (name := part.get_param("charset"))), None)


def _people(value: str, hint: str | None) -> list[Address]:
    """The people in one header value; encoded words are decoded after splitting, for they may hide commas."""
    people = []
    family_name = ""  # of "Smith, John <…>", whose comma should have been quoted
    if "@" not in value and "<" not in value and "=?" not in value:  # names alone, as old programs send them
        return [person for entry in _ENTRY.findall(value) if (person := _person(entry, "", hint)).name]
    for entry in _ENTRY.findall(value):
        before, bracket, rest = entry.rpartition("<")
        if not bracket and "@" not in entry and "=?" not in entry:
            family_name = entry
            continue
        address = rest.partition(">")[0] if bracket else ""
        person = _person(f"{family_name}{before}" if bracket else entry, address, hint)
        family_name = ""
        if person.address or person.name:
            people.append(person)
    return people


def _person(words: str, address: str, hint: str | None) -> Address:
    """The person of one entry: what stands in angle brackets, or the address among its words."""
    comment = _COMMENT.search(words)
    words = _unquoted(_COMMENT.sub("", words).strip().rpartition(":")[2])
    name, address = decoded(words, hint), decoded(address, hint)
    if not _ADDRESS.fullmatch(address) and (inside := _ADDRESS.search(address or name)):
        # all of "Name <address>" was encoded, or there are no brackets
        name = name if address else name[: inside.start()]
        address = inside[0]
    if not name and comment:
        name = decoded(comment[0].strip(" ()"), hint)
    return Address(name=_unquoted(name), address=address.strip(" <>\"'").lower())


def _unquoted(name: str) -> str:
    """A display name without the quotes around it."""
    name = name.strip(" \t<>")
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1]
    return re.sub(r"\\(.)", r"\1", name).strip()


def _raw_text(text: str, hint: str | None) -> str:
    """Text that may hold raw bytes as surrogate escapes: UTF-8 or an old charset sent without encoding."""
    return text if text.isascii() else decode(text.encode("utf-8", "surrogateescape"), hint)


def _payload(encoding: str, text: str) -> bytes:
    """The bytes of an encoded word, damaged base64 read as far as it goes."""
    raw = text.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b"_", b"=20"), header=True)
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    letters = letters[:-1] if len(letters) % 4 == 1 else letters
    try:
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""


def _on_one_line(value: str) -> str:
    """A folded header on one line."""
    return " ".join(line.strip(" \t") for line in re.split(r"[\r\n]+", value))


def _only_space(text: str) -> bool:
    return not text or text.isspace()
