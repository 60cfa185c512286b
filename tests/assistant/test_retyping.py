"""Questions in the wrong letters are read as they were meant; all others stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import understand
from assistant.retyping import meant, retyped
from assistant.spelling import corrected, respelled
from assistant.vocabulary import Vocabulary
from kb import languages
from kb.library import Library

TEXTS = [
    "چطور می‌توانم کالا را پس بدهم و پول خود را بگیرم",
    "هزینه ارسال سفارش چقدر است",
    "رمز عبور را فراموش کرده‌ام",
    "How do I return a parcel to the shop?",
    "怎么修改密码",
]


def vocabulary_of(texts: list[str]) -> Vocabulary:
    return Vocabulary(dict.fromkeys([word for text in texts for word in languages.tokens(text)], 2), 10)


KNOWN = vocabulary_of(TEXTS)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ivdki hvshg sthva", "هزینه ارسال سفارش"),
        ("vlc uf,v", "رمز عبور"),
        ("اخص یخ ه قثفعقد ش حشقزثم", "how do i return a parcel"),
        ("hazine ersal chetor ast", "هزینه ارسال چطور است"),
        ("chetor mitoonam kala ra pas bedam", "چطور می‌توانم کالا را پس بده"),
    ],
)
def test_words_in_the_wrong_letters_are_read(typed: str, words: str) -> None:
    read = set(languages.tokens(meant(typed, KNOWN)))
    assert len(read & set(languages.tokens(words))) >= len(set(languages.tokens(words))) - 1


@pytest.mark.parametrize(
    "typed",
    [
        "How can I return an item?",
        "Where is the nearest helicopter in the city",
        "man in the dark",
        "error E-1042",
        "رمز عبور",
        "怎么退款",
        "",
    ],
)
def test_what_is_meant_as_it_stands_stays(typed: str) -> None:
    assert meant(typed, KNOWN) == ""


@given(st.text(max_size=60))
def test_any_text_can_be_looked_at(typed: str) -> None:
    assert isinstance(meant(typed, KNOWN), str)


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3))
def test_a_question_in_the_words_of_the_base_is_never_read_otherwise(texts: list[str]) -> None:
    assert meant(" ".join(texts), KNOWN) == ""


def test_arabic_letters_give_the_vector_of_persian_ones(library: Library) -> None:
    arabic = retyped(library, understand(library, "چگونه كالا را پس مي‌دهم"), KNOWN)
    persian = understand(library, "چگونه کالا را پس می‌دهم")
    assert arabic.vector is not None
    assert persian.vector is not None
    assert float(arabic.vector @ persian.vector) > 0.999


def test_chinese_is_asked_in_the_characters_of_the_base(library: Library) -> None:
    simplified, traditional = understand(library, "怎么修改密码"), understand(library, "怎麼修改密碼")
    base = Vocabulary(KNOWN.held, KNOWN.pieces, traditional=0.9)
    assert retyped(library, traditional, KNOWN).text == simplified.text
    assert retyped(library, simplified, base).text == traditional.text
    both = Vocabulary(KNOWN.held, KNOWN.pieces, traditional=0.6)
    assert retyped(library, simplified, both).text == simplified.text
    assert retyped(library, traditional, both).text == traditional.text
    assert retyped(library, simplified, KNOWN) is simplified


def test_a_mistyped_question_comes_nearer_to_what_was_meant(library: Library) -> None:
    typed, right = (
        understand(library, text) for text in ("How do I retrun a parcl?", "How do I return a parcel?")
    )
    put_right = respelled(library, typed, typed.text, corrected(typed.words, KNOWN))
    assert typed.vector is not None
    assert right.vector is not None
    assert put_right.vector is not None
    assert put_right.vector @ right.vector > typed.vector @ right.vector


def test_a_form_of_a_real_word_is_no_mistake(library: Library) -> None:
    typed = understand(library, "دوستم چه هدیه‌ای می‌گیرد")
    assert respelled(library, typed, typed.text, {"دوست": "درست"}) is typed
