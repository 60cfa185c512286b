from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.weighting import alone, candidates, weigh
from kb.index import Found, Ranked


def piece(name: str, article: int, score: float, kind: str = "passage", language: str = "en") -> Found:
    return Found(name, article, kind, score, language)


def order(
    ranked: Ranked, pieces: tuple[Found, ...], coverage: float = 0.0, language: str = "en"
) -> list[int]:
    return [hit.article_id for hit in weigh(ranked, pieces, language, coverage)]


def test_a_text_that_says_so_too_comes_before_a_title_alone() -> None:
    one, other = piece("a", 1, 0.80, "title"), piece("b", 2, 0.79, "title")
    texts = (piece("a2", 1, 0.30), piece("b2", 2, 0.70))
    ranked = Ranked((one, other, piece("c", 3, 0.1)), ())
    assert order(ranked, (one, other, *texts))[:2] == [2, 1]


def test_words_count_the_more_they_cover_the_question() -> None:
    near, worded = piece("a", 1, 0.80), piece("b", 2, 0.60)
    ranked = Ranked((near, worded, piece("c", 3, 0.1)), (piece("b", 2, 9.0), piece("a", 1, 1.0)))
    assert order(ranked, (near, worded), coverage=0.0)[0] == 1
    assert order(ranked, (near, worded), coverage=1.0)[0] == 2


def test_words_count_more_among_articles_that_are_nothing_but_text() -> None:
    near, worded = piece("a", 1, 0.80), piece("b", 2, 0.66)
    words = (piece("b", 2, 9.0), piece("a", 1, 1.0))
    ranked = Ranked((near, worded, piece("c", 3, 0.1)), words)
    titles = (piece("a1", 1, 0.80, "title"), piece("b1", 2, 0.66, "title"))
    assert order(ranked, (near, worded), coverage=0.0)[0] == 2
    assert order(ranked, (*titles, near, worded), coverage=0.0)[0] == 1


def test_how_long_the_list_by_words_is_changes_nothing_at_its_top() -> None:
    near, worded = piece("a", 1, 0.80), piece("b", 2, 0.62)
    words = tuple(piece(f"w{number}", 100 + number, 8 - number / 100) for number in range(40))
    ranked = Ranked((near, worded, piece("c", 3, 0.1)), (piece("b", 2, 9.0), piece("a", 1, 8.0), *words))
    longer = replace(ranked, lexical=(*ranked.lexical, piece("z", 999, 0.1)))
    both = [weigh(one, (near, worded), "en", 0.0) for one in (ranked, longer)]
    assert both[0][0].score == pytest.approx(both[1][0].score)
    assert both[0][1].score == pytest.approx(both[1][1].score)


def test_an_article_in_another_language_loses_nothing_by_its_words() -> None:
    across, own = piece("a", 1, 0.80, language="fa"), piece("b", 2, 0.70)
    ranked = Ranked((across, own, piece("c", 3, 0.1)), (piece("b", 2, 2.0), piece("c", 3, 1.0)))
    assert order(ranked, (across, own))[0] == 1


def test_scores_fall_and_everything_found_stays() -> None:
    dense = tuple(piece(str(number), number, 1 - number / 100) for number in range(60))
    ranked = Ranked(dense, (piece("w", 99, 5.0),))
    close = tuple(one for one in dense if one.article_id in candidates(ranked))
    hits = weigh(ranked, close, "en", 0.3)
    assert {hit.article_id for hit in hits} == {*range(60), 99}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_without_meaning_words_decide_and_without_both_nothing_is_found() -> None:
    words = (piece("a", 1, 3.0), piece("b", 2, 2.0))
    assert order(Ranked((), words), ()) == [1, 2]
    assert order(Ranked((), ()), ()) == []
    assert candidates(Ranked((), ())) == ()


def test_only_chinese_among_chinese_is_searched_unlevelled() -> None:
    chinese = piece("a", 1, 0.8, language="zh")
    assert alone(Ranked((chinese,), ()), "zh")
    assert not alone(Ranked((chinese, piece("b", 2, 0.7)), ()), "zh")
    assert not alone(Ranked((piece("b", 2, 0.7),), ()), "en")
