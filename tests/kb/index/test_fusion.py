"""Fusion by score: what holds for any two result lists."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.index import Found, Fused, Ranked, fuse


def ranked_list(scores: dict[int, float], articles: dict[int, int]) -> tuple[Found, ...]:
    found = [Found(f"p{piece}", articles[piece], "passage", score) for piece, score in scores.items()]
    return tuple(sorted(found, key=lambda hit: (-hit.score, hit.id)))


articles_of_pieces = st.fixed_dictionaries({piece: st.integers(1, 5) for piece in range(12)})
cosines = st.integers(-1000, 1000).map(lambda number: number / 1000)
some_scores = st.dictionaries(st.integers(0, 11), cosines, max_size=12)
many_scores = st.dictionaries(
    st.integers(0, 11), st.integers(1, 600).map(lambda number: number / 10), max_size=12
)
weights = st.floats(0, 1)


@st.composite
def ranked(draw: st.DrawFn) -> Ranked:
    articles = draw(articles_of_pieces)
    return Ranked(ranked_list(draw(some_scores), articles), ranked_list(draw(many_scores), articles))


@given(ranked(), weights)
def test_scores_lie_between_0_and_1_best_first_one_hit_an_article(both: Ranked, weight: float) -> None:
    hits = fuse(both, weight)
    assert all(0 <= hit.score <= 1 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert sorted(hit.article_id for hit in hits) == sorted(
        {one.article_id for one in (*both.dense, *both.lexical)}
    )
    pieces = {one.id: one for one in (*both.dense, *both.lexical)}
    assert all(pieces[hit.piece_id].article_id == hit.article_id for hit in hits)


@given(ranked())
def test_meaning_alone_gives_the_order_of_the_dense_list(both: Ranked) -> None:
    best: dict[int, float] = {}
    for one in both.dense:
        best.setdefault(one.article_id, one.score)
    hits = [hit.article_id for hit in fuse(both, 1.0) if hit.article_id in best]
    assert [best[article] for article in hits] == sorted(best.values(), reverse=True)


def test_several_phrasings_with_the_words_beat_one() -> None:
    lexical = (
        Found("a", 1, "title", 5.0),
        Found("b", 2, "title", 5.0),
        Found("c", 2, "variant", 4.0),
        Found("d", 3, "title", 1.0),
    )
    assert [hit.article_id for hit in fuse(Ranked((), lexical), 0.0)] == [2, 1, 3]


@given(ranked(), weights)
def test_a_hit_carries_its_articles_best_raw_scores(both: Ranked, weight: float) -> None:
    for hit in fuse(both, weight):
        assert hit.dense == max([0.0, *(one.score for one in both.dense if one.article_id == hit.article_id)])
        assert hit.lexical == max(
            [0.0, *(one.score for one in both.lexical if one.article_id == hit.article_id)]
        )


@given(ranked(), weights)
def test_the_order_of_equal_scores_in_a_list_does_not_matter(both: Ranked, weight: float) -> None:
    def turned(found: tuple[Found, ...]) -> tuple[Found, ...]:
        groups = itertools.groupby(found, key=lambda one: one.score)
        return tuple(one for _, group in groups for one in reversed(list(group)))

    assert fuse(Ranked(turned(both.dense), turned(both.lexical)), weight) == fuse(both, weight)


def test_nothing_found_is_nothing() -> None:
    assert fuse(Ranked((), ()), 0.5) == []


def test_a_single_find_counts_fully_and_agreement_beats_it() -> None:
    one, both = Found("a", 1, "title", 0.8), Found("b", 2, "passage", 0.9)
    hits = fuse(Ranked((both, one), (Found("b", 2, "passage", 11.0),)), 0.6)
    assert hits == [
        Fused(2, pytest.approx(1.0), "b", "passage", 0.9, 11.0),  # type: ignore[arg-type]
        Fused(1, 0.0, "a", "title", 0.8, 0.0),
    ]


def test_the_nearest_piece_speaks_for_its_article() -> None:
    dense = (
        Found("title", 1, "title", 0.9),
        Found("body", 1, "passage", 0.8),
        Found("other", 2, "passage", 0.1),
    )
    lexical = (Found("body", 1, "passage", 9.0), Found("other", 2, "passage", 1.0))
    hit = fuse(Ranked(dense, lexical), 0.5)[0]
    assert (hit.piece_id, hit.kind, hit.dense, hit.lexical) == ("title", "title", 0.9, 9.0)
