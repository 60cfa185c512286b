"""Erasure: nothing of a person is left in any table, in the index or in the files; and raw text goes in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from kb import articles, indexing
from kb.archive import conversations, erasure, imports
from kb.archive.conversations import Incoming, Opening
from kb.archive.erasure import AddressInvalidError, Erased, erase, forget_raw
from kb.archive.imports import Entry
from kb.errors import NotFoundError
from kb.index import Filter
from kb.library import Library
from kb.tables import Article, Conversation, Evidence, ImportItem, Message, Quarantine, RawMessage, Source
from kb.tables.metadata import now
from tests.kb.digest_encoder import DigestEncoder
from tests.kb.full_library import PHONE, SARA, a_mail, drafted, fill, texts

EVERYBODY = Filter(("public", "agents"), ("draft", "in_review", "published"))


@pytest.fixture
def full(either_library: Library) -> Library:
    either_library.encoder = DigestEncoder("", either_library.settings.cache)
    fill(either_library)
    return either_library


@pytest.mark.parametrize("written", [SARA, "Sara.Ahmadi@Example.COM", PHONE, "0912 345 6789", "۰۹۱۲۳۴۵۶۷۸۹"])
def test_nothing_of_a_person_is_left_however_the_address_is_written(full: Library, written: str) -> None:
    assert SARA in texts(full)
    assert PHONE in texts(full)
    erased = erase(full, written)
    assert erased == Erased(conversations=1, articles=2, kept=(1,))
    left = texts(full)
    for trace in (SARA, PHONE, "one@mail.example", "What only Sara asked", "It is me"):
        assert trace not in left
    assert "lin@example.com" in left, "nobody else is touched"
    assert indexing.check(full).clean
    found = full.index.search(None, "sara", EVERYBODY, 10)
    assert found.lexical == ()


def test_a_published_article_stays_without_what_came_from_there(full: Library) -> None:
    erase(full, SARA)
    with full.database.reading() as session:
        article, revision = articles.readable(session, 1, "public")
        assert "It is at the depot." in revision.resolution, "it was masked and reviewed by a person"
        assert [variant.conversation_id for variant in article.variants] == [2]
        assert session.scalars(select(Source.conversation_id)).all() == [2]
        assert set(session.scalars(select(Evidence.message_id))) == {2}


def test_a_draft_that_others_support_too_is_made_again_from_them(full: Library) -> None:
    erase(full, SARA)
    with full.database.reading() as session:
        with pytest.raises(NotFoundError):
            articles.get(session, 3)
        assert conversations.unmined(session)[0].conversation_id == 2, "the other source is read anew"


def test_erasing_again_or_somebody_unknown_erases_nothing(full: Library) -> None:
    erase(full, SARA)
    before = texts(full)
    assert erase(full, SARA) == Erased(0, 0, ())
    assert erase(full, "nobody@example.com") == Erased(0, 0, ())
    assert texts(full) == before


@pytest.mark.parametrize("written", ["", "Sara", "1234", "the 3rd of 2024"])
def test_what_is_no_address_is_refused(full: Library, written: str) -> None:
    before = texts(full)
    with pytest.raises(AddressInvalidError):
        erase(full, written)
    assert texts(full) == before


def test_a_conversation_that_was_read_but_not_yet_masked_is_found_too(full: Library) -> None:
    """An import that was killed, or still runs, has noted no participants yet."""
    with full.database.session() as session:
        for number, incoming in enumerate(
            (
                Incoming("w1", "call me", address=SARA.upper()),
                Incoming("w2", f"my number is {PHONE}, or write to {SARA}"),
                Incoming("w3", "hello", envelope={"to": [{"name": "", "address": SARA}], "cc": []}),
                Incoming("w4", "somebody else"),
            )
        ):
            waiting = conversations.start(session, Opening(f"waiting{number}", "chats.jsonl", "chat"))
            conversations.append(session, waiting, incoming)
    assert erase(full, SARA).conversations == 1 + 3
    assert SARA not in texts(full).lower()
    assert "somebody else" in texts(full)


@pytest.mark.parametrize(
    ("raw", "gone"),
    [
        (f"From: {SARA}\n\nbroken".encode(), True),
        (b"From: SARA.Ahmadi@example.com", True),
        (f"call {PHONE} now".encode(), True),
        (b"call 0912-345-6789 now", True),
        ("۰۹۱۲ ۳۴۵ ۶۷۸۹".encode(), True),
        (b"From: lin@example.com", False),
        (b"\xff\x00\xfe", False),
    ],
)
def test_what_was_kept_of_a_broken_item_goes_with_its_person(
    digest_library: Library, raw: bytes, gone: bool
) -> None:
    with digest_library.database.session() as session:
        job = imports.create(session, ("a.mbox",))
        broken = Entry("a.mbox", "1", "email", "failed", "digest", f"cannot be read: {raw[:40]!r}")
        imports.enter(session, job.id, broken, raw)
    erase(digest_library, SARA)
    erase(digest_library, PHONE)
    with digest_library.database.reading() as session:
        assert (session.get(Quarantine, "digest") is None) == gone
        assert (session.scalars(select(ImportItem)).all() == []) == gone, "its reason may name the person"


def test_nothing_is_left_in_the_files_of_the_database(digest_library: Library) -> None:
    """SQLite keeps deleted rows in free pages and in its log unless it is told otherwise."""
    fill(digest_library)
    home = digest_library.settings.home

    def stands_in_files() -> bool:
        return any(SARA.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())

    assert stands_in_files()
    erase(digest_library, SARA)
    assert not stands_in_files()


def test_an_article_of_somebody_else_alone_is_untouched(full: Library) -> None:
    with full.database.session() as session:
        thread = a_mail(session, "three", "omar@example.com", "Omar here", "Where is the app.")
        mine = drafted(session, "Only Omar", [thread]).id
    indexing.sync(full)
    erase(full, SARA)
    with full.database.reading() as session:
        assert articles.get(session, mine).status == "draft"
        kept = conversations.get(session, thread.id)
        assert kept.mined


class DiesError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("after", [False, True])
def test_an_erasure_that_was_cut_short_leaves_index_and_tables_in_step(
    digest_library: Library, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    library = digest_library
    fill(library)
    real: Callable[..., None] = erasure._remove

    def die(*values: object) -> None:
        if after:
            real(*values)
        raise DiesError

    monkeypatch.setattr(erasure, "_remove", die)
    with pytest.raises(DiesError):
        erase(library, SARA)
    monkeypatch.undo()
    indexing.sync(library)
    assert indexing.check(library).clean
    erase(library, SARA)
    assert SARA not in texts(library)
    assert indexing.check(library).clean


def test_raw_messages_are_forgotten_in_time(full: Library) -> None:
    old = now() - timedelta(days=full.settings.keep_raw_days, seconds=1)
    with full.database.session() as session:
        session.execute(update(RawMessage).filter_by(message_id=1).values(read_at=old))
        session.execute(update(Quarantine).values(kept_at=old))
    assert forget_raw(full) == 1
    assert forget_raw(full) == 0
    with full.database.reading() as session:
        assert session.scalars(select(RawMessage.message_id)).all() == [2]
        assert session.scalars(select(Quarantine)).all() == []
        assert len(session.scalars(select(Message)).all()) == 2, "what was masked stays"
        assert len(session.scalars(select(Conversation)).all()) == 2
        assert len(session.scalars(select(Article)).all()) == 3
    assert SARA not in texts(full)
    assert PHONE not in texts(full)
    assert erase(full, SARA).conversations == 1, "and the person is still found"


def test_raw_messages_are_kept_for_ever_where_asked(full: Library) -> None:
    full.settings = full.settings.model_copy(update={"keep_raw_days": 0})
    with full.database.session() as session:
        session.execute(update(RawMessage).values(read_at=now() - timedelta(days=10_000)))
    assert forget_raw(full) == 0
    assert SARA in texts(full)


def test_the_index_folder_holds_no_text(digest_library: Library) -> None:
    fill(digest_library)
    digest_library.index.flush()
    folder: Path = digest_library.settings.index_folder
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"parcel" not in content
    assert b"depot" not in content
