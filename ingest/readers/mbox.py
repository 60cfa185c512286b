"""An mbox file, one mail at a time.

Invariant: the file is streamed line by line; memory holds one mail, however large the file is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.readers.mail import KEPT_OF_TOO_LARGE, LARGEST_MAIL, looks_like_mail, mail_items, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from ingest.items import Item, Kind

_LINE = 2**20
# "From " at the start of a line begins a mail only with a time of day after it; prose has none.
_FROM_LINE = re.compile(rb"From \S*.{0,300}?\d{1,2}:\d{2}")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def read_mbox(path: Path, wanted: Kind = "mail") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The mails of an mbox file (any of mboxo, mboxrd, mboxcl) in order."""
    source = str(path)
    with path.open("rb") as file:
        for raw, whole in _chunks(file):
            if not raw.strip():
                continue
            if not whole:
                yield too_large(source, raw)
                continue
            items = mail_items(source, _QUOTED_FROM.sub(rb"\1", raw))
            yield replace(next(items), raw=raw)
            yield from items


def looks_like_mbox(start: bytes) -> bool:
    """Whether the first bytes of a file are the first mail of an mbox."""
    start = start.lstrip()
    return _FROM_LINE.match(start[:400]) is not None and looks_like_mail(start)


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """The bytes of each mail and whether they are all of it, without the "From " lines between."""
    mail = bytearray()
    whole = True
    line_starts = True
    while line := file.readline(_LINE):
        if (
            line_starts
            and line.startswith(b"From ")
            and _FROM_LINE.match(line[:400])
            and _header_follows(file)
        ):
            yield bytes(mail), whole
            mail.clear()
            whole = True
        elif whole and len(mail) + len(line) <= LARGEST_MAIL:
            mail += line
        elif whole:
            whole = False
            del mail[KEPT_OF_TOO_LARGE:]
        line_starts = line.endswith(b"\n")
    yield bytes(mail), whole


def _header_follows(file: BinaryIO) -> bool:
    """Whether the next line is a header, as after a real "From " line; prose seldom goes on like that."""
    position = file.tell()
    line = file.readline(_LINE)
    file.seek(position)
    return re.match(rb">?From |[!-9;-~]+[ \t]*:", line) is not None
