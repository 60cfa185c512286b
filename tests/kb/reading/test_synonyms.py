from __future__ import annotations

import pytest

from kb import languages
from kb.database import Database
from kb.errors import NotFoundError, SynonymsUnusableError
from kb.reading import synonyms
from kb.reading.synonyms import Group


def test_groups_are_kept_listed_and_forgotten(database: Database) -> None:
    with database.session() as session:
        first = synonyms.add(session, ["kettle", " water  boiler ", "کتری"])
        second = synonyms.add(session, ["SSO", "single sign-on"])
    with database.session() as session:
        assert [group.words for group in synonyms.every(session)] == [
            ("kettle", "water boiler", "کتری"),
            ("SSO", "single sign-on"),
        ]
        assert synonyms.remove(session, first)
        assert not synonyms.remove(session, first)
        assert [group.id for group in synonyms.every(session)] == [second]


@pytest.mark.parametrize("words", [[], ["one"], ["Same", "same"], ["?", "!"], [str(n) for n in range(30)]])
def test_a_group_needs_two_different_words(database: Database, words: list[str]) -> None:
    with database.session() as session, pytest.raises(SynonymsUnusableError):
        synonyms.add(session, words)


def test_a_phrase_counts_only_as_a_whole() -> None:
    groups = [Group(1, ("kettle", "water boiler")), Group(2, ("退货", "退回"))]
    assert synonyms.further(groups, languages.tokens("My kettle leaks")) == languages.tokens("water boiler")
    assert synonyms.further(groups, languages.tokens("my water boiler leaks")) == ["kettl"]
    assert synonyms.further(groups, languages.tokens("my boiler needs water")) == []
    assert "退回" in synonyms.further(groups, languages.tokens("怎么退货"))


def test_a_chinese_phrase_is_met_wherever_it_stands_in_a_question():
    groups = [Group(1, ("配送", "快递"))]
    for question in ("配送需要多长时间", "你们的标准配送多少钱", "请问配送"):
        assert "快递" in synonyms.further(groups, languages.tokens(question)), question
    assert synonyms.further(groups, languages.tokens("送货和分配")) == []


def test_a_group_is_changed_as_a_whole(database):
    with database.session() as session:
        number = synonyms.add(session, ["kettle", "boiler"])
        synonyms.change(session, number, ["kettle", "samovar"])
        assert synonyms.every(session) == [Group(number, ("kettle", "samovar"))]
        with pytest.raises(SynonymsUnusableError):
            synonyms.change(session, number, ["kettle", " KETTLE "])
        with pytest.raises(NotFoundError):
            synonyms.change(session, number + 1, ["one", "two"])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("How long is a SUNNY card good for?", "How long is a gift card good for?"),
        ("کارت‌آفتاب تا کی اعتبار دارد؟", "کارت هدیه تا کی اعتبار دارد؟"),
        ("阳光卡能用几年？", "礼品卡能用几年？"),
        ("Is the Kite thing fast?", "Is the ارسال فوری fast?"),  # no word of the same script is known
        ("a sunnycard, and a gift card", "a sunnycard, and a gift card"),
    ],
)
def test_a_word_that_the_base_lacks_is_asked_by_one_that_it_holds(text: str, meant: str) -> None:
    groups = [
        Group(1, ("Sunny card", "gift card", "کارت آفتاب", "کارت هدیه", "阳光卡", "礼品卡")),
        Group(2, ("Kite thing", "ارسال فوری")),
    ]
    known = {
        token
        for word in ("gift card", "کارت هدیه", "礼品卡", "ارسال فوری")
        for token in languages.tokens(word)
    }
    assert synonyms.instead(groups, text, known) == meant


def test_a_word_that_the_base_holds_stays() -> None:
    groups = [Group(1, ("kettle", "water boiler"))]
    assert synonyms.instead(groups, "my kettle", set(languages.tokens("kettle water boiler"))) == "my kettle"
