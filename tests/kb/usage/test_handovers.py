"""Hand-overs: masked, reachable, listed oldest first, closed once, erased with their contact."""

from __future__ import annotations

import pytest

from kb.errors import NotFoundError
from kb.privacy import digest
from kb.tables import Handover
from kb.usage import handovers
from kb.usage.handovers import Asking, ContactMissingError, Turn

SECRET = b"only for tests"


def asking(**more):
    return Asking(**{"contact": "sara@example.com", "language": "en", "message": "Call me", **more})


def test_what_is_said_is_masked_and_the_contact_is_kept(database):
    turns = (Turn("customer", "My card is 4111 1111 1111 1111."), Turn("assistant", "Let me see."))
    with database.session() as session:
        made = handovers.create(
            session, asking(message="I am at sara@example.com", turns=turns), secret=SECRET
        )
        kept = handovers.case(session, made.id)
    assert kept.contact == "sara@example.com"
    assert "@" not in kept.message
    assert "4111" not in kept.turns[0].text
    assert [turn.role for turn in kept.turns] == ["customer", "assistant"]


@pytest.mark.parametrize("contact", ["", "sara", "@", "a@b", "12", "call me", "sara@ex ample.com"])
def test_somebody_who_cannot_be_answered_is_told_so(database, contact):
    with database.session() as session, pytest.raises(ContactMissingError):
        handovers.create(session, asking(contact=contact), secret=SECRET)


@pytest.mark.parametrize("contact", ["sara@example.com", "+98 912 345 6789", "۰۹۱۲۳۴۵۶۷۸۹", "138 0013 8000"])
def test_addresses_and_numbers_of_all_three_languages_will_do(contact):
    assert handovers.reachable(contact)


def test_the_oldest_waits_first_and_is_closed_once(database):
    with database.session() as session:
        first = handovers.create(session, asking(conversation="chat-1"), secret=SECRET)
        handovers.create(session, asking(), secret=SECRET)
        assert handovers.listing(session).rows[0].id == first.id
        assert handovers.open_for(session, "chat-1")
        assert not handovers.open_for(session, "")
        handovers.close(session, first.id, None)
        closed = session.get(Handover, first.id).closed_at
        handovers.close(session, first.id, None)
        assert session.get(Handover, first.id).closed_at == closed
        assert handovers.waiting(session) == 1
        assert not handovers.open_for(session, "chat-1")
        with pytest.raises(NotFoundError):
            handovers.close(session, 999, None)


def test_a_contact_is_erased_however_it_was_written(database):
    with database.session() as session:
        handovers.create(session, asking(contact="Sara <SARA@example.com>"), secret=SECRET)
        handovers.create(session, asking(contact="other@example.com"), secret=SECRET)
        assert handovers.erase(session, digest("sara@example.com", SECRET)) == 1
        assert handovers.waiting(session) == 1


def test_what_strangers_send_is_cut_and_an_unknown_reason_is_another(database):
    with database.session() as session:
        made = handovers.create(
            session, asking(name="n" * 500, reason="<script>", channel="x"), secret=SECRET
        )
        assert (len(made.name), made.reason, made.channel) == (100, "other", "api")
