"""Cuts a mail down to what may be parsed, before it is parsed: the parser keeps all it is given several times over.

Invariant: one pass over the lines, and what comes out is never larger than what went in; a mail of ordinary size
comes out as it is, and whatever is left out of another is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.readers.attached import is_readable
from ingest.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_UNSEEN = 2**17  # bytes; so little cannot do harm
MOST_LINES = 1_500_000  # 100 MB of base64 has 1.3 million
MOST_PARTS = 5_000
LONGEST_BODY = 2**22  # bytes of a part that is not in base64; a million characters are read of it
LARGEST_FILE = 44 * 2**20  # bytes of a part in base64, of which three quarters are left when it is decoded
LONGEST_HEAD = 2**19  # bytes of the headers of one part
_OF_A_DROPPED_LINE = 0.2  # what is not kept costs time only
_KEPT_OF_FILE = 4_000  # bytes kept of an attached file that is not read anyway
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s\";]{1,200}))", re.IGNORECASE)
_BASE64 = re.compile(rb"^content-transfer-encoding:\s*[\"']?base64", re.IGNORECASE | re.MULTILINE)
_READ_TYPES = re.compile(
    rb"^content-type:\s*[\"']?(?:text/|message/|multipart/|application/(?:ms-tnef|vnd\.ms-outlook|octet-stream))",
    re.IGNORECASE | re.MULTILINE,
)
_NAME = re.compile(rb"name\*?\d*\*?\s*=\s*[^;\r\n]{0,300}", re.IGNORECASE)
_ENCODED_NAME = re.compile(rb"=\?|\*\s*=|%[0-9a-f]{2}", re.IGNORECASE)
_MAILS = (b".eml", b".msg", b".dat", b".csv", b".tsv", b".log")


@dataclass(frozen=True, slots=True)
class Bounded:
    """What is left of a mail, and one sentence for each kind of thing that was left out."""

    raw: bytes
    problems: tuple[Reason, ...] = ()


def bounded(raw: bytes) -> Bounded:
    """The mail without what no reader needs: files never read, endless headers, parts and lines without number."""
    if len(raw) <= LARGEST_UNSEEN:
        return Bounded(raw)
    walk = _Walk()
    kept = bytearray()
    for line in _lines(raw):
        kept += walk.kept(line)
        if walk.full:
            break
    return Bounded(bytes(kept), tuple(dict.fromkeys(walk.problems)))


def _lines(raw: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(raw):
        end = raw.find(b"\n", start) + 1 or len(raw)
        yield raw[start:end]
        start = end


class _Walk:
    """Where in the mail a line stands: in the headers of a part, or in its body."""

    def __init__(self) -> None:
        self.problems: list[Reason] = []
        self.full = False
        self._left: float = MOST_LINES
        self._parts = 0
        self._room = LONGEST_BODY
        self._problem: Reason | None = None
        self._boundaries: set[bytes] = set()
        self._head = bytearray()
        self._in_head = True

    def kept(self, line: bytes) -> bytes:
        """What is kept of a line; to be asked of each line in order."""
        kept = self._kept(line)
        self._left -= 1 if kept else _OF_A_DROPPED_LINE
        return kept

    def _kept(self, line: bytes) -> bytes:
        if self._left <= 0:
            return self._stop(because("mail_lines", limit=MOST_LINES))
        if line.startswith(b"--") and self._is_boundary(line):
            self._parts += 1
            self._in_head = True
            self._head.clear()
            if self._parts > MOST_PARTS:
                return self._stop(because("mail_parts", limit=MOST_PARTS))
            return line
        return self._kept_of_header(line) if self._in_head else self._kept_of_body(line)

    def _stop(self, problem: Reason) -> bytes:
        self.problems.append(problem)
        self.full = True
        return b""

    def _is_boundary(self, line: bytes) -> bool:
        bare = line[2:].rstrip()
        return bare in self._boundaries or bare.removesuffix(b"--") in self._boundaries

    def _kept_of_header(self, line: bytes) -> bytes:
        if not line.strip(b"\r\n"):
            self._boundaries |= {quoted or bare for quoted, bare in _BOUNDARY.findall(self._head)}
            # A mail inside the mail goes on with headers of its own.
            self._in_head = b"message/rfc822" in self._head.lower()
            self._begin_body(bytes(self._head))
            self._head.clear()
            return line
        if len(self._head) + len(line) > LONGEST_HEAD:
            self.problems.append(because("mail_head", kilobytes=LONGEST_HEAD // 2**10))
            return b""
        self._head += line
        return line

    def _begin_body(self, head: bytes) -> None:
        self._room, self._problem = _limit(head)

    def _kept_of_body(self, line: bytes) -> bytes:
        kept = line[: self._room]
        self._room -= len(kept)
        if len(kept) == len(line):
            return line
        if self._problem:
            self.problems.append(self._problem)
        return kept + b"\n" if kept else b""  # what comes next begins on a line of its own


def _limit(head: bytes) -> tuple[int, Reason | None]:
    """How many bytes of a part's body are kept, and what is to be said where that is not all."""
    if _BASE64.search(head) is None:
        return LONGEST_BODY, because("mail_texts", megabytes=LONGEST_BODY // 2**20)
    return (_KEPT_OF_FILE, None) if _is_unread(head) else (LARGEST_FILE, because("attachment_large"))


def _is_unread(head: bytes) -> bool:
    """Whether a part in base64 is a file that no reader takes, so that its bytes are of no use."""
    names = _NAME.findall(head)
    if any(_ENCODED_NAME.search(name) for name in names):
        return False
    bare = [name.partition(b"=")[2].strip(b" \t\"'").lower() for name in names]
    if any(name.endswith(_MAILS) or is_readable(name.decode("latin-1")) for name in bare):
        return False
    return bool(names) or _READ_TYPES.search(head) is None
