"""Prints what it costs that one more conversation joins an article which N conversations told of before.

    python -m benchmarks joining

The encoder is left out (its vectors are a digest of the text), so that what is left is SQL, planning and the index.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.metrics import percentile
from ingest.drafting import account, origin
from ingest.keeping import keep
from kb import articles, indexing
from kb.archive import conversations
from kb.content import Content, Draft, EvidenceSpan, Labels, Phrasing
from kb.database import Session
from kb.library import Library
from kb.settings import Settings
from kb.tables import Article, Conversation, Source, Variant
from tests.kb.digest_encoder import DigestEncoder

SIZES = (100, 1_000, 5_000)
FURTHER = 20
TITLE = "How do I return a parcel that I do not want?"
ANSWER = "Print the return label from your orders page and hand the parcel in at any shop within 30 days of delivery."
BEGUN = datetime(2025, 1, 1, tzinfo=UTC)


def main(_: list[str]) -> None:
    """Measure with each number of conversations."""
    table = Table("conversations before", "kept, p50 ms", "shown, p50 ms")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as library:
            article = stock(library, size)
            kept, seen = [], []
            shown: dict[int, indexing.Shown] = {}
            for further in range(FURTHER):
                with library.index_lock():
                    kept.append(_timed(partial(join, library, size + further)))
                    seen.append(_timed(partial(indexing.show, library, shown)))
            with library.database.reading() as session:
                count = len(articles.get(session, article).sources)
            assert count == size + FURTHER, count
        table.add_row(str(size), *(f"{1000 * (percentile(times, 0.5) or 0):.0f}" for times in (kept, seen)))
    Console(file=sys.stdout, width=80).print(table)


def opened(home: Path) -> Library:
    """Open an empty library whose encoder costs nothing."""
    library = Library.open(Settings(home=home, secret_key="only for measuring", threads=1))
    library.encoder = DigestEncoder("", library.settings.cache)
    return library


def stock(library: Library, size: int) -> int:
    """Put in one article that so many conversations told of, each in other words; return its id."""
    with library.database.session() as session:
        first = _conversation(session, 0)
        draft = replace(_draft(first), origins=(origin(first, account(first, _draft(first))),))
        article = articles.create(session, draft, mined=True)
        for number in range(1, size):
            one = _conversation(session, number)
            told = account(one, _draft(one))
            of_it = {"article_id": article.id, "conversation_id": one.id}
            source = Source(**of_it, kind="chat", reference=f"chats#{number}", told_at=told.told_at)
            source.account = told.stored()
            session.add_all((source, Variant(**of_it, text=one.messages[0].text, language="en")))
            if number % 500 == 0:
                session.flush()
                session.expunge_all()
        session.flush()
        articles.changed(session, session.get_one(Article, article.id))
    indexing.sync(library)
    return article.id


def join(library: Library, number: int) -> str:
    """Let one more conversation be read and kept; return what became of it."""
    with library.database.session() as session:
        one = _conversation(session, number)
        return keep(library, session, one, _draft(one))


def _conversation(session: Session, number: int) -> Conversation:
    opening = conversations.Opening(f"chat {number}", "archive", "chat", subject_key="k", language="en")
    one = conversations.start(session, opening)
    asked = f"Parcel number {number} is not what I wanted, how do I return it?"
    for at, (role, text) in enumerate((("customer", asked), ("agent", ANSWER))):
        moment = BEGUN + timedelta(minutes=number)
        incoming = conversations.Incoming(f"{number}/{at}", text, "", "", "", role, moment, {})
        conversations.append(session, one, incoming)
    session.flush()
    for message in one.messages:
        message.text = message.raw.text if message.raw else ""
    one.mined = one.solved = True
    return one


def _draft(one: Conversation) -> Draft:
    asked, answered = one.messages
    span = EvidenceSpan("resolution", ANSWER, answered.id, 0, len(ANSWER), ANSWER)
    phrasing = Phrasing(asked.text or "", "en", one.id)
    content = Content(TITLE, ANSWER, issue=asked.text or "")
    return Draft(content, Labels("en"), evidence=(span,), phrasings=(phrasing,))


def _timed(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started
