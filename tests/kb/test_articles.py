"""Articles through their life, on both databases: nothing is overwritten, nothing lost between two writers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from kb import articles
from kb.archive import conversations
from kb.archive.conversations import Incoming, Opening
from kb.articles import TRANSITIONS
from kb.content import Content, Draft, EvidenceSpan, Labels, Origin, Phrasing
from kb.database import Database, Session
from kb.errors import (
    ArticleInvalidError,
    AudienceUnknownError,
    DaneshError,
    InvalidTransitionError,
    NotFoundError,
    RevisionConflictError,
)
from kb.tables import Article, Category, IndexState, Message, Revision
from kb.tables.articles import STATUSES

CONTENT = Content("How do I return a parcel?", "Print the label and drop the parcel at any shop.")


def draft(title: str = CONTENT.title, resolution: str = CONTENT.resolution, **more: object) -> Draft:
    labels = more.pop("labels", Labels("en"))
    return Draft(Content(title, resolution), labels, **more)  # type: ignore[arg-type]


def conversation(session: Session, number: int = 1) -> int:
    started = conversations.start(session, Opening(f"c{number}", "mail", "email"))
    conversations.append(session, started, Incoming(f"m{number}", "Print the label."))
    return started.id


def wanted(database: Database, article_id: int) -> int:
    with database.reading() as session:
        return session.get_one(IndexState, article_id).wanted


def test_an_article_starts_as_a_draft_with_one_revision_that_the_index_wants(database: Database) -> None:
    with database.session() as session:
        made = articles.create(
            session, draft(labels=Labels("fa", "agents", "Returns", ("a", "b"))), note="new"
        )
    with database.reading() as session:
        kept = articles.get(session, made.id)
        assert (kept.status, kept.latest, kept.published, kept.language) == ("draft", 1, None, "fa")
        assert (kept.audience, kept.tags) == ("agents", ["a", "b"])
        assert kept.category is not None
        assert kept.category.name == "Returns"
        revision = articles.revision(session, kept.id, 1)
        assert (revision.title, revision.resolution) == (CONTENT.title, CONTENT.resolution)
        assert (revision.note, revision.slug) == ("new", "how-do-i-return-a-parcel")
        state = session.get_one(IndexState, kept.id)
        assert state.wanted > state.done


def test_revisions_are_never_overwritten(database: Database) -> None:
    with database.session() as session:
        made = articles.create(session, draft("First", "one"))
        for number, text in enumerate(("two", "three"), start=2):
            articles.revise(session, made, Content(f"Title {number}", text), expected=number - 1)
    with database.reading() as session:
        rows = session.execute(select(Revision.number, Revision.resolution).order_by(Revision.number)).all()
        assert [tuple(row) for row in rows] == [(1, "one"), (2, "two"), (3, "three")]
        assert articles.get(session, made.id).latest == 3


def test_readers_see_the_published_revision_until_the_next_is_published(database: Database) -> None:
    with database.session() as session:
        made = articles.create(session, draft("First", "one"))
        with pytest.raises(NotFoundError):
            articles.readable(session, made.id, "public")
        articles.publish(session, made)
        articles.revise(session, made, Content("Second", "two"))
        assert articles.readable(session, made.id, "public")[1].resolution == "one"
        articles.publish(session, made)
        assert articles.readable(session, made.id, "public")[1].resolution == "two"
        articles.move(session, made, "retired")
        with pytest.raises(NotFoundError):
            articles.readable(session, made.id, "agents")


def test_what_is_for_agents_looks_to_the_public_as_if_it_did_not_exist(database: Database) -> None:
    with database.session() as session:
        made = articles.create(session, draft(labels=Labels("en", "agents")))
        articles.publish(session, made)
        assert articles.readable(session, made.id, "agents")[0] is made
        with pytest.raises(NotFoundError) as hidden:
            articles.readable(session, made.id, "public")
        with pytest.raises(NotFoundError) as absent:
            articles.readable(session, made.id + 1, "public")
    assert str(hidden.value).replace(str(made.id), "N") == str(absent.value).replace(str(made.id + 1), "N")


def test_agents_see_what_the_public_sees() -> None:
    assert set(articles.audiences("agents")) == {"agents", "public"}
    assert articles.audiences("public") == ("public",)
    for wrong in ("", "Public", "manager"):
        with pytest.raises(AudienceUnknownError):
            articles.audiences(wrong)


def test_only_the_moves_of_the_table_are_made(database: Database) -> None:
    for before, after in product(STATUSES, STATUSES):
        allowed = after in TRANSITIONS[before]
        with database.session() as session:
            made = articles.create(session, draft())
            if before != "draft":
                articles.move(session, made, before)
            if allowed:
                articles.move(session, made, after)
            else:
                with pytest.raises(InvalidTransitionError, match=f"is {before} and cannot become {after}"):
                    articles.move(session, made, after)
        with database.reading() as session:
            kept = articles.get(session, made.id)
            assert kept.status == (after if allowed else before)
            assert (kept.published_at is not None) == ("published" in {before, kept.status})


def test_every_change_is_noted_for_the_index(database: Database) -> None:
    with database.session() as session:
        article_id = articles.create(session, draft(phrasings=(Phrasing("old", "en"),))).id
    changes: list[Callable[[Session, Article], object]] = [
        lambda session, article: articles.revise(session, article, Content("New", "new")),
        lambda session, article: articles.move(session, article, "published"),
        lambda session, article: articles.file(session, article, Labels("en", "agents")),
        lambda session, article: articles.file(session, article, Labels("en", "agents", "Shelf")),
        lambda session, article: articles.add_phrasing(session, article, Phrasing("another way", "en")),
        lambda session, article: articles.set_variants(session, article, [Phrasing("x", "en")]),
        lambda session, article: articles.move(session, article, "retired"),
    ]
    for number, change in enumerate(changes):
        before = wanted(database, article_id)
        with database.session() as session:
            change(session, articles.get(session, article_id))
        assert wanted(database, article_id) > before, number


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (Content(" \n", "text"), "no title"),
        (Content("Title", " "), "no resolution"),
        (Content("t" * 301, "text"), "longer than 300"),
    ],
)
def test_what_is_no_article_is_refused_with_its_reason(
    database: Database, content: Content, reason: str
) -> None:
    with pytest.raises(ArticleInvalidError, match=reason), database.session() as session:
        articles.create(session, Draft(content, Labels("en")))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Article)) == 0


def test_evidence_stays_with_its_revision(database: Database) -> None:
    with database.session() as session:
        conversation(session)
        message = session.scalars(select(Message)).one()
        span = EvidenceSpan("resolution", "Print the label.", message.id, 0, 16, "Print the label.")
        made = articles.create(session, draft(evidence=(span,)))
        articles.revise(session, made, Content("Other", "Other text."))
    with database.reading() as session:
        first, second = (articles.revision(session, made.id, number) for number in (1, 2))
        assert [(row.quote, row.start, row.end) for row in first.evidence] == [("Print the label.", 0, 16)]
        assert second.evidence == []


def test_who_is_slower_is_told_and_overwrites_nothing(database: Database) -> None:
    with database.session() as session:
        article_id = articles.create(session, draft()).id
    with database.session() as session:
        articles.revise(session, articles.get(session, article_id), Content("Fast", "fast"), expected=1)
    with (
        pytest.raises(RevisionConflictError, match="revision 2 is newer than 1"),
        database.session() as session,
    ):
        articles.revise(session, articles.get(session, article_id), Content("Slow", "slow"), expected=1)


def at_once(database: Database, act: Callable[[Session, int], None], times: int = 2) -> list[Exception]:
    """Let sessions that have all begun and read the same article act at the same time; return what failed."""
    ready = threading.Barrier(times, timeout=10)
    failed: list[Exception] = []

    def run(number: int) -> None:
        try:
            with database.session() as session:
                if (
                    database.engine.dialect.name == "postgresql"
                ):  # SQLite lets the second begin after the first
                    session.scalars(select(Article)).all()
                    session.scalars(select(IndexState)).all()
                    ready.wait()
                act(session, number)
        except (DaneshError, SQLAlchemyError) as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_of_two_editors_at_the_same_moment_one_is_told(database: Database) -> None:
    with database.session() as session:
        article_id = articles.create(session, draft()).id

    def edit(session: Session, number: int) -> None:
        content = Content(f"Editor {number}", "text")
        articles.revise(session, articles.get(session, article_id), content, expected=1)

    failed = at_once(database, edit)
    assert [type(error) for error in failed] == [RevisionConflictError]
    with database.reading() as session:
        assert articles.get(session, article_id).latest == 2


def test_writers_who_do_not_look_at_the_revision_both_add_one(database: Database) -> None:
    with database.session() as session:
        article_id = articles.create(session, draft()).id
    failed = at_once(
        database,
        lambda session, number: (
            articles.revise(session, articles.get(session, article_id), Content(f"Import {number}", "text"))
            and None
        ),
    )
    assert failed == []
    with database.reading() as session:
        assert articles.get(session, article_id).latest == 3


def test_no_change_is_lost_to_the_index_between_two_writers(database: Database) -> None:
    """Were both to raise the counter from the same value, a sync between their commits would hide one."""
    with database.session() as session:
        article_id = articles.create(session, draft()).id
    before = wanted(database, article_id)

    def change(session: Session, number: int) -> None:
        articles.changed(session, articles.get(session, article_id))

    failed = at_once(database, change, times=4)
    assert failed == []
    assert wanted(database, article_id) == before + 4


def test_phrasings_that_say_the_same_are_one(database: Database) -> None:
    with database.session() as session:
        made = articles.create(session, draft(phrasings=(Phrasing("Where is  my parcel?", "en"),)))
        assert not articles.add_phrasing(session, made, Phrasing("where is my parcel?", "en"))
        assert not articles.add_phrasing(session, made, Phrasing(" \n ", "en"))
        assert articles.add_phrasing(session, made, Phrasing("می‌خواهم پس بفرستم", "fa"))
        assert not articles.add_phrasing(session, made, Phrasing("مي خواهم پس بفرستم", "fa"))
    with database.reading() as session:
        texts = [variant.text for variant in articles.get(session, made.id).variants]
        assert texts == ["Where is my parcel?", "می‌خواهم پس بفرستم"]


def test_an_import_sets_its_own_phrasings_and_leaves_the_customers(database: Database) -> None:
    with database.session() as session:
        made = articles.create(session, draft(phrasings=(Phrasing("one", "en"), Phrasing("two", "en"))))
        articles.add_phrasing(session, made, Phrasing("from a customer", "en", conversation(session)))
        articles.set_variants(session, made, [Phrasing("Two", "en"), Phrasing("three", "en")])
    with database.reading() as session:
        texts = [variant.text for variant in articles.get(session, made.id).variants]
        assert sorted(texts) == ["Two", "from a customer", "three"]


def test_a_source_counts_once(database: Database) -> None:
    with database.session() as session:
        first, second = conversation(session, 1), conversation(session, 2)
        made = articles.create(session, draft(origins=(Origin("email", "a.mbox#m1", first),)))
        assert not articles.add_origin(session, made, Origin("email", "a.mbox#m1", first))
        assert not articles.add_origin(session, made, Origin("email", "moved/a.mbox#m1", first))
        assert articles.add_origin(session, made, Origin("email", "a.mbox#m2", second))
        assert articles.add_origin(session, made, Origin("faq", "faq.csv#1"))
        assert not articles.add_origin(session, made, Origin("faq", "faq.csv#1"))
        assert [found.id for found in articles.of_conversation(session, second)] == [made.id]
    with database.reading() as session:
        assert len(articles.get(session, made.id).sources) == 3


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    names=st.lists(
        st.sampled_from(["Delivery", "delivery", "Delivery!", "?!", "…", "تحویل", "تحويل", "配送", "配  送"]),
        min_size=1, max_size=10,
    ),
    language=st.sampled_from(["en", "fa", "zh"]),
)  # fmt: skip
def test_any_categories_get_a_slug_each(database: Database, names: list[str], language: str) -> None:
    with database.session() as session:
        for name in names:
            made = articles.create(session, draft(labels=Labels(language, category=name)))
            assert made.category is not None
            assert made.category.name == " ".join(name.split())
            assert made.category.slug
    with database.reading() as session:
        slugs = session.scalars(select(Category.slug)).all()
        assert len(slugs) == len(set(slugs))


def test_a_row_is_found_by_its_file_and_when_the_file_moved_by_its_bytes(database: Database) -> None:
    with database.session() as session:
        one = articles.create(session, draft(external_id="7", source="faq.csv", row_digest="d1"))
        other = articles.create(session, draft(external_id="7", source="other.csv", row_digest="d2"))
        articles.create(session, draft(external_id="7", source="copy.csv", row_digest="d1"))
        assert articles.imported(session, "faq.csv", "7") is one
        assert articles.imported(session, "other.csv", "7") is other
        assert articles.imported(session, "moved.csv", "7") is None
        assert articles.same_row(session, "7", "d1") is one
        assert articles.same_row(session, "8", "d1") is None
        assert articles.same_row(session, "7", "d3") is None


def test_what_does_not_exist_is_named(database: Database) -> None:
    with database.session() as session:
        made = articles.create(session, draft())
        with pytest.raises(NotFoundError, match="no article with id 999"):
            articles.get(session, 999)
        with pytest.raises(NotFoundError, match=f"no revision with id {made.id}/2"):
            articles.revision(session, made.id, 2)
