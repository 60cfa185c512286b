from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import surroundings as looked
from assistant.confidence import calibration, confidence, features
from assistant.judging import judge
from assistant.question import understand
from assistant.retrieval import Evidence, retrieve
from assistant.surroundings import (
    AVERAGE_MUTUAL,
    AVERAGE_WHOLE,
    NOTHING,
    Around,
    average,
    surroundings,
    usual,
)
from kb.errors import IndexUnavailableError
from kb.index.edge import EdgeIndex
from kb.library import Library

COSINES = st.builds(Around, st.floats(-1, 1), st.floats(-1, 1))


def found(library: Library, question: str, language: str = "en") -> Evidence:
    return retrieve(library, understand(library, question, language=language), 3)


def test_a_question_that_is_answered_lies_nearer_than_one_that_is_not(shop: Library) -> None:
    for asked, elsewhere, language in (
        ("How do I send an item back?", "What is the capital of Mongolia?", "en"),
        ("ارسال به شهرستان چند تومن میشه", "قیمت طلا امروز چند است؟", "fa"),
        ("积分会过期吗", "明天北京天气怎么样？", "zh"),
    ):
        here = surroundings(shop, found(shop, asked, language))
        there = surroundings(shop, found(shop, elsewhere, language))
        assert here.whole > there.whole + 0.1, asked


def test_without_a_vector_or_an_index_there_is_nothing_around(
    shop: Library, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = found(shop, "How can I return an item?")
    assert surroundings(shop, evidence) != NOTHING
    blind = replace(evidence, query=replace(evidence.query, vector=None))
    assert surroundings(shop, blind) == NOTHING

    def down(*_: object) -> None:
        raise IndexUnavailableError(reason="gone")

    monkeypatch.setattr(EdgeIndex, "vectors", down)
    assert surroundings(shop, evidence) == NOTHING
    assert confidence(evidence, NOTHING) < calibration().threshold


def test_an_empty_base_is_of_average_kind(library: Library) -> None:
    assert usual(library).around == Around(pytest.approx(AVERAGE_WHOLE), pytest.approx(AVERAGE_MUTUAL))
    assert judge(library, understand(library, "Anything at all?")).confidence == 0


def test_what_is_usual_is_learnt_without_the_article_that_is_asked(shop: Library) -> None:
    """A phrasing finds itself with cosine 1; without its own article nothing here is as near."""
    with shop.database.reading() as session:
        chosen = looked.passages.speaking(session, 100)
    assert len({article for article, _ in chosen}) == len(chosen) == 5
    learnt = usual(shop)
    assert learnt.learnt == 5
    alone = (learnt.around.whole * (5 + looked.AVERAGE_COUNTS) - looked.AVERAGE_COUNTS * AVERAGE_WHOLE) / 5
    assert -0.2 < alone < AVERAGE_WHOLE, "five articles on five topics are less alike than the average base's"


@given(st.lists(COSINES, max_size=300))
def test_few_articles_say_little_and_many_all(cosines: list[Around]) -> None:
    told = average(cosines)
    assert told.learnt == len(cosines)
    wholes = [*(one.whole for one in cosines), AVERAGE_WHOLE]
    assert min(wholes) - 1e-9 <= told.around.whole <= max(wholes) + 1e-9
    if cosines:
        mean = sum(one.mutual for one in cosines) / len(cosines)
        share = len(cosines) / (len(cosines) + looked.AVERAGE_COUNTS)
        assert told.around.mutual == pytest.approx(share * mean + (1 - share) * AVERAGE_MUTUAL)


def test_no_feature_can_make_it_less_sure() -> None:
    assert all(weight >= 0 for weight in calibration().weights.values())


def test_features_and_weights_go_by_the_same_names(shop: Library) -> None:
    evidence = found(shop, "How can I return an item?")
    assert set(features(evidence, surroundings(shop, evidence))) == set(calibration().weights)
    assert set(features(replace(evidence, hits=()), NOTHING)) == set(calibration().weights)


@given(COSINES, COSINES)
def test_the_nearer_the_surer(one: Around, other: Around) -> None:
    assert _sure(max(one.whole, other.whole), max(one.mutual, other.mutual)) >= _sure(one.whole, one.mutual)


def _sure(whole: float, mutual: float) -> float:
    weights = calibration().weights
    return weights["whole"] * whole + weights["mutual"] * mutual
