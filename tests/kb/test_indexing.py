"""The index as a projection of SQL: a sync after anything at all ends clean."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from kb import articles, indexing
from kb.content import Content, Labels, Phrasing
from kb.errors import IndexMismatchError, IndexUnavailableError
from kb.index import Filter, Piece
from kb.indexing import Difference, check, compare, reindex, sync
from kb.inference.encoder import Encoder
from kb.library import Library
from kb.piece_ids import piece_id
from kb.tables import Article, IndexMarker, IndexState, Passage
from tests.kb.digest_encoder import DigestEncoder
from tests.kb.indexed import add, change, found

EVERYBODY = Filter(("public", "agents"), ("draft", "in_review", "published"))


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
    extra = piece_id(999, "passage", "en", "nobody planned this")
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
