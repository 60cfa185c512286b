"""The worth of an article: who asked it, and how long ago."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

import pytest

from kb import articles, worth
from kb.content import Account, Content, Draft, Labels, Origin, Phrasing
from kb.database import Session
from kb.library import Library
from kb.tables import Conversation

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def conversations(session: Session, count: int) -> list[int]:
    added = [Conversation(external_id=str(at), source="chats", channel="chat") for at in range(count)]
    session.add_all(added)
    session.flush()
    return [one.id for one in added]


@pytest.mark.parametrize("seed", range(8))
def test_it_is_what_its_sources_and_phrasings_say(library: Library, seed: int) -> None:
    chance = random.Random(seed)
    told = [
        NOW - timedelta(days=chance.randrange(2_000)) if chance.random() < 0.8 else None
        for _ in range(chance.randrange(5))
    ]
    phrasings = chance.randrange(9)
    with library.database.session() as session:
        content = Content("Where is it?", "It is on the way.")
        article = articles.create(session, Draft(content, Labels("en")))
        for at, (conversation, moment) in enumerate(
            zip(conversations(session, len(told)), told, strict=True)
        ):
            account = Account(content, "en", (), 2, moment, str(at))
            assert articles.add_origin(session, article, Origin("chat", f"a#{at}", conversation, account))
        assert articles.add_origin(session, article, Origin("faq", "faq.csv#1"))
        for number in range(phrasings):
            assert articles.add_phrasing(session, article, Phrasing(f"Where is parcel {number}?", "en"))
        customers = 1 + len(told) + 0.25 * max(phrasings - len(told), 0)
        asked = max((one for one in told if one), default=article.created_at - timedelta(days=730))
        expected = math.log2(customers) + (asked - worth.BEGINNING) / timedelta(days=730)
        assert article.worth == pytest.approx(expected)


def test_a_source_counts_once(library: Library) -> None:
    with library.database.session() as session:
        article = articles.create(session, Draft(Content("Where is it?", "On the way."), Labels("en")))
        (conversation,) = conversations(session, 1)
        assert articles.add_origin(session, article, Origin("chat", "a#1", conversation))
        assert not articles.add_origin(session, article, Origin("chat", "copy-of-a#1", conversation))
        assert articles.add_origin(session, article, Origin("faq", "faq.csv#1"))
        assert not articles.add_origin(session, article, Origin("faq", "faq.csv#1"))
        assert articles.add_origin(session, article, Origin("faq", "faq.csv#2"))
        assert len(article.sources) == 3
