"""The desk: the queue's order, evidence through an edit, and decisions on what was really read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import articles
from kb.access import people
from kb.archive import conversations
from kb.content import Content, Draft, EvidenceSpan, Labels, Origin, Phrasing
from kb.desk import review, waiting
from kb.errors import ArticleInvalidError, InvalidTransitionError, NotFoundError, RevisionConflictError

ANSWER = "That is limescale. Boil it with vinegar. Rinse twice."


def conversation(session, name):
    made = conversations.start(session, conversations.Opening(name, "mail", "email"))
    conversations.append(session, made, conversations.Incoming(f"{name}-1", "raw", role="agent"))
    made.messages[0].text = ANSWER
    made.subject = "Kettle"
    return made


def draft(session, title="Kettle", *, sources=1, language="en"):
    said = [conversation(session, f"{title}-{number}") for number in range(sources)]
    message = said[0].messages[0]
    spans = []
    for sentence in ("That is limescale.", "Boil it with vinegar.", "Rinse twice."):
        start = ANSWER.index(sentence)
        spans.append(EvidenceSpan("resolution", sentence, message.id, start, start + len(sentence), sentence))
    made = articles.create(
        session,
        Draft(
            Content(title, ANSWER),
            Labels(language),
            evidence=tuple(spans),
            phrasings=(Phrasing(f"{title}?", language),),
            origins=tuple(Origin("email", one.external_id, one.id) for one in said),
        ),
        note="drafted",
    )
    return made.id


def test_what_most_customers_asked_comes_first(database):
    with database.session() as session:
        for title, sources in (("one", 1), ("three", 3), ("two", 2)):
            draft(session, title, sources=sources)
    with database.reading() as session:
        rows = waiting.queue(session, "draft").rows
        assert [(row.title, row.sources, row.phrasings) for row in rows] == [
            ("three", 3, 1),
            ("two", 2, 1),
            ("one", 1, 1),
        ]
        assert waiting.drafts(session) == [row.article_id for row in rows]


def test_every_article_is_in_exactly_one_tab(database):
    with database.session() as session:
        ids = [draft(session, str(number)) for number in range(5)]
        for article_id, status in zip(
            ids, ("draft", "in_review", "published", "published", "retired"), strict=True
        ):
            if status != "draft":
                review.decide(session, article_id, status, expected=1)
        articles.revise(session, articles.get(session, ids[3]), Content("changed", "New."))
    with database.reading() as session:
        assert waiting.tallies(session) == {
            "draft": 1,
            "in_review": 1,
            "changed": 1,
            "published": 1,
            "retired": 1,
        }
        found = {tab: [row.article_id for row in waiting.queue(session, tab).rows] for tab in waiting.TABS}
        assert sorted(id_ for tab in found.values() for id_ in tab) == ids
        assert found["changed"] == [ids[3]]


def test_the_queue_can_be_of_one_language(database):
    with database.session() as session:
        draft(session, "english")
        draft(session, "persian", language="fa")
    with database.reading() as session:
        assert [row.title for row in waiting.queue(session, "draft", waiting.Wanted(language="fa")).rows] == [
            "persian"
        ]


def test_a_dossier_holds_every_sentence_with_its_message(database):
    with database.session() as session:
        article_id = draft(session, sources=2)
    with database.reading() as session:
        dossier = review.dossier(session, article_id)
    assert [proof.number for proof in dossier.proofs] == [1, 2, 3]
    for proof in dossier.proofs:
        assert proof.message.text[proof.start : proof.end] == proof.quote == proof.sentence
    assert [origin.subject for origin in dossier.origins] == ["Kettle", "Kettle"]
    assert dossier.phrasings == ("Kettle?",)
    assert [row.note for row in dossier.history] == ["drafted"]
    assert dossier.may_become == ("in_review", "published", "retired")
    with database.reading() as session, pytest.raises(NotFoundError):
        review.dossier(session, article_id, 2)


def test_an_edit_keeps_the_evidence_of_the_sentences_it_left_alone(database):
    with database.session() as session:
        article_id = draft(session)
        author = people.add(
            session, email="m@b.example", name="Mina", role="manager", password="long enough pw"
        )
        content = Content("Kettle", "That is  limescale.\nBoil it with citric acid. Rinse twice.")
        review.edit(
            session, article_id, content, Labels("en"), expected=1, author_id=author.id, note="better"
        )
    with database.reading() as session:
        newest = review.dossier(session, article_id)
        assert [proof.sentence for proof in newest.proofs] == ["That is limescale.", "Rinse twice."]
        assert (newest.history[0].author, newest.history[0].note) == ("Mina", "better")
        assert len(review.dossier(session, article_id, 1).proofs) == 3


def test_filing_alone_makes_no_revision(database):
    with database.session() as session:
        article_id = draft(session)
        before = review.dossier(session, article_id)
        review.edit(
            session, article_id, before.content, Labels("en", "agents", "Kitchen"), expected=1, author_id=None
        )
        after = review.dossier(session, article_id)
    assert (after.latest, after.audience, after.category) == (1, "agents", "Kitchen")


def test_who_edits_an_old_revision_is_told(database):
    with database.session() as session:
        article_id = draft(session)
        labels = Labels("en")
        review.edit(session, article_id, Content("Kettle", "First."), labels, expected=1, author_id=None)
        for content in (Content("Kettle", "Second."), Content("Kettle", "First.")):
            with pytest.raises(RevisionConflictError):
                review.edit(session, article_id, content, labels, expected=1, author_id=None)
        with pytest.raises(RevisionConflictError):
            review.decide(session, article_id, "published", expected=1)
        assert review.decide(session, article_id, "published", expected=2).published == 2


def test_a_refused_edit_changes_nothing(database):
    with database.session() as session:
        article_id = draft(session)
    with pytest.raises(ArticleInvalidError), database.session() as session:
        review.edit(session, article_id, Content("Kettle", " "), Labels("fa"), expected=1, author_id=None)
    with database.reading() as session:
        assert review.dossier(session, article_id).language == "en"


def test_only_the_steps_of_the_life_of_an_article_are_possible(database):
    with database.session() as session:
        article_id = draft(session)
        review.decide(session, article_id, "retired", expected=1)
        with pytest.raises(InvalidTransitionError):
            review.decide(session, article_id, "in_review", expected=1)


SENTENCES = st.lists(
    st.text("abcd آبپ中文", min_size=1, max_size=12).map(str.strip).filter(bool), min_size=1, max_size=6
)


@given(kept=SENTENCES, gone=SENTENCES)
def test_evidence_stays_with_exactly_the_sentences_that_still_stand_there(kept, gone):
    spans = [EvidenceSpan("cause", sentence, 1, 0, 1, "x") for sentence in [*kept, *gone]]
    text = "\n".join(kept)
    found = review.still_said(spans, Content("t", "r", cause=text))
    flat = " ".join(text.split())
    assert found == [span for span in spans if " ".join(span.sentence.split()) in flat]
    assert {span.sentence for span in found} >= set(kept)
    assert review.still_said(spans, Content("t", text)) == []
