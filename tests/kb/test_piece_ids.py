"""Ids that say whose piece it is: they are read back right, spread evenly, and change with what they say."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.piece_ids import DIGEST, KINDS, digest, piece_id, told

articles = st.integers(1, 2**47 - 1)
kinds = st.sampled_from(KINDS)
languages = st.from_regex(r"[a-z]{1,3}", fullmatch=True)


@given(articles, kinds, languages, st.text())
def test_an_id_says_whose_piece_it_is(article: int, kind: str, language: str, text: str) -> None:
    made = piece_id(article, kind, language, text)
    assert told(int(made, 16)) == (article, kind, language)
    assert made[:DIGEST] == digest(article, kind, text)


@given(articles, kinds, st.text())
def test_a_language_that_has_no_room_is_unknown_and_the_rest_is_told(
    article: int, kind: str, text: str
) -> None:
    for language in ("", "zh-TW", "EN", "فا", "abcd", "e1"):
        assert told(int(piece_id(article, kind, language, text), 16)) == (article, kind, "")


@given(articles, kinds, languages, st.text())
def test_an_id_is_a_uuid_of_our_own_making(article: int, kind: str, language: str, text: str) -> None:
    made = uuid.UUID(piece_id(article, kind, language, text))
    assert (made.version, made.variant) == (8, uuid.RFC_4122)


def test_another_article_kind_language_or_text_has_another_id() -> None:
    made = {
        piece_id(1, "title", "en", "Returns"),
        piece_id(2, "title", "en", "Returns"),
        piece_id(1, "variant", "en", "Returns"),
        piece_id(1, "title", "fa", "Returns"),
        piece_id(1, "title", "en", "Refunds"),
    }
    assert len(made) == 5


def test_ids_in_order_are_in_no_order_of_articles() -> None:
    ordered = sorted(piece_id(article, "title", "en", "Returns") for article in range(1, 1001))
    found = [told(int(made, 16)).article_id for made in ordered]
    middle = sum(found[:500]) / 500
    assert 400 < middle < 600


def test_a_kind_that_no_piece_has_is_refused() -> None:
    with pytest.raises(ValueError, match="tuple"):
        piece_id(1, "footnote", "en", "Returns")
