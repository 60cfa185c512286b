"""However a sync or a reindex ends, what it left undone is known, and the next sync ends clean."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kb import articles, indexing
from kb.content import Content, Labels, Phrasing
from kb.indexing import check, reindex, sync
from kb.library import Library
from kb.planning import Planned
from kb.settings import Settings
from kb.tables import Article, IndexState, Passage
from tests.kb.indexed import add, change

ROOT = Path(__file__).resolve().parents[2]


class DiesError(Exception):
    """The process ends here, for all that the code under test can tell."""


class DyingIndex:
    """The real index, whose process ends before or after one of its steps."""

    def __init__(self, index: Any, step: str, *, after: bool) -> None:
        self._index, self._step, self._after = index, step, after

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._index, name)
        if name != self._step:
            return real

        def call(*values: Any) -> Any:
            if self._after:
                real(*values)
            raise DiesError

        return call


STEPS = [(step, after) for step in ("upsert", "prune", "flush") for after in (False, True)]


@pytest.mark.parametrize(("step", "after"), STEPS)
def test_an_end_at_any_step_leaves_work_to_do_and_never_a_lie(
    digest_library: Library, step: str, after: bool
) -> None:
    library = digest_library
    kept, edited, hidden = add(library), add(library, "Second"), add(library, "Third")
    sync(library)
    add(library, "Fourth")
    change(
        library,
        edited,
        lambda s, a: (articles.revise(s, a, Content("Second", "New.")), articles.publish(s, a)),
    )
    change(library, hidden, lambda s, a: articles.move(s, a, "retired"))
    real = library.index
    library._index = DyingIndex(real, step, after=after)  # type: ignore[assignment]
    with pytest.raises(DiesError):
        sync(library)
    library._index = real
    with library.database.reading() as session:
        behind = {
            state.article_id for state in session.scalars(select(IndexState)) if state.wanted != state.done
        }
    assert behind >= {edited, hidden}
    assert kept not in behind
    assert sync(library) == 3
    assert check(library).clean


def test_an_end_before_the_marker_is_written_is_made_good(
    digest_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index has everything, SQL has not yet said so."""
    library = digest_library
    add(library)

    def die(piece: Planned) -> Passage:
        raise DiesError

    monkeypatch.setattr(indexing, "_row", die)
    with pytest.raises(DiesError):
        sync(library)
    assert library.index.count() > 0
    monkeypatch.undo()
    assert sync(library) == 1
    assert check(library).clean


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.kb.digest_encoder import DigestEncoder
from kb import indexing
from kb.library import Library
from kb.settings import Settings

library = Library.open(Settings(home=Path(sys.argv[2]), secret_key="only for tests"))
library.encoder = DigestEncoder("", library.settings.cache)
index = library.index
real = getattr(index, sys.argv[3])
def die(*values):
    real(*values)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(index, sys.argv[3], die)
indexing.sync(library)
"""


@pytest.mark.parametrize("step", ["upsert", "flush"])
def test_a_real_kill_is_made_good_by_the_next_process(
    settings: Settings, digest_library: Library, step: str
) -> None:
    for number in range(5):
        add(digest_library, f"Article {number}")
    encoder = digest_library.encoder
    digest_library.close()
    arguments = [sys.executable, "-c", KILLED, str(ROOT), str(settings.home), step]
    process = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert process.returncode == -signal.SIGKILL, process.stderr
    with Library.open(settings) as again:
        again.encoder = encoder
        assert sync(again) == 5
        assert check(again).clean


@pytest.mark.parametrize("step", ["clear", "upsert", "flush"])
@pytest.mark.parametrize("after", [False, True])
def test_a_reindex_that_was_cut_short_is_finished_by_the_next_sync(
    digest_library: Library, step: str, after: bool
) -> None:
    library = digest_library
    add(library)
    erased = add(library, "To be erased")
    sync(library)
    change(library, erased, lambda s, a: s.delete(a))
    real = library.index
    library._index = DyingIndex(real, step, after=after)  # type: ignore[assignment]
    with pytest.raises(DiesError):
        reindex(library)
    real.close()
    library._index = None
    assert sync(library) == 1
    assert check(library).clean


@pytest.mark.parametrize("seed", range(3))
def test_any_changes_and_any_ends_then_a_sync_are_clean(digest_library: Library, seed: int) -> None:
    library = digest_library
    chance = random.Random(seed)
    known = [add(library, f"Article {number}", publish=chance.random() < 0.5) for number in range(4)]
    acts: list[Callable[[Any, Article], object]] = [
        lambda s, a: articles.revise(s, a, Content(f"Title {chance.random()}", f"Text {chance.random()}.")),
        lambda s, a: articles.add_phrasing(s, a, Phrasing(f"phrasing {chance.random()}", "en")),
        lambda s, a: articles.file(
            s, a, Labels(chance.choice(["en", "fa"]), chance.choice(["public", "agents"]))
        ),
        lambda s, a: articles.move(s, a, chance.choice(sorted(articles.TRANSITIONS[a.status]))),
        lambda s, a: articles.set_variants(s, a, [Phrasing(f"only {chance.random()}", "en")]),
    ]
    for _ in range(12):
        for _ in range(chance.randint(1, 4)):
            change(library, chance.choice(known), chance.choice(acts))
        if chance.random() < 0.5:
            real = library.index
            step, after = chance.choice(STEPS)
            library._index = DyingIndex(real, step, after=after)  # type: ignore[assignment]
            with contextlib.suppress(DiesError):
                sync(library)
            library._index = real
        if chance.random() < 0.3:
            library.index.close()
            library._index = None
    sync(library)
    assert check(library).clean
