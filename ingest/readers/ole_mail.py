"""The mail in an OLE file ([MS-OXMSG]), as its properties.

Invariant: bytes that hold none, or are damaged, give None and never an exception; no macro or object in them is run.
"""

from __future__ import annotations

import struct

import olefile

from ingest.readers import mapi
from ingest.readers.mapi import Properties, StoredFile, StoredMail

_FIXED = "__properties_version1.0"
_STREAM = "__substg1.0_"
_RECIPIENT, _FILE = "__recip_version1.0_", "__attach_version1.0_"
_MAIL_INSIDE = f"{_STREAM}3701000d"
_HEADS = {"mail": 32, "inside": 24, "other": 8}  # bytes before the properties of fixed size
_LONG, _BOOLEAN, _STRING, _WIDE, _TIME, _BINARY = 0x03, 0x0B, 0x1E, 0x1F, 0x40, 0x102
_MOST_FILES = 500
_DEEPEST = 10
SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name of the fixed properties as the directory of an OLE file spells it.
_MARK = _FIXED.encode("utf-16-le")


Tree = dict[tuple[str, ...], set[str]]


def looks_like_msg(raw: bytes) -> bool:
    """Whether the bytes of a file are an OLE file that holds a mail."""
    return raw.startswith(SIGNATURE) and _MARK in raw


def stored_mail(raw: bytes) -> StoredMail | None:
    """The mail in the bytes of a `.msg` file, or None when there is none."""
    if not raw.startswith(SIGNATURE):
        return None
    try:
        with olefile.OleFileIO(raw) as ole:
            return _mail(ole, _tree(ole), (), 0) if ole.exists(_FIXED) else None
    except (OSError, ValueError, IndexError, KeyError, TypeError, struct.error, RecursionError, MemoryError):
        return None  # what olefile raises on damaged files


def _tree(ole: olefile.OleFileIO) -> Tree:
    """What each storage of the file holds, by name."""
    held: Tree = {}
    for path in ole.listdir(streams=True, storages=True):
        held.setdefault(tuple(path[:-1]), set()).add(path[-1])
    return held


def _mail(ole: olefile.OleFileIO, tree: Tree, at: tuple[str, ...], depth: int) -> StoredMail:
    properties = _properties(ole, tree, at, "inside" if depth else "mail")
    pages: Properties = {name: properties[name] for name in (0x3FDE, 0x3FFD) if name in properties}
    inside = sorted(tree.get(at, ()))
    people = [
        pages | _properties(ole, tree, (*at, name), "other") for name in inside if name.startswith(_RECIPIENT)
    ]
    files = [name for name in inside if name.startswith(_FILE)][:_MOST_FILES]
    return StoredMail(properties, people, [_file(ole, tree, (*at, name), pages, depth) for name in files])


def _file(
    ole: olefile.OleFileIO, tree: Tree, at: tuple[str, ...], pages: Properties, depth: int
) -> StoredFile:
    properties = pages | _properties(ole, tree, at, "other")
    held = next((name for name in tree.get(at, ()) if name.lower() == _MAIL_INSIDE), None)
    if held and depth < _DEEPEST and _FIXED in tree.get((*at, held), ()):
        return StoredFile(properties, mail=_mail(ole, tree, (*at, held), depth + 1))
    data = properties.get(mapi.DATA, b"")
    return StoredFile(properties, data if isinstance(data, bytes) else b"")


def _properties(ole: olefile.OleFileIO, tree: Tree, at: tuple[str, ...], kind: str) -> Properties:
    """The properties of one storage: those of fixed size stand in one stream, each other in its own."""
    found: Properties = {}
    held = tree.get(at, set())
    if _FIXED in held:
        found |= _fixed(ole.openstream([*at, _FIXED]).read()[_HEADS[kind] :])
    for name in held:
        if not name.startswith(_STREAM) or len(name) != len(_STREAM) + 8:
            continue
        number, form = int(name[-8:-4], 16), int(name[-4:], 16)
        if form in {_STRING, _WIDE, _BINARY}:
            raw = ole.openstream([*at, name]).read()
            found[number] = raw.decode("utf-16-le", "replace").strip("\0") if form == _WIDE else raw
    return found


def _fixed(rows: bytes) -> Properties:
    found: Properties = {}
    for start in range(0, len(rows) - 15, 16):
        form, number = struct.unpack_from("<HH", rows, start)
        value = rows[start + 8 : start + 16]
        if form in {_LONG, _BOOLEAN}:
            found[number] = int.from_bytes(value[:4], "little")
        elif form == _TIME:
            found[number] = mapi.moment(int.from_bytes(value, "little"))
    return found
