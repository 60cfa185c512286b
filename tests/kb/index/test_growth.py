"""The search graph is built as the index grows, by whatever rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from kb.index import growth


@dataclass(eq=False)
class Counting:
    pieces: int = 0
    built: int = 0

    def count(self) -> int:
        return self.pieces

    def optimize(self) -> None:
        self.built += 1


def grow(index: Counting, added: int) -> bool:
    index.pieces += added
    return growth.tidy(cast("Any", index), added)


def test_many_small_rounds_build_the_graph_as_one_large_one_does() -> None:
    small, large = Counting(), Counting()
    assert [grow(small, 100) for _ in range(20)] == [False] * 19 + [True]
    assert grow(large, 2_000)


def test_building_gets_rarer_as_the_index_grows() -> None:
    index = Counting()
    for _ in range(1_000):
        grow(index, 100)
    assert index.pieces == 100_000
    assert 10 <= index.built <= 20


def test_nothing_added_builds_nothing() -> None:
    index = Counting(pieces=10_000)
    assert not any(grow(index, 0) for _ in range(5))
