"""Reading passages: the second, binding check of status and audience, whatever the index says."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text

from kb import articles, indexing
from kb.content import Content, Draft, Labels, Phrasing
from kb.errors import AudienceUnknownError
from kb.library import Library
from kb.planning import plan
from kb.reading import passages
from kb.tables import Article, Passage
from tests.kb.digest_encoder import DigestEncoder

BODY = "First part.\n\n## More\n\nSecond part."


@pytest.fixture
def shelf(either_library: Library) -> Library:
    """Article 1 public, 2 for agents, 3 a draft, 4 retired, 5 public in Persian on a shelf; all in the index."""
    library = either_library
    library.encoder = DigestEncoder("", library.settings.cache)
    with library.database.session() as session:
        shelves = (
            Labels("en"),
            Labels("en", "agents"),
            Labels("en"),
            Labels("en"),
            Labels("fa", category="Returns"),
        )
        for number, labels in enumerate(shelves, start=1):
            content = Content(f"Title {number}", BODY)
            draft = Draft(content, labels, phrasings=(Phrasing("asked", "en"),), external_id=f"x{number}")
            made = articles.create(session, draft)
            if number != 3:
                articles.publish(session, made)
            if number == 4:
                articles.move(session, made, "retired")
    indexing.sync(library)
    return library


def readable(library: Library, audience: str) -> list[int]:
    with library.database.reading() as session:
        return sorted(passages.readable(session, range(1, 9), audience))


def scanned(
    library: Library, audience: str, language: str | None = None, category: str | None = None
) -> set[int]:
    with library.database.reading() as session:
        return {text.article_id for text in passages.every(session, audience, language, category)}


def every_id(library: Library) -> list[str]:
    with library.database.reading() as session:
        return list(session.scalars(select(Passage.id)))


def change(library: Library, article_id: int, act: Any) -> None:
    with library.database.session() as session:
        act(session, articles.get(session, article_id))


def test_a_reader_gets_what_is_published_for_them(shelf: Library) -> None:
    assert readable(shelf, "public") == [1, 5]
    assert readable(shelf, "agents") == [1, 2, 5]
    with pytest.raises(AudienceUnknownError):
        readable(shelf, "everybody")
    with shelf.database.reading() as session:
        assert passages.readable(session, [], "public") == {}
        found = passages.readable(session, [5], "public")[5]
    assert (found.external_id, found.title, found.language, found.category) == (
        "x5",
        "Title 5",
        "fa",
        "Returns",
    )
    assert (found.revision, found.path) == (1, "/fa/articles/5-title-5")


def test_a_scan_without_an_index_keeps_to_the_same_rules(shelf: Library) -> None:
    assert scanned(shelf, "public") == {1, 5}
    assert scanned(shelf, "agents") == {1, 2, 5}
    assert scanned(shelf, "public", language="fa") == {5}
    assert scanned(shelf, "public", category="Returns") == {5}
    assert scanned(shelf, "public", language="en", category="Returns") == set()


def test_what_was_hidden_since_it_was_indexed_stays_hidden(shelf: Library) -> None:
    """No sync has run: the index still offers both."""
    change(shelf, 1, lambda s, a: articles.move(s, a, "retired"))
    change(shelf, 5, lambda s, a: articles.file(s, a, Labels("fa", "agents")))
    assert readable(shelf, "public") == []
    assert scanned(shelf, "public") == set()
    assert readable(shelf, "agents") == [2, 5]


def test_the_passages_of_an_article_are_those_of_its_published_revision(shelf: Library) -> None:
    with shelf.database.reading() as session:
        article = passages.readable(session, [1], "public")[1]
        texts = passages.of_article(session, article)
    assert [(text.text, text.heading, text.kind) for text in texts] == [
        ("First part.", "", "passage"),
        ("Second part.", "More", "passage"),
    ]
    assert all(text.text in BODY for text in texts)


@pytest.mark.parametrize(
    ("environment", "cause"), [("", ""), ("Version 3 📦 only.", ""), ("", "热。"), ("Á.", "چون «گرم» است.")]
)
@pytest.mark.parametrize(
    "resolution",
    [
        "One line.",
        "📦 First.\r\n\r\n## بخش دوم\r\n\r\nمی‌توانید «سفارش» را ببندید. 👩‍👩‍👧\n\n- یک\n- دو",
        "先关机。\n\n## 步骤\n\n1. 打开𠮷野家。\n2. e\u0301tape\x00 two.\n\n" + "很长的一句话。" * 200,
    ],
    ids=["en", "fa", "zh"],
)
def test_a_passage_is_read_as_it_was_planned(
    either_library: Library, environment: str, cause: str, resolution: str
) -> None:
    library = either_library
    library.encoder = DigestEncoder("", library.settings.cache)
    with library.database.session() as session:
        content = Content("A title", resolution, environment=environment, cause=cause)
        articles.publish(session, articles.create(session, Draft(content, Labels("en"))))
    indexing.sync(library)
    with library.database.reading() as session:
        article = session.scalars(select(Article)).one()
        planned = plan(article, indexing.shown(session, article))
        shown = passages.readable(session, [article.id], "public")[article.id]
        read = passages.of_article(session, shown)
        found = passages.by_id(session, [piece.id for piece in planned])
    assert [text.text for text in read] == [piece.text for piece in planned if piece.kind == "passage"]
    assert {id_: text.text for id_, text in found.items()} == {piece.id: piece.text for piece in planned}


def test_a_revision_is_not_read_under_the_name_of_another(shelf: Library) -> None:
    """The words of a draft, or of a revision that was replaced, are not shown before the next sync, or ever."""
    change(
        shelf,
        3,
        lambda s, a: (articles.revise(s, a, Content("Title 3", "No secret.")), articles.publish(s, a)),
    )
    change(
        shelf,
        1,
        lambda s, a: (articles.revise(s, a, Content("Title 1", "Corrected.")), articles.publish(s, a)),
    )
    ids = every_id(shelf)
    with shelf.database.reading() as session:
        for article in passages.readable(session, [1, 3], "public").values():
            assert passages.of_article(session, article) == []
        shown = {text.article_id for text in passages.by_id(session, ids).values()}
    assert not shown & {1, 3, 4}
    assert scanned(shelf, "public") == {5}
    indexing.sync(shelf)
    assert scanned(shelf, "public") == {1, 3, 5}
    with shelf.database.reading() as session:
        found = {
            text.text for text in passages.by_id(session, every_id(shelf)).values() if text.kind == "passage"
        }
    assert found == {"First part.", "Second part.", "No secret.", "Corrected."}


def test_pieces_are_found_by_id_and_unknown_ones_left_out(shelf: Library) -> None:
    ids = every_id(shelf)
    with shelf.database.reading() as session:
        assert passages.by_id(session, []) == {}
        assert passages.by_id(session, ["00000000-0000-0000-0000-000000000000"]) == {}
        found = passages.by_id(session, ids)
    assert set(found) <= set(ids)
    assert {text.article_id for text in found.values()} == {1, 2, 5}, (
        "a draft's and a retired one's text is nobody's"
    )
    assert {text.kind for text in found.values()} == {"title", "variant", "passage"}


@pytest.mark.parametrize("statement", [passages._BY_ID, passages._READABLE, passages._BEGINNINGS])
def test_a_search_looks_only_at_what_it_found(shelf: Library, statement: Any) -> None:
    if shelf.database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL knows how frequent each status is")
    asked = {"ids": ["1", "2"], "audiences": ["public"]}
    wanted = {name: asked[name] for name in statement.compile().params.keys() & asked.keys()}
    engine = shelf.database.engine
    literal = {"literal_binds": True, "render_postcompile": True}
    query = statement.params(**wanted).compile(engine, compile_kwargs=literal)
    with shelf.database.reading() as session:
        steps = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    assert steps
    assert not [step for step in steps if "status" in step or step.startswith("SCAN")]


def test_the_beginning_of_an_article_is_its_first_passage(shelf: Library) -> None:
    with shelf.database.reading() as session:
        found = passages.beginnings(session, [1, 3, 4, 5])
    assert {id_: text.text for id_, text in found.items()} == {1: "First part.", 5: "First part."}
