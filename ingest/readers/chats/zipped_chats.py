"""A zip of chats: a Slack export, or a WhatsApp chat as phones share it.

Invariant: the archive is opened by `ingest.readers.zipped` only; each file in it that is not read is one item
with its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.items import Failed, Item, Skipped
from ingest.readers.chats import slack, slack_tree, whatsapp
from ingest.readers.chats.whatsapp_lines import looks_like_whatsapp
from ingest.readers.zipped import DAMAGE, Archive, ArchiveRefusedError, Limits, opened
from ingest.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.items import Kind

LIMITS = Limits(unpacked=64 * 2**30, files=1_000_000)  # day files are streamed, so only time is at stake
_START = 16_384
_KEPT_OF_REFUSED = 2**20  # bytes


def read_zip(path: Path, wanted: Kind = "chat") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The conversations in an archive."""
    source = str(path)
    try:
        with opened(path, LIMITS) as archive:
            for name, reason in archive.refused:
                yield Item(source, name, "chat", name.encode("utf-8", "replace"), Failed(reason))
            yield from _inside(source, path.name, archive)
    except ArchiveRefusedError as error:
        with path.open("rb") as file:
            yield Item(source, path.name, "chat", file.read(_KEPT_OF_REFUSED), Failed(error.reason))


def _inside(source: str, name: str, archive: Archive) -> Iterator[Item]:
    root = slack_tree.root_of(archive.names)
    if root is not None:
        inside = [one.removeprefix(root) for one in archive.names if one.startswith(root)]
        yield from slack.conversations(
            source, slack_tree.export(inside, lambda one: archive.open(root + one))
        )
        return
    texts = [one for one in archive.names if one.lower().endswith(".txt") and _is_whatsapp(archive, one)]
    for one in texts:
        title = one.rpartition("/")[2].removesuffix(".txt")
        title = name.removesuffix(".zip") if title == "_chat" else title
        yield from whatsapp.conversations(source, title, lambda one=one: archive.open(one))  # type: ignore[misc]  # a default binds the name now
    for one in archive.names:
        if one not in texts:
            reason = because("sent_file") if texts else because("no_export")
            yield Item(source, one, "chat", one.encode("utf-8", "replace"), Skipped(reason))


def _is_whatsapp(archive: Archive, name: str) -> bool:
    try:
        with archive.open(name) as file:
            return looks_like_whatsapp(file.read(_START))
    except DAMAGE:
        return False
