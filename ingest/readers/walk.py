"""The files under some paths, in one order, each once.

Invariant: two walks over the same tree give the same files in the same order; hidden files are passed over,
folders of a Maildir are not; links to folders are not followed, so that a walk always ends. A folder that may
not be opened is given back itself, to be named, and costs nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ingest.readers.chats.slack_tree import is_export_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def files(paths: Sequence[Path]) -> Iterator[Path]:
    """Every file at or under the paths, absolute; a path that does not exist is given back as it is.

    A folder that is one export as a whole (Slack's) is given as such.
    """
    seen: set[str] = set()
    for path in paths:
        for file in _under(Path(path).absolute()):
            if str(file) not in seen:
                seen.add(str(file))
                yield file


def in_maildir(path: Path) -> bool:
    """Whether a file is one mail of a Maildir, by its folder or by the flags in its name."""
    if ":2," in path.name or ";2," in path.name or "!2," in path.name:
        return True
    return path.parent.name in {"cur", "new"} and _is_maildir(path.parent.parent)


def _under(path: Path) -> Iterator[Path]:
    """The files under one path; an explicitly named file counts even when it is hidden."""
    if not path.is_dir():
        yield path
        return
    waiting = [path]
    while waiting:
        here = waiting.pop()
        if here.is_dir() and is_export_folder(here):
            yield here
        elif here.is_dir() and (here == path or not here.is_symlink()):
            try:
                waiting.extend(sorted(_visible(here), reverse=True))
            except OSError:
                yield here
        elif not here.is_dir():
            yield here


def _visible(folder: Path) -> list[Path]:
    """What a folder holds, without hidden files and without what a Maildir is still delivering."""
    maildir = _is_maildir(folder)
    return [
        child
        for child in folder.iterdir()
        if not (child.name.startswith(".") and not _is_maildir(child))
        and not (maildir and child.name == "tmp")
    ]


def _is_maildir(folder: Path) -> bool:
    return (folder / "cur").is_dir() and (folder / "new").is_dir()
