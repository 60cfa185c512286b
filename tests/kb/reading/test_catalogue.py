"""What readers see: only published articles for their audience, in lists, counts, shelves and lookups alike."""

from __future__ import annotations

import pytest

from kb import articles
from kb.content import Content, Draft, Labels
from kb.errors import NotFoundError
from kb.reading import catalogue, shelves


def write(
    session, title, *, audience="public", language="en", category="Shelf", status="published", text="Do this."
):
    made = articles.create(session, Draft(Content(title, text), Labels(language, audience, category)))
    if status in ("published", "retired"):
        articles.publish(session, made)
    if status in ("retired", "in_review"):
        articles.move(session, made, status)
    return made.id


@pytest.fixture
def shelf(database):
    """One article in every status and audience on one shelf, and a shelf with nothing public."""
    with database.session() as session:
        ids = {
            (status, audience): write(session, f"{status} {audience}", status=status, audience=audience)
            for status in articles.TRANSITIONS
            for audience in ("public", "agents")
        }
        write(session, "hidden", audience="agents", category="Internal")
        write(session, "unwritten", status="draft", category="Empty")
    return ids


@pytest.mark.parametrize(("audience", "seen"), [("public", 1), ("agents", 2)])
def test_lists_and_counts_hold_what_is_published_for_the_audience(database, shelf, audience, seen):
    with database.reading() as session:
        names = {one.name: one.articles for one in shelves.shelves(session, audience)}
        assert names["Shelf"] == seen
        assert names.keys() == ({"Shelf"} if audience == "public" else {"Shelf", "Internal"})
        titles = {card.title for card in catalogue.on_shelf(session, "shelf", audience, language="en").rows}
        assert len(titles) == seen
        assert titles <= {"published public", "published agents"}
        everything = catalogue.articles(session, audience)
        assert everything.total == len(everything.rows) == seen + (audience == "agents")
        assert {card.title for card in catalogue.recent(session, audience, "en")} >= titles


def test_one_article_can_be_read_by_its_audience_only(database, shelf):
    with database.reading() as session:
        for (status, audience), article_id in shelf.items():
            for reader in ("public", "agents"):
                visible = status == "published" and (audience == "public" or reader == "agents")
                if visible:
                    assert catalogue.article(session, article_id, reader).card.title == f"{status} {audience}"
                else:
                    with pytest.raises(NotFoundError):
                        catalogue.article(session, article_id, reader)
            assert catalogue.is_public(session, article_id) == (
                status == "published" and audience == "public"
            )


def test_a_shelf_with_nothing_for_the_reader_does_not_exist(database, shelf):
    with database.reading() as session:
        for slug in ("internal", "empty", "none"):
            with pytest.raises(NotFoundError):
                shelves.shelf(session, slug, "public")
        assert shelves.shelf(session, "internal", "agents").articles == 1


def test_the_whole_world_is_told_of_public_articles_only(database, shelf):
    with database.reading() as session:
        pages = [path for path, _ in catalogue.public_pages(session)]
    assert pages == [f"/en/articles/{shelf['published', 'public']}-published-public"]


def test_readers_see_the_published_revision_until_the_next_is_published(database):
    with database.session() as session:
        article_id = write(session, "First")
        articles.revise(session, articles.get(session, article_id), Content("Second", "New."))
    with database.reading() as session:
        assert catalogue.article(session, article_id, "public").card.title == "First"
        assert [card.title for card in catalogue.recent(session, "public", "en")] == ["First"]


def test_a_shelf_shows_the_readers_language_first_then_what_helped(database):
    with database.session() as session:
        write(session, "B english")
        liked = write(session, "A persian", language="fa")
        write(session, "C persian", language="fa")
        best = write(session, "D persian", language="fa")
        for _ in range(2):
            catalogue.rate(session, best, "public", helpful=True)
        catalogue.rate(session, liked, "public", helpful=False)
    with database.reading() as session:
        cards = catalogue.on_shelf(session, "shelf", "public", language="fa").rows
        assert [card.title[0] for card in cards] == ["D", "C", "A", "B"]


def test_what_nobody_has_read_is_not_popular(database):
    with database.session() as session:
        write(session, "Unread")
        read = write(session, "Read")
        liked = write(session, "Liked")
        catalogue.count_views(session, {read: 5, 999: 3})
        catalogue.rate(session, liked, "public", helpful=True)
    with database.reading() as session:
        assert [card.title for card in catalogue.popular(session, "public", "en")] == ["Liked", "Read"]
        assert catalogue.popular(session, "public", "fa") == []


def test_being_read_does_not_change_an_article(database):
    with database.session() as session:
        article_id = write(session, "Read")
    with database.session() as session:
        before = articles.get(session, article_id).updated_at
        catalogue.count_views(session, {article_id: 1})
        session.expire_all()
        assert articles.get(session, article_id).updated_at == before
        assert articles.get(session, article_id).views == 1


def test_a_vote_needs_an_article_that_the_voter_may_read(database, shelf):
    with database.session() as session:
        for hidden in (shelf["published", "agents"], shelf["draft", "public"], 999):
            with pytest.raises(NotFoundError):
                catalogue.rate(session, hidden, "public", helpful=True)
        catalogue.rate(session, shelf["published", "agents"], "agents", helpful=True)


def test_a_quote_is_found_again_where_it_was(database):
    with database.session() as session:
        article_id = write(session, "عنوان 😀", text="یک. دو **سه** چهار.\n\n二。三。")
    with database.reading() as session:
        for quote in ("دو **سه** چهار.", "二。", "عنوان 😀"):
            place = catalogue.locate(session, article_id, 1, quote)
            assert place is not None
            assert catalogue.quoted(session, article_id, 1, *place) == quote
        for number, quote in ((1, "nowhere"), (1, ""), (2, "二。")):
            assert catalogue.locate(session, article_id, number, quote) is None
        for start, end in ((-1, 2), (5, 5), (6, 5), (0, 10_000)):
            assert catalogue.quoted(session, article_id, 1, start, end) is None
        assert catalogue.quoted(session, article_id, 9, 0, 1) is None


def test_lists_are_narrowed_by_language_and_category(database):
    with database.session() as session:
        write(session, "A", category="One")
        write(session, "B", category="One", language="fa")
        write(session, "C", category="Two")
    with database.reading() as session:
        assert catalogue.articles(session, "public", category="one").total == 2
        found = catalogue.articles(session, "public", category="one", language="fa")
        assert [card.title for card in found.rows] == ["B"]
