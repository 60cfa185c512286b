"""The files of a Slack export, whether it is a folder, still zipped, or one day's file of it.

Invariant: nothing is unpacked to disk; a name outside of the export is never opened.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ingest.readers.charsets import plain
from ingest.readers.zipped import DAMAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_DAY = re.compile(r"(?:(?P<folder>.+)/)?\d{4}-\d{2}-\d{2}\.json")
_DIRECTORIES = ("users.json", "org_users.json")
_ROOMS = ("channels.json", "groups.json", "mpims.json", "dms.json")
_LARGEST_DIRECTORY = 256 * 2**20  # bytes
_BESIDE = {
    *_DIRECTORIES,
    *_ROOMS,
    "integration_logs.json",
    "canvases.json",
    "lists.json",
    "huddle_transcripts.json",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the workspace; `guest` is not of the team, as a customer in a shared channel."""

    name: str
    bot: bool = False
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """An export: its files by name (relative to its root, `/` between folders) and how to open them.

    `days` are the day files of each channel's folder in order; `others` the files that belong to no channel.
    """

    days: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]
    people: Mapping[str, Person]
    names: Mapping[str, str]
    room_ids: Mapping[str, str]
    open: Callable[[str], IO[bytes]]


def root_of(names: Sequence[str]) -> str | None:
    """The folder ("" or ending in "/") that is the root of a Slack export among some file names, or None."""
    days = {match["folder"] for name in names if (match := _DAY.fullmatch(name)) and match["folder"]}
    for name in names:
        folder, _, file = name.rpartition("/")
        root = f"{folder}/" if folder else ""
        if file in {*_DIRECTORIES, *_ROOMS} and any(day.startswith(root) for day in days):
            return root
    return None


def is_export_folder(folder: Path) -> bool:
    """Whether a folder is the root of an unpacked Slack export; looks at few names only."""
    if not any((folder / name).is_file() for name in (*_DIRECTORIES, *_ROOMS)):
        return False
    try:
        return any(
            _DAY.fullmatch(f"{child.name}/{file.name}")
            for child in folder.iterdir()
            if child.is_dir()
            for file in child.iterdir()
        )
    except OSError:
        return False


def folder_export(folder: Path) -> Export:
    """The export in an unpacked folder; links are not followed."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    names = [path.relative_to(folder).as_posix() for path in found]
    return export(names, lambda name: (folder / name).open("rb"))


def export(names: Sequence[str], opener: Callable[[str], IO[bytes]]) -> Export:
    """The export that some files are; `opener` opens one by its name."""
    days: defaultdict[str, list[str]] = defaultdict(list)
    others = []
    for name in names:
        match = _DAY.fullmatch(name)
        if match and match["folder"]:
            days[match["folder"]].append(name)
        elif name not in _BESIDE:
            others.append(name)
    there = set(names)
    people = {
        row["id"]: _person(row)
        for name in _DIRECTORIES
        if name in there
        for row in _rows(opener, name)
        if isinstance(row.get("id"), str)
    }
    rooms = [
        row
        for name in _ROOMS
        if name in there
        for row in _rows(opener, name)
        if isinstance(row.get("id"), str)
    ]
    ids = {str(row.get("name") or row["id"]): row["id"] for row in rooms}
    shown = {row["id"]: str(row.get("name") or row["id"]) for row in rooms}
    shown |= {one: person.name for one, person in people.items()}
    in_order = {folder: tuple(sorted(days[folder])) for folder in sorted(days)}
    return Export(in_order, tuple(others), people, shown, ids, opener)


def _rows(opener: Callable[[str], IO[bytes]], name: str) -> list[dict[str, Any]]:
    """The rows of one of the export's directories; [] when it is damaged: ids stand for names then."""
    try:
        with opener(name) as file:
            rows = json.loads(file.read(_LARGEST_DIRECTORY))
    except (ValueError, RecursionError, *DAMAGE):
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _person(row: Mapping[str, Any]) -> Person:
    profile = row.get("profile")
    shown = profile if isinstance(profile, dict) else {}
    candidates = (
        shown.get("real_name"),
        row.get("real_name"),
        shown.get("display_name"),
        row.get("name"),
        row["id"],
    )
    name = next(plain(one).strip() for one in candidates if isinstance(one, str) and one.strip())
    guest = any(row.get(mark) is True for mark in ("is_restricted", "is_ultra_restricted", "is_stranger"))
    return Person(name, bot=row.get("is_bot") is True or row["id"] == "USLACKBOT", guest=guest)
