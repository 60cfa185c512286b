"""winmail.dat (TNEF, [MS-OXTNEF]): what Outlook wraps text and attachments in for other programs to wonder about.

Invariant: a damaged file gives what was read before the damage; `unpack` never raises and never loses the file.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from ingest.readers import mapi
from ingest.readers.mail_body import body
from ingest.readers.mail_parts import content, file_name, leaves
from ingest.readers.mapi import Properties, StoredFile, StoredMail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_SIGNATURE = 0x223E9F78
_HEAD = struct.Struct("<BII")
_BODY, _MAIL_PROPERTIES, _RECIPIENTS = 0x0002800C, 0x00069003, 0x00069004
_NEW_FILE, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_CODE_PAGE = 0x00069007
_SHORT, _BOOLEAN, _OBJECT, _STRING, _WIDE, _TIME, _BINARY = 0x02, 0x0B, 0x0D, 0x1E, 0x1F, 0x40, 0x102
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MANY = 0x1000
_NAMED = 0x8000
_MOST_VALUES = 20_000
_MOST_FILES = 500
_DEEPEST = 10
_TYPES = {"application/ms-tnef", "application/vnd.ms-tnef"}


def unpack(message: Message) -> None:
    """Put the parts of each winmail.dat in its place; its text too, where the mail has no other."""
    for part in list(leaves(message)):
        if part.get_content_type() not in _TYPES and file_name(part).lower() != "winmail.dat":
            continue
        stored = stored_mail(content(part))
        if stored is None:
            continue
        parts = list(mapi.parts_of(stored, with_text=not body(message)))
        if parts:
            del part["content-type"], part["content-transfer-encoding"], part["content-disposition"]
            part["Content-Type"] = "multipart/mixed"
            part.set_payload([*parts])


def stored_mail(data: bytes, depth: int = 0) -> StoredMail | None:
    """The mail in a TNEF file, or None when it is no such file."""
    if len(data) < 6 or int.from_bytes(data[:4], "little") != _SIGNATURE or depth > _DEEPEST:
        return None
    properties: Properties = {}
    recipients: list[Properties] = []
    files: list[tuple[Properties, bytes]] = []
    for number, value in _attributes(data):
        if number == _CODE_PAGE and len(value) >= 4:
            properties.setdefault(0x3FFD, int.from_bytes(value[:4], "little"))
        elif number == _BODY:
            properties.setdefault(mapi.BODY, value)
        elif number == _MAIL_PROPERTIES:
            properties.update(_Reader(value).properties())
        elif number == _RECIPIENTS:
            recipients += _Reader(value).rows()
        elif number == _NEW_FILE and len(files) < _MOST_FILES:
            files.append(({}, b""))
        elif files:
            files[-1] = _file(number, value, *files[-1])
    for own, _ in files:
        own.setdefault(0x3FFD, properties.get(0x3FFD, 1252))
    return StoredMail(properties, recipients, [_stored_file(own, raw, depth) for own, raw in files])


def _file(number: int, value: bytes, properties: Properties, data: bytes) -> tuple[Properties, bytes]:
    if number == _FILE_TITLE:
        properties.setdefault(mapi.FILE_NAME, value)
    elif number == _FILE_PROPERTIES:
        properties.update(_Reader(value).properties())
    return properties, value if number == _FILE_DATA else data


def _stored_file(properties: Properties, data: bytes, depth: int) -> StoredFile:
    """An attachment; one that is a mail has 16 bytes saying so before another file of this kind."""
    inner = properties.get(mapi.DATA)
    held = inner if isinstance(inner, bytes) else data
    mail = stored_mail(held[16:], depth + 1) or stored_mail(data, depth + 1)
    return StoredFile(properties, data or held, mail)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + _HEAD.size <= len(data):
        _, number, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if length > len(data) - at:
            return
        yield number, data[at : at + length]
        at += length + 2  # a checksum nobody needs


class _Reader:
    """Reads the properties in one attribute; what is cut off ends it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def rows(self) -> list[Properties]:
        """The properties of several people."""
        count = min(self._number(), _MOST_VALUES)
        found: list[Properties] = []
        while len(found) < count and self._at < len(self._data):
            found.append(self.properties())
        return found

    def properties(self) -> Properties:
        """Property numbers with their values, those with several values by their first."""
        found: Properties = {}
        for _ in range(min(self._number(), _MOST_VALUES)):
            head = self._take(4)
            if len(head) < 4:
                break
            kind, number = struct.unpack("<HH", head)
            if number >= _NAMED:
                self._skip_name()
            values = self._values(kind)
            if values and number < _NAMED:
                found[number] = _value(kind & ~_MANY, values[0])
        return found

    def _values(self, kind: int) -> list[bytes]:
        single = kind & ~_MANY
        if single in _FIXED:
            count = min(self._number(), _MOST_VALUES) if kind & _MANY else 1
            return [self._take(_FIXED[single]) for _ in range(count) if self._at < len(self._data)]
        count = min(self._number(), _MOST_VALUES)
        return [self._padded(self._number()) for _ in range(count) if self._at < len(self._data)]

    def _skip_name(self) -> None:
        self._take(16)
        if self._number() == 0:
            self._take(4)
        else:
            self._padded(self._number())

    def _padded(self, length: int) -> bytes:
        value = self._take(length)
        self._at += -length % 4
        return value

    def _take(self, length: int) -> bytes:
        value = self._data[self._at : self._at + length]
        self._at += length
        return value

    def _number(self) -> int:
        return int.from_bytes(self._take(4), "little")


def _value(kind: int, raw: bytes) -> mapi.Value:
    if kind == _WIDE:
        return raw.decode("utf-16-le", "replace").strip("\0")
    if kind == _STRING:
        return raw.rstrip(b"\0")
    if kind == _TIME:
        return mapi.moment(int.from_bytes(raw, "little"))
    if kind in {_OBJECT, _BINARY}:
        return raw
    if kind in {_SHORT, _BOOLEAN}:
        return int.from_bytes(raw[:2], "little")
    return int.from_bytes(raw, "little")
