from __future__ import annotations

import pytest

from kb import languages
from kb.database import Database
from kb.errors import SynonymsUnusableError
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
