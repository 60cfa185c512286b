"""Marking what was typed: the same words as search finds, in all three scripts, and never a letter lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.portal import highlighting


def marked(text, typed):
    return [part for part, met in highlighting.parts(text, typed) if met]


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("How do I return a parcel?", "retu", ["return"]),
        ("Returned parcels are checked", "return parcel", ["Returned", "parcels"]),
        ("چطور رمز عبورم را عوض کنم؟", "رمز عب", ["رمز", "عبورم"]),
        ("كتاب\u200cها را برگردانید", "کتاب", ["كتاب\u200cها"]),
        ("配送需要多长时间？", "配送时间", ["配送", "时间"]),
        ("配送需要多长时间？", "需", ["需"]),
        ("運費是多少", "运费", ["運費"]),
        ("nothing here", "", []),
        ("nothing here", "<b>", []),
    ],
)
def test_words_are_found_as_search_finds_them(text, typed, found):
    assert marked(text, typed) == found


@given(st.text(), st.text())
def test_the_parts_are_the_text(text, typed):
    assert "".join(part for part, _ in highlighting.parts(text, typed)) == text


def test_an_excerpt_shows_the_words_that_were_met():
    text = "word " * 60 + "the parcel is late " + "word " * 60
    shown = highlighting.excerpt(text, "parcel", 120)
    assert "parcel" in shown
    assert shown.startswith("…")
    assert len(shown) <= 122
