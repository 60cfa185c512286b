"""Joining an article costs the same however many conversations joined it before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from benchmarks.joining import join, opened, stock
from kb import articles, indexing
from kb.content import Labels, Phrasing
from kb.issues.accounts import FRESHEST
from kb.library import Library
from kb.tables import Source, Variant


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count the rows that are read as objects."""
    read: Counter[str] = Counter()

    def note(row: object, _context: object) -> None:
        read[type(row).__name__] += 1

    for table in (Source, Variant):
        event.listen(table, "load", note)
    try:
        yield read
    finally:
        for table in (Source, Variant):
            event.remove(table, "load", note)


def read_at(folder: Path, size: int) -> Counter[str]:
    """Stock an article with so many conversations; return what is read when the third further one joins."""
    with opened(folder) as library, library.index_lock():
        stock(library, size)
        shown: dict[int, indexing.Shown] = {}
        for further in range(3):
            with counted() as read:
                assert join(library, size + further) == "merged"
                indexing.show(library, shown)
    return read


def test_what_is_read_does_not_grow_with_what_joined_before(tmp_path: Path) -> None:
    few, many = read_at(tmp_path / "few", 2 * FRESHEST), read_at(tmp_path / "many", 4 * FRESHEST)
    assert many == few
    assert many["Source"] <= FRESHEST + 1, "only the freshest accounts are weighed against each other"
    assert many["Variant"] <= 1


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[tuple[Library, int]]:
    """An article of three conversations, synced."""
    with opened(tmp_path / "home") as library, library.index_lock():
        yield library, stock(library, 3)


def ask(library: Library, article: int, text: str) -> bool:
    with library.database.session() as session:
        return articles.add_phrasing(session, articles.get(session, article), Phrasing(text, "en"))


def stored(library: Library) -> dict[str, str]:
    library.index.flush()
    return {piece.id: piece.content_hash for piece in library.index.stored()}


def test_each_showing_adds_what_is_new_and_only_that(stocked: tuple[Library, int]) -> None:
    library, article = stocked
    shown: dict[int, indexing.Shown] = {}
    for number, text in enumerate(("Where do I hand the parcel in?", "Which shop takes my parcel?"), start=1):
        before = stored(library)
        assert ask(library, article, text)
        indexing.show(library, shown)
        assert len(stored(library)) == len(before) + 1, f"showing {number}"
    indexing.sync(library)
    assert indexing.check(library).clean


def test_other_labels_are_shown_of_every_phrasing(stocked: tuple[Library, int]) -> None:
    library, article = stocked
    shown: dict[int, indexing.Shown] = {}
    assert ask(library, article, "Where do I hand the parcel in?")
    indexing.show(library, shown)
    before = stored(library)
    with library.database.session() as session:
        articles.file(session, articles.get(session, article), Labels("en", "agents"))
    indexing.show(library, shown)
    changed = [piece for piece, digest in stored(library).items() if before[piece] != digest]
    assert len(changed) == len(before) - 1, "all but the passage, which is for the sync"
    indexing.sync(library)
    assert indexing.check(library).clean


def test_a_phrasing_in_other_writing_is_known_among_many(stocked: tuple[Library, int]) -> None:
    library, article = stocked
    assert not ask(library, article, "PARCEL number 1 is  not what I wanted, how do I return it?")
    assert ask(library, article, "سفارش شماره ۱۲ نرسیده است؟")
    assert not ask(library, article, "سفارش شماره 12 نرسيده است؟"), "digits and letters of another keyboard"
