"""Articles that are written, changed and looked for in an index; their syncs are left to the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kb import articles
from kb.content import Content, Draft, Labels
from kb.index import Filter
from kb.library import Library
from kb.tables import Article

BODY = "Print the label.\n\n## At a shop\n\nHand the parcel over.\n\n## By post\n\nPut it in a box."


def add(library: Library, title: str = "Return a parcel", body: str = BODY, **more: Any) -> int:
    publish = more.pop("publish", True)
    labels = more.pop("labels", Labels("en"))
    with library.database.session() as session:
        made = articles.create(session, Draft(Content(title, body), labels, **more))
        if publish:
            articles.publish(session, made)
        return made.id


def change(library: Library, article_id: int, act: Callable[[Any, Article], object]) -> None:
    with library.database.session() as session:
        act(session, articles.get(session, article_id))


def found(library: Library, where: Filter, words: str = "parcel") -> set[int]:
    vector = library.encoder.questions(["parcel"])[0]
    both = library.index.search(vector, words, where, 100)
    return {piece.article_id for piece in (*both.dense, *both.lexical)}
