"""Linking translations on the desk: what is linked, who said so, and what is refused."""

from __future__ import annotations

import pytest

from kb import articles
from kb.content import Content, Draft, Labels
from kb.desk import remarks, translating
from kb.desk.translating import LanguageLinkedError
from kb.errors import NotFoundError
from kb.reading import translations
from kb.reading.translations import SameLanguageError


def put(session, title, language, *, published=True, audience="public"):
    made = articles.create(session, Draft(Content(title, "Do this."), Labels(language, audience)))
    if published:
        articles.publish(session, made)
    return made.id


def named(rows):
    return [one.title for one in rows]


def test_drafts_are_linked_too_and_both_articles_remember(database):
    with database.session() as session:
        en, fa = put(session, "Returns", "en"), put(session, "بازگشت کالا", "fa", published=False)
        translating.link(session, en, fa, None)
        translating.link(session, fa, en, None)
        assert named(translating.linked(session, en)) == ["بازگشت کالا"]
        assert named(translating.linked(session, fa)) == ["Returns"]
        assert translations.of(session, en, "public") == [], "readers see no draft"
        assert [(one.kind, one.text) for one in remarks.of_article(session, en)] == [
            ("linked", f"#{fa}: بازگشت کالا")
        ]
        translating.unlink(session, en, fa, None)
        assert translating.linked(session, en) == translating.linked(session, fa) == []
        assert [one.kind for one in remarks.of_article(session, fa)] == ["unlinked", "linked"]


def test_a_group_never_holds_two_of_one_language(database):
    with database.session() as session:
        one, two = put(session, "One", "en"), put(session, "Two", "en")
        fa, zh = put(session, "یک", "fa"), put(session, "一", "zh")
        translating.link(session, one, fa, None)
        translating.link(session, two, zh, None)
        with pytest.raises(LanguageLinkedError):
            translating.link(session, fa, zh, None)
        with pytest.raises(SameLanguageError):
            translating.link(session, one, two, None)
        with pytest.raises(LanguageLinkedError):
            translating.link(session, two, fa, None)
        translating.unlink(session, zh, two, None)
        translating.link(session, fa, zh, None)
        assert named(translating.linked(session, zh)) == ["One", "یک"]
        translating.unlink(session, one, one, None)
        assert named(translating.linked(session, zh)) == ["یک"]


def test_only_a_linked_one_can_be_taken_out(database):
    with database.session() as session:
        one, other = put(session, "One", "en"), put(session, "یک", "fa")
        for wanted in (other, 999):
            with pytest.raises(NotFoundError):
                translating.unlink(session, one, wanted, None)


def test_candidates_are_found_by_title_or_number_in_other_languages_only(database):
    with database.session() as session:
        en = put(session, "Returning goods", "en")
        put(session, "Returning goods late", "en")
        de = put(session, "Returning: Rückgabe 100%", "de", published=False)
        fa = put(session, "بازگشت کالا", "fa", audience="agents")
        assert named(translating.candidates(session, en, "returning")) == ["Returning: Rückgabe 100%"]
        assert named(translating.candidates(session, en, f"#{fa}")) == ["بازگشت کالا"]
        assert named(translating.candidates(session, en, "100%")) == ["Returning: Rückgabe 100%"]
        assert translating.candidates(session, en, "1_0") == []
        translating.link(session, en, de, None)
        assert translating.candidates(session, en, "returning") == []
