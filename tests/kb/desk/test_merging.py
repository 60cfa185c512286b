"""Merging: nothing of either article is lost, and the address of the one that is gone leads on."""

from __future__ import annotations

import pytest

from kb import articles
from kb.archive.conversations import Incoming, Opening, append, start
from kb.content import Content, Draft, EvidenceSpan, Labels, Origin, Phrasing
from kb.desk import merging, remarks
from kb.desk.merging import MergeAudienceError, MergeLanguageError, MergeRetiredError, MergeWithItselfError
from kb.errors import RevisionConflictError


def made_of(session, key, sentence, language="en"):
    said = start(session, Opening(key, "mail", "email", key))
    append(session, said, Incoming(f"{key}-1", "raw", role="agent"))
    said.messages[0].text = sentence
    span = EvidenceSpan("resolution", sentence, said.messages[0].id, 0, len(sentence), sentence)
    draft = Draft(
        Content(f"How {key}?", sentence, issue=f"How {key}?"),
        Labels(language),
        evidence=(span,),
        phrasings=(Phrasing(f"how {key} please", language, said.id),),
        origins=(Origin("email", key, said.id),),
    )
    return articles.create(session, draft)


def test_sources_phrasings_and_evidence_of_both_are_in_the_one_that_goes_on(database):
    with database.session() as session:
        kept, gone = made_of(session, "one", "Press A."), made_of(session, "two", "Press B.")
        worth = kept.worth
        merging.merge(session, kept.id, gone.id, expected=1, join=True, person_id=None)
        session.flush()
        session.refresh(kept)
        newest = articles.revision(session, kept.id, kept.latest)
        assert newest.resolution == "Press A.\n\nPress B."
        assert [row.quote for row in newest.evidence] == ["Press A.", "Press B."]
        assert len(kept.sources) == 2
        assert {one.text for one in kept.variants} == {"how one please", "how two please", "How two?"}
        assert kept.worth > worth
        assert (gone.status, gone.merged_into_id) == ("retired", kept.id)
        assert remarks.of_article(session, kept.id)[0].kind == "merged"


def test_without_joining_the_text_stays_as_it_is(database):
    with database.session() as session:
        kept, gone = made_of(session, "one", "Press A."), made_of(session, "two", "Press B.")
        merging.merge(session, kept.id, gone.id, expected=1, join=False, person_id=None)
        assert kept.latest == 1
        assert len(kept.sources) == 2


def test_an_address_leads_on_through_several_merges_and_never_in_a_ring(database):
    with database.session() as session:
        one, two, three = (made_of(session, key, f"Press {key}.") for key in ("one", "two", "three"))
        merging.merge(session, two.id, one.id, expected=1, join=False, person_id=None)
        merging.merge(session, three.id, two.id, expected=1, join=False, person_id=None)
        assert merging.leads_to(session, one.id) == three.id
        assert merging.leads_to(session, three.id) is None
        three.merged_into_id = one.id
        session.flush()
        assert merging.leads_to(session, one.id) is None
        articles.move(session, two, "published")
        assert merging.leads_to(session, two.id) is None, "restored, it speaks for itself"


def test_what_does_not_belong_together_is_refused(database):
    with database.session() as session:
        one, other = made_of(session, "one", "Press A."), made_of(session, "two", "فشار دهید.", "fa")
        third = made_of(session, "three", "Press C.")
        with pytest.raises(MergeWithItselfError):
            merging.merge(session, one.id, one.id, expected=1, join=True, person_id=None)
        with pytest.raises(MergeLanguageError):
            merging.merge(session, one.id, other.id, expected=1, join=True, person_id=None)
        with pytest.raises(RevisionConflictError):
            merging.merge(session, one.id, third.id, expected=7, join=True, person_id=None)
        third.audience = "agents"
        session.flush()
        assert merging.candidates(session, one.id, "") == []
        with pytest.raises(MergeAudienceError):
            merging.merge(session, one.id, third.id, expected=1, join=False, person_id=None)
        third.audience = "public"
        articles.move(session, one, "retired")
        with pytest.raises(MergeRetiredError):
            merging.merge(session, one.id, third.id, expected=1, join=True, person_id=None)


def test_candidates_are_found_by_words_of_their_title(database):
    with database.session() as session:
        one, two = made_of(session, "one", "Press A."), made_of(session, "two", "Press B.")
        made_of(session, "three", "فشار دهید.", "fa")
        assert [found for found, _, _ in merging.candidates(session, one.id, "")] == [two.id]
        assert merging.candidates(session, one.id, "how TWO") == [(two.id, "How two?", "draft")]
        assert merging.candidates(session, one.id, "50%") == []
