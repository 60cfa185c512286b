"""Translations and corrections of articles: who sees them, and that neither changes an article."""

from __future__ import annotations

import pytest

from kb import articles
from kb.content import Content, Draft, Labels
from kb.desk import corrections
from kb.desk.corrections import CorrectionEmptyError
from kb.errors import NotFoundError
from kb.reading import translations
from kb.reading.translations import SameLanguageError


def put(session, title, language, audience="public"):
    made = articles.create(session, Draft(Content(title, "Do this."), Labels(language, audience)))
    articles.publish(session, made)
    return made


def test_groups_grow_together_and_a_reader_sees_the_others_they_may_read(database):
    with database.session() as session:
        en, fa, zh = put(session, "One", "en"), put(session, "یک", "fa"), put(session, "一", "zh")
        inside = put(session, "Eins", "de", "agents")
        before = en.updated_at
        translations.link(session, fa.id, en.id)
        translations.link(session, zh.id, inside.id)
        translations.link(session, zh.id, fa.id)
        session.refresh(en)
        assert en.updated_at == before
        assert [one.language for one in translations.of(session, en.id, "public")] == ["fa", "zh"]
        assert [one.language for one in translations.of(session, en.id, "agents")] == ["de", "fa", "zh"]
        translations.unlink(session, fa.id)
        assert translations.of(session, fa.id, "public") == []
        with pytest.raises(SameLanguageError):
            translations.link(session, en.id, put(session, "Two", "en").id)


def test_a_correction_is_masked_listed_and_decided(database):
    with database.session() as session:
        shown, inside = put(session, "One", "en"), put(session, "Two", "en", "agents")
        corrections.suggest(session, shown.id, "public", text="It is 40 days. Ask sara@example.com")
        (kept,) = corrections.listing(session).rows
        assert (kept.title, kept.revision) == ("One", 1)
        assert "sara@" not in kept.text
        with pytest.raises(NotFoundError):
            corrections.suggest(session, inside.id, "public", text="let me see")
        with pytest.raises(CorrectionEmptyError):
            corrections.suggest(session, shown.id, "public", text="  ")
        corrections.decide(session, kept.id, "done", None)
        assert corrections.waiting(session) == 0


def test_finding_an_article_right_is_no_change(database):
    with database.session() as session:
        made = put(session, "One", "en")
        before = made.updated_at
        corrections.verify(session, made.id)
        session.refresh(made)
        assert made.verified_at is not None
        assert made.updated_at == before
