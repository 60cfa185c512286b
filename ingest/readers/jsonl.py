"""JSON Lines: every line is an FAQ entry, an article or a conversation, told by its fields.

Invariant: the file is streamed; each line that is not blank gives exactly one item, and a bad line costs only
itself. A file of nothing but golden questions is no support material and one item.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ingest.items import Failed, Item, Skipped
from ingest.readers.charsets import decode
from ingest.readers.rows import content_of, is_golden, kind_of, row_id
from ingest.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from ingest.items import Content, Kind

LARGEST_ROW = 16 * 2**20  # bytes: a conversation of ten thousand messages has a fifth of that
_KEPT_OF_TOO_LARGE = 2**16
_MOST_VALUES = (
    400_000  # in a large row: as objects they take up to a hundred times the bytes they are written in
)
_SMALL_ROW = 2**20  # bytes: so few cannot hold too many


def read_jsonl(path: Path, wanted: Kind = "unknown") -> Iterator[Item]:
    """The rows of a file in order; `wanted` is what a row is taken for when its fields do not tell."""
    source = str(path)
    if golden := _golden_questions(path):
        reason = because("golden_file", number=golden)
        raw = path.read_bytes() if path.stat().st_size <= LARGEST_ROW else b""
        yield Item(source=source, key=path.name, kind="unknown", raw=raw, content=Skipped(reason))
        return
    with path.open("rb") as file:
        for number, raw in lines(file):
            yield _item(source, path.name, number, raw, wanted)


def _golden_questions(path: Path) -> int:
    """How many rows a file has when all of them are golden questions, else 0; most files show it at once."""
    found = 0
    with path.open("rb") as file:
        for _, raw in lines(file):
            try:
                usable = len(raw) <= LARGEST_ROW and not has_too_many(raw)
                row = json.loads(decode(raw)) if usable else None
            except (ValueError, RecursionError):
                return 0
            if not is_golden(row):
                return 0
            found += 1
    return found


def _item(source: str, name: str, number: int, raw: bytes, wanted: Kind) -> Item:
    kind: Kind = wanted
    key = f"row {number}"
    content: Content
    if len(raw) > LARGEST_ROW:
        raw = raw[:_KEPT_OF_TOO_LARGE]
        content = _failed(number, because("row_large", megabytes=LARGEST_ROW // 2**20))
    elif has_too_many(raw):
        content = _failed(number, because("row_values", limit=_MOST_VALUES))
        raw = raw[:_KEPT_OF_TOO_LARGE]
    else:
        try:
            row = json.loads(decode(raw))
        except json.JSONDecodeError as error:
            where = because("row_broken_at", detail=error.msg, column=error.colno)
            content = _failed(number, where)
        except (ValueError, RecursionError):
            content = _failed(number, because("row_unusable"))
        else:
            kind = kind_of(row, wanted)
            key = row_id(row) or key
            content = content_of(row, kind, fallback_id=f"{name} {key}")
            if isinstance(content, Failed):
                content = _failed(number, content.reason)
    return Item(source=source, key=key, kind=kind, raw=raw, content=content)


def _failed(number: int, reason: Reason) -> Failed:
    return Failed(because("in_line", number=number, reason=reason))


def has_too_many(raw: bytes) -> bool:
    """Whether a row has more values than any conversation, counted before anything is made of them."""
    return len(raw) > _SMALL_ROW and sum(map(raw.count, (b",", b"[", b"{"))) > _MOST_VALUES


def lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Line numbers from 1 and the lines that are not blank; one too long is cut just beyond the limit."""
    number = 0
    while line := file.readline(LARGEST_ROW + 2):
        number += 1
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(LARGEST_ROW)
        line = line.strip()
        if line:
            yield number, line
