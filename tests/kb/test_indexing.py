"""The index as a projection of SQL: what is planned, and that a sync after anything at all ends clean."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from kb import articles, indexing
from kb.content import Content, Draft, Labels, Phrasing
from kb.errors import IndexMismatchError, IndexUnavailableError
from kb.index import Filter, Piece
from kb.indexing import Difference, check, compare, reindex, sync
from kb.inference.encoder import Encoder
from kb.library import Library
from kb.planning import Planned, plan
from kb.settings import Settings
from kb.tables import Article, Category, IndexMarker, IndexState, Passage, Revision, Variant
from tests.kb.digest_encoder import DigestEncoder

ROOT = Path(__file__).resolve().parents[2]

EVERYBODY = Filter(("public", "agents"), ("draft", "in_review", "published"))
BODY = "Print the label.\n\n## At a shop\n\nHand the parcel over.\n\n## By post\n\nPut it in a box."


def an_article(**values: Any) -> Article:
    chosen: dict[str, Any] = {
        "id": 1, "language": "en", "audience": "public", "status": "published", "latest": 1, "published": 1,
    }  # fmt: skip
    variants = [Variant(text=text, language="en") for text in values.pop("variants", ())]
    return Article(**chosen | values, variants=variants)


def a_revision(**values: Any) -> Revision:
    chosen: dict[str, Any] = {
        "number": 1, "title": "Return a parcel", "environment": "", "cause": "", "resolution": BODY,
    }  # fmt: skip
    return Revision(**chosen | values)


def kinds(planned: list[Planned]) -> list[str]:
    return [piece.kind for piece in planned]


class TestPlan:
    def test_title_variants_and_passages_are_pieces_of_their_own(self) -> None:
        planned = plan(an_article(variants=["Where do I send it?", "چطور پس بفرستم؟"]), a_revision())
        assert kinds(planned) == ["title", "variant", "variant", "passage", "passage", "passage"]
        assert [piece.position for piece in planned] == list(range(6))
        assert [piece.heading for piece in planned[3:]] == ["", "At a shop", "By post"]
        assert all(piece.text in BODY for piece in planned[3:]), "verbatim, so that quotes can be found"
        assert planned[4].embedded == "Return a parcel\nAt a shop\nHand the parcel over."

    def test_environment_and_cause_are_found_too(self) -> None:
        planned = plan(an_article(), a_revision(environment="Android 14", cause="The label was lost."))
        texts = "\n".join(piece.text for piece in planned)
        assert "Android 14" in texts
        assert "The label was lost." in texts

    def test_the_issue_is_found_in_the_customers_words_once(self) -> None:
        planned = plan(
            an_article(variants=["It never boils. Why?"]), a_revision(issue="It never boils.\nWhy?")
        )
        assert [piece.text for piece in planned if piece.kind == "variant"] == ["It never boils. Why?"]
        planned = plan(an_article(), a_revision(issue="It **never** boils."))
        assert [piece.text for piece in planned if piece.kind == "variant"] == ["It never boils."]

    @pytest.mark.parametrize("status", ["draft", "in_review", "published"])
    def test_every_status_but_retired_is_planned_under_its_name(self, status: str) -> None:
        planned = plan(an_article(status=status), a_revision())
        assert {piece.status for piece in planned} == {status}

    def test_a_retired_article_has_no_pieces(self) -> None:
        assert plan(an_article(status="retired"), a_revision()) == []
        assert plan(an_article(), None) == []

    @pytest.mark.parametrize(
        "labels",
        [
            {"audience": "agents"},
            {"status": "draft"},
            {"language": "fa"},
            {"category": Category(name="Returns", slug="returns", language="en")},
        ],
    )
    def test_another_label_keeps_the_ids_and_changes_the_hashes(self, labels: dict[str, Any]) -> None:
        before, after = plan(an_article(), a_revision()), plan(an_article(**labels), a_revision())
        assert [piece.id for piece in before] == [piece.id for piece in after]
        assert not {piece.content_hash for piece in before} & {piece.content_hash for piece in after}

    def test_an_unchanged_passage_keeps_id_and_hash_in_the_next_revision(self) -> None:
        before = plan(an_article(), a_revision())
        after = plan(an_article(), a_revision(number=2, resolution=BODY.replace("a box", "an envelope")))
        kept = {(piece.id, piece.content_hash) for piece in before} & {(p.id, p.content_hash) for p in after}
        assert len(kept) == len(before) - 1
        assert {piece.revision for piece in after} == {2}

    def test_the_same_text_in_two_articles_is_two_pieces(self) -> None:
        one, other = plan(an_article(), a_revision()), plan(an_article(id=2), a_revision())
        assert not {piece.id for piece in one} & {piece.id for piece in other}

    def test_the_same_text_twice_in_an_article_is_one_piece(self) -> None:
        planned = plan(an_article(variants=["Twice", "Twice"]), a_revision(resolution="Same.\n\n## A\n\nx"))
        assert len({piece.id for piece in planned}) == len(planned)
        assert kinds(planned).count("variant") == 1

    def test_a_title_that_is_the_beginning_of_the_body_is_not_said_twice(self) -> None:
        planned = plan(an_article(), a_revision(title="Print the…"))
        assert kinds(planned) == ["passage"] * 3
        assert planned[0].embedded == "Print the label."

    def test_planning_is_the_same_every_time(self) -> None:
        assert plan(an_article(variants=["x"]), a_revision()) == plan(
            an_article(variants=["x"]), a_revision()
        )


@pytest.mark.parametrize(
    ("wanted", "stored", "difference"),
    [
        ({}, {}, Difference()),
        ({"a": "1"}, {"a": "1"}, Difference(pieces=1)),
        ({"a": "1", "b": "1"}, {"a": "1"}, Difference(missing=("b",), pieces=2)),
        ({"a": "1"}, {"a": "1", "b": "1"}, Difference(extra=("b",), pieces=1)),
        ({"a": "1"}, {"a": "2"}, Difference(stale=("a",), pieces=1)),
        ({"a": "1", "b": "1"}, {"c": "1", "b": "2"}, Difference(("a",), ("c",), ("b",), 2)),
    ],
)
def test_a_difference_says_which_side_has_what(
    wanted: dict[str, str], stored: dict[str, str], difference: Difference
) -> None:
    found = compare(wanted, stored)
    assert found == difference
    assert found.clean == (wanted == stored)


def add(library: Library, title: str = "Return a parcel", body: str = BODY, **more: Any) -> int:
    publish = more.pop("publish", True)
    labels = more.pop("labels", Labels("en"))
    with library.database.session() as session:
        made = articles.create(session, Draft(Content(title, body), labels, **more))
        if publish:
            articles.publish(session, made)
        return made.id


def change(library: Library, article_id: int, act: Callable[[Any, Article], object]) -> None:
    with library.database.session() as session:
        act(session, articles.get(session, article_id))


def found(library: Library, where: Filter, words: str = "parcel") -> set[int]:
    vector = library.encoder.questions(["parcel"])[0]
    both = library.index.search(vector, words, where, 100)
    return {piece.article_id for piece in (*both.dense, *both.lexical)}


def test_a_sync_ends_clean_and_has_nothing_left_to_do(either_library: Library) -> None:
    library = either_library
    library.encoder = DigestEncoder("", library.settings.cache)
    public = add(library, phrasings=(Phrasing("Where do I send my parcel?", "en"),))
    internal = add(library, "Refund a parcel by hand", labels=Labels("fa", "agents", "Returns"))
    draft = add(library, "A parcel that is lost", publish=False)
    assert not check(library).clean
    assert sync(library) == 3
    difference = check(library)
    assert difference.clean
    assert difference.pieces == library.index.count() > 8
    assert sync(library) == 0
    assert found(library, Filter(("public",))) == {public}
    assert found(library, Filter(("public", "agents"))) == {public, internal}
    assert found(library, Filter(("agents",), language="fa", category="Returns")) == {internal}
    assert found(library, Filter(("public",), ("draft",))) == {draft}
    with library.database.reading() as session:
        assert set(session.scalars(select(Passage.id))) == {piece.id for piece in library.index.stored()}
        assert all(state.wanted == state.done for state in session.scalars(select(IndexState)))


def test_every_change_reaches_the_index(either_library: Library) -> None:
    library = either_library
    library.encoder = DigestEncoder("", library.settings.cache)
    article_id = add(library)
    sync(library)

    def after(act: Callable[[Any, Article], object], where: Filter, words: str = "parcel") -> set[int]:
        change(library, article_id, act)
        assert sync(library) == 1
        assert check(library).clean
        return found(library, where, words)

    public, agents = Filter(("public",)), Filter(("agents",))
    assert after(lambda s, a: articles.file(s, a, Labels("en", "agents")), public) == set()
    assert found(library, agents) == {article_id}
    assert after(
        lambda s, a: articles.file(s, a, Labels("en", "public", "Shelf")),
        Filter(("public",), category="Shelf"),
    ) == {article_id}
    assert after(lambda s, a: articles.add_phrasing(s, a, Phrasing("zebra", "en")), public, "zebra") == {
        article_id
    }
    new = Content("Return a giraffe", "Send the giraffe.")
    assert after(lambda s, a: articles.revise(s, a, new), EVERYBODY, "giraffe") == {article_id}
    titles = {piece.kind for piece in library.index.search(None, "giraff", EVERYBODY, 10).lexical}
    assert titles == set(), "a new draft over a published article is nobody's business yet"
    assert after(articles.publish, public, "giraffe") == {article_id}
    assert library.index.search(None, "label", EVERYBODY, 10).lexical == ()
    assert after(lambda s, a: articles.move(s, a, "retired"), EVERYBODY) == set()
    assert library.index.count() == 0
    assert after(lambda s, a: articles.move(s, a, "draft"), Filter(("public",), ("draft",))) == {article_id}


def test_many_articles_are_brought_up_in_rounds(digest_library: Library) -> None:
    for number in range(indexing.BATCH + 5):
        add(digest_library, f"Article {number}")
    rounds: list[int] = []
    assert sync(digest_library, rounds.append) == indexing.BATCH + 5
    assert rounds == [indexing.BATCH, indexing.BATCH + 5]
    assert check(digest_library).clean


def tampered(library: Library) -> tuple[str, str, str]:
    """Lose one piece, add one, and change one behind SQL's back; return their ids."""
    with library.database.reading() as session:
        passages = session.scalars(select(Passage).order_by(Passage.position)).all()
    missing, stale = passages[0], passages[1]
    library.index.prune([missing.article_id], [passage.id for passage in passages[1:]])
    vector = np.eye(384, dtype=np.float32)[0]
    extra = "00000000-0000-0000-0000-00000000000e"
    rest = ("passage", "other hash", "public", "published", "en", None, vector, "parcel")
    library.index.upsert([Piece(extra, 999, *rest), Piece(stale.id, stale.article_id, *rest)])
    return missing.id, extra, stale.id


def test_check_finds_every_difference_and_repairs_none(digest_library: Library) -> None:
    add(digest_library)
    sync(digest_library)
    missing, extra, stale = tampered(digest_library)
    for _ in range(2):
        difference = check(digest_library)
        assert (difference.missing, difference.extra, difference.stale) == ((missing,), (extra,), (stale,))
    assert sync(digest_library) == 0, "nothing was changed in SQL"
    assert not check(digest_library).clean
    assert reindex(digest_library) == 1
    assert check(digest_library).clean


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


def test_an_index_that_was_deleted_is_filled_again(digest_library: Library) -> None:
    library = digest_library
    add(library)
    add(library, "Second")
    sync(library)
    library.close()
    shutil.rmtree(library.settings.index_folder)
    with Library.open(library.settings) as again:
        again.encoder = library.encoder
        assert sync(again) == 2
        assert check(again).clean
        assert again.index.count() > 0


def test_an_index_of_another_encoder_is_never_mixed_and_reindex_repairs(
    library: Library, tiny_model: Path
) -> None:
    add(library)
    sync(library)
    before = library.index.count()
    library.close()
    with Library.open(library.settings) as other:
        other.encoder = Encoder(str(tiny_model), library.settings.cache)
        for act in (lambda: other.index, lambda: sync(other), lambda: check(other)):
            with pytest.raises(IndexMismatchError, match="danesh reindex") as caught:
                act()
            assert "multilingual-e5-small" in str(caught.value)
        assert reindex(other) == 1
        assert check(other).clean
        assert other.index.count() == before
        assert found(other, Filter(("public",))) == {1}


def test_an_empty_index_takes_another_encoder_after_a_reindex(
    digest_library: Library, tiny_model: Path
) -> None:
    _ = digest_library.index
    digest_library.close()
    with Library.open(digest_library.settings) as other:
        other.encoder = Encoder(str(tiny_model), digest_library.settings.cache)
        assert reindex(other) == 0
        add(other)
        assert sync(other) == 1
        assert check(other).clean


def test_other_tokens_are_a_mismatch_too(digest_library: Library) -> None:
    library = digest_library
    add(library)
    sync(library)
    with library.database.session() as session:
        session.get_one(IndexMarker, 1).tokens = "an older normaliser"
    library.close()
    with Library.open(library.settings) as again:
        again.encoder = library.encoder
        with pytest.raises(IndexMismatchError, match="an older normaliser"):
            _ = again.index
        reindex(again)
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


def test_threads_that_publish_and_sync_at_once_end_clean(either_library: Library) -> None:
    library = either_library
    library.encoder = DigestEncoder("", library.settings.cache)
    failures: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            for number in range(4):
                article_id = add(library, f"Article {worker} {number}")
                sync(library)
                change(
                    library, article_id, lambda s, a: articles.add_phrasing(s, a, Phrasing("once more", "en"))
                )
                sync(library)
        except BaseException as error:  # noqa: BLE001 - a thread's failure is the test's
            failures.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert check(library).clean
    assert check(library).pieces == library.index.count()


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


def test_when_the_index_cannot_be_had_nothing_is_lost(digest_library: Library) -> None:
    library = digest_library
    add(library)
    unreachable = library.settings.model_copy(update={"qdrant_url": "http://127.0.0.1:1"})
    library.close()
    with Library.open(unreachable) as cut_off:
        cut_off.encoder = library.encoder
        with pytest.raises(IndexUnavailableError):
            sync(cut_off)
        article_id = add(cut_off, "Written meanwhile")
    with Library.open(library.settings) as back:
        back.encoder = library.encoder
        assert sync(back) == 2
        assert check(back).clean
        assert article_id in found(back, Filter(("public",)), "written")
