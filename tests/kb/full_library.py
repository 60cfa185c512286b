"""Fills a library with at least one row in every table, for tests that must not overlook one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from kb import articles, indexing
from kb.access import keys, people, second_factor
from kb.archive import conversations, imports, live_sources
from kb.archive.conversations import MAIL, Incoming, Opening
from kb.archive.imports import Entry
from kb.content import Content, Draft, EvidenceSpan, Labels, Origin, Phrasing
from kb.database import Session
from kb.desk import masked
from kb.library import Library
from kb.privacy import addresses, digest
from kb.tables import (
    Attempt,
    Base,
    Conversation,
    IndexMarker,
    Message,
    OneTimeToken,
    OpenSession,
    Passage,
)
from kb.tables.conversations import RawMessage
from kb.usage import questions
from tests.kb.made_up_rows import make_up

SARA = "sara.ahmadi@example.com"
PHONE = "+98 912 345 6789"
DERIVED = {table.__tablename__ for table in (Passage, IndexMarker, OpenSession, OneTimeToken, Attempt)}


def a_mail(session: Session, name: str, address: str, text: str, masked: str) -> Conversation:
    """Add a mail as the pipeline leaves it once it was mined: masked, with its participants noted."""
    thread = conversations.start(
        session, Opening(f"<{name}@mail.example>", MAIL, "email", subject_key="k", language="en")
    )
    envelope = {"message_id": name, "to": [{"name": "Help", "address": "help@shop.example"}], "cc": []}
    sent = datetime(2024, 5, 1, 8, 30, 0, 250_000, tzinfo=UTC)
    incoming = Incoming(f"<{name}@mail.example>", text, "Sara", address, "Where?", "customer", sent, envelope)
    kept = conversations.append(session, thread, incoming)
    conversations.tie(session, thread, [f"<{name}@mail.example>"])
    if kept is not None:
        conversations.tie_subject(session, kept, ("asks",), ("asks", "is asked"))
    thread.messages[0].text = masked
    thread.subject, thread.mined, thread.solved = "Where?", True, True
    note_people(session, thread)
    return thread


def note_people(session: Session, thread: Conversation) -> None:
    key = b"only for tests"
    for message in thread.messages:
        assert message.raw is not None
        found = [message.raw.address, *addresses(message.raw.text)]
        conversations.add_participants(session, thread, [digest(one, key) for one in found if one])


def drafted(session: Session, title: str, threads: list[Conversation], **labels: Any) -> articles.Article:
    """Add a draft that rests on these threads, with evidence, phrasings and sources."""
    spans = []
    for thread in threads:
        message = thread.messages[0]
        quote = (message.text or "").split(".")[0] + "."
        spans.append(EvidenceSpan("resolution", quote, message.id, 0, len(quote), quote))
    draft = Draft(
        Content(
            title, "\n\n".join(span.sentence for span in spans), issue="Where is it?", environment="App 3"
        ),
        Labels("en", **labels),
        evidence=tuple(spans),
        phrasings=tuple(
            Phrasing(f"{title}, as {thread.external_id} asks", "en", thread.id) for thread in threads
        ),
        origins=tuple(Origin("email", f"a.mbox#{thread.external_id}", thread.id) for thread in threads),
    )
    return articles.create(session, draft, note="drafted")


def fill(library: Library) -> None:
    """Put something into every table and into the index."""
    with library.database.session() as session:
        author = people.add(
            session, email="omid@shop.example", name="امید", role="manager", password="long enough 1"
        )
        keys.create(session, name="robot", role="agent", person_id=author.id)
        second_factor.renew_recovery(session, author.id)
        one = a_mail(
            session, "one", SARA, f"It is me, {SARA}, {PHONE}.", "It is at the depot. It is me, [email]."
        )
        two = a_mail(session, "two", "lin@example.com", "包裹在哪里？", "包裹在哪里？ Wait two days. 谢谢")
        published = drafted(session, "Where is my parcel?", [one, two], category="Delivery", tags=("a", "ب"))
        articles.publish(session, published)
        articles.revise(
            session, published, Content("Where is my parcel?", "Newer text."), author_id=author.id
        )
        drafted(session, "What only Sara asked", [one], audience="agents")
        drafted(session, "What both asked", [one, two])
        job = imports.create(session, ("/data/a.mbox",), person_id=author.id)
        for thread in (one, two):
            item = Entry(
                "a.mbox", thread.external_id, "email", "imported", f"h{thread.id}", conversation_id=thread.id
            )
            imports.enter(session, job.id, item)
        imports.enter(
            session, job.id, Entry("a.mbox", "3", "email", "failed", "h3", "no header"), b"\x00\xff broken"
        )
        imports.finish(session, job.id)
        masked.note(session, one, {"email": 1})
        masked.unmask(session, one.id, author.id)
        questions.note_open(session, two.id, "包裹在哪里？", "zh", None)
        source = live_sources.ensure(session, "folder", "/data/in")
        live_sources.note_files(
            session, source.id, {"/data/in/a.mbox": live_sources.Stamp(5, 1_700_000_000_000)}
        )
        delivered = live_sources.deliver(session, source.id, live_sources.Parcel(("/data/in/a.mbox",), 1))
        imports.finish(session, delivered)
        asked = questions.record(session, a_question(published.id))
        questions.add_feedback(session, answer_id=asked.answer_id, helpful=False, comment="خیر")
        make_up(session, DERIVED)
    indexing.sync(library)


def a_question(article_id: int) -> questions.Record:
    return questions.Record(
        text="کجاست؟", language="fa", audience="public", channel="api", abstained=False, confidence=1 / 3,
        reason="", writer="quotes", degraded=False, sentences=({"text": "It is at the depot.", "citations": [1]},),
        citations=({"number": 1, "article_id": article_id, "quote": "It is at the depot."},), milliseconds=0.1,
    )  # fmt: skip


def rows(library: Library) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table that is not derived, as the code sees it."""
    with library.database.reading() as session:
        return {
            table.name: [
                dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in DERIVED
        }


def texts(library: Library) -> str:
    """Return everything that stands in any table, as one text to search in."""
    with library.database.reading() as session:
        found = [
            json.dumps([str(value) for value in row], ensure_ascii=False)
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        ]
    return "\n".join(found)


__all__ = [
    "PHONE",
    "SARA",
    "Message",
    "RawMessage",
    "a_mail",
    "drafted",
    "fill",
    "note_people",
    "rows",
    "texts",
]
