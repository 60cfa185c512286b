from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import everyday
from kb import languages


def further(text: str) -> list[str]:
    return everyday.further(languages.tokens(text))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("How do I send it back?", "return"),
        ("چطور سفارشم را پس بدهم؟", "مرجوعی"),
        ("چطور سفارشم را پس بدهم؟", "退货"),
        ("可以分期吗", "قسط"),
        ("کی قسطم تمام می‌شود؟", "instalments"),
        ("我忘了密码", "password"),
        ("the app keeps crashing", "闪退"),
    ],
)
def test_a_question_is_looked_for_by_other_words_of_any_language(asked: str, found: str) -> None:
    assert languages.tokens(found)[-1] in further(asked)


@pytest.mark.parametrize(
    "asked", ["the capital of Portugal", "بهترین فیلم امسال", "圆周率", "", "back", "send"]
)
def test_words_that_mean_nothing_here_or_only_a_part_bring_nothing(asked: str) -> None:
    assert further(asked) == []


def test_no_single_chinese_character_is_added_where_a_word_has_more() -> None:
    assert not [token for token in further("How do I return it?") if token == "货"]


def words(line: str) -> Iterator[str]:
    for language in line.split("|"):
        yield from (word.strip() for word in language.split(","))


def test_each_line_names_one_thing_in_three_languages() -> None:
    lines = everyday.FILE.read_text(encoding="utf-8").splitlines()
    for line in lines:
        written = [languages.script(part) for part in line.split("|")]
        assert written == ["latin", "arabic", "han"], line
        assert all(languages.tokens(word) for word in words(line)), line
    assert len({line.split("|")[0] for line in lines}) == len(lines)


def test_a_word_that_the_base_lacks_is_asked_by_one_that_it_holds() -> None:
    held = set(languages.tokens("شرایط خرید قسطی چیست؟ 退货"))
    for text, meant in (
        ("Can I pay in instalments?", "Can I قسط?"),
        ("怎么付分期付款的钱", "怎么付قسط的钱"),
        ("my kettle", "my kettle"),
    ):
        assert everyday.instead(text, languages.tokens(text), held) == meant
    assert everyday.instead("خرید قسطی", languages.tokens("خرید قسطی"), held) == "خرید قسطی"
