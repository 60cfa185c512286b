"""Documents that come as bytes: what is attached to a mail or uploaded, as Markdown.

Invariant: the name a stranger gave decides only how the bytes are read, never where anything is written; what
cannot be read, or is larger than anybody attaches, is one named error.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.items import DocumentEntry, Failed, Skipped
from ingest.readers import apart
from ingest.readers.charsets import plain
from ingest.reasons import Reason, because
from kb.errors import UnusableInputError

_OFFICE = (".docx", ".docm", ".pptx", ".pptm", ".xlsx", ".xlsm")
_OTHERS = (".pdf", ".rtf", ".epub", ".html", ".htm", ".md", ".markdown", ".txt", ".text")
READABLE = frozenset((*_OFFICE, *_OTHERS))
LARGEST = 32 * 2**20  # bytes
LONGEST = 1_000_000  # characters of Markdown
_STEM = "attachment"


class AttachmentUnreadableError(UnusableInputError):
    """The attachment is not read: {reason}."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason  # one sentence without text or name of the attachment
        super().__init__(reason=reason)


@dataclass(frozen=True, slots=True)
class Attached:
    """The text of an attachment: its title (or its name without extension) and its body as Markdown."""

    title: str
    markdown: str


def is_readable(name: str) -> bool:
    """Whether attachments of such a name are read at all, to be asked before their bytes are decoded."""
    return _extension(name) in READABLE


def read_attachment(name: str, data: bytes) -> Attached:
    """Read a document from its bytes, in a process of its own.

    Args:
        name: The file name it came under; only its extension is used, and the rest as a title of last resort.
        data: Its bytes.

    Raises:
        AttachmentUnreadableError: No reader for such names, too large, damaged, without text, too slow.
    """
    extension = _extension(name)
    if extension not in READABLE:
        such = because("no_attachment_reader_such")
        raise AttachmentUnreadableError(
            because("no_attachment_reader", extension=extension) if extension else such
        )
    if not data.strip():
        raise AttachmentUnreadableError(because("empty"))
    if len(data) > LARGEST:
        raise AttachmentUnreadableError(because("file_large", megabytes=LARGEST // 2**20))
    with tempfile.TemporaryDirectory(prefix="danesh-") as folder:
        path = Path(folder, f"{_STEM}{extension}")
        path.write_bytes(data)
        return _read(path, extension, PurePosixPath(plain(name).replace("\\", "/")).stem[:200])


def _read(path: Path, extension: str, stem: str) -> Attached:
    reason = because("no_text")
    try:
        for item in apart.read(path, extension, "document"):
            content = item.content
            if isinstance(content, DocumentEntry):
                if len(content.body) > LONGEST:
                    raise AttachmentUnreadableError(because("attachment_long", limit=LONGEST))
                return Attached(stem if content.title == _STEM else content.title, content.body)
            if isinstance(content, Failed | Skipped):
                reason = content.reason
    except apart.ReadingStoppedError as error:
        reason = error.reason
    raise AttachmentUnreadableError(reason)


def _extension(name: str) -> str:
    return PurePosixPath(name.strip().rstrip(".").replace("\\", "/")).suffix.lower()
