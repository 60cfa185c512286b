from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.spelling import corrected, one_apart
from assistant.vocabulary import Vocabulary
from kb import languages

TEXTS = ["How do I return a parcel?", "The refund takes a week", "پس فرستادن کالا و مرجوعی", "怎么退货"]
KNOWN = Vocabulary(dict.fromkeys([word for text in TEXTS for word in languages.tokens(text)], 2), 10)


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [
        ("retrun", "return"),
        ("parcl", "parcel"),
        ("refundd", "refund"),
        ("مرجوهی", "مرجوعی"),
        ("فرسبادن", "فرستادن"),
    ],
)
def test_a_mistyped_word_is_told_from_the_words_of_the_base(mistyped: str, meant: str) -> None:
    assert list(corrected(languages.tokens(mistyped), KNOWN).values()) == languages.tokens(meant)


def test_dots_may_be_lost_from_all_letters_of_a_word() -> None:
    known = Vocabulary({"پشتیبان": 2, "گزارش": 2}, 5)
    assert corrected(["بستیبان", "کرارس"], known) == {"بستیبان": "پشتیبان", "کرارس": "گزارش"}


@pytest.mark.parametrize("word", ["return", "cat", "helicopter", "退货", "e1042", ""])
def test_known_short_far_and_coded_words_stay_as_they_are(word: str) -> None:
    assert corrected([word], KNOWN) == {}


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_one_apart_is_the_same_both_ways(one: str, other: str) -> None:
    assert one_apart(one, other) == one_apart(other, one)
    assert not one_apart(one, one)
