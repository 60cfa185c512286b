"""One draft for each issue: what several conversations say comes together, and nothing that differs is hidden."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest import pipeline
from kb import articles
from kb.content import Content, Draft, Labels
from kb.desk import review, waiting
from kb.indexing import sync
from kb.issues import accounts
from kb.library import Library
from kb.tables import Article, Message

RETURNS = "How do I return a parcel that I do not want?"
ANSWER = "Print the return label from your orders page and hand the parcel in at any shop within 30 days of delivery."
LONGER = (
    "Print the return label from your orders page, put it on the parcel and hand it in at any shop within 30 days "
    "of delivery. Keep the receipt of the shop until the refund has arrived."
)
PERSIAN = (
    "چطور بسته‌ای را که نمی‌خواهم پس بفرستم؟",
    "برچسب بازگشت را از صفحه سفارش‌های خود چاپ کنید و بسته را ظرف ۳۰ روز پس از تحویل به یکی از فروشگاه‌ها بدهید.",
)


def chat(name: str, question: str, answer: str, *, thanks: bool = False, day: int = 1) -> dict[str, object]:
    said = [("customer", question), ("agent", answer)]
    if thanks:
        said.append(("customer", "Thank you, that solved it!"))
    return {
        "id": name,
        "channel": "chat",
        "resolved": True,
        "messages": [
            {"id": f"{name}/{at}", "role": role, "sent_at": f"2025-03-{day:02}T10:0{at}:00Z", "text": text}
            for at, (role, text) in enumerate(said)
        ],
    }


def ingest(library: Library, folder: Path, *chats: dict[str, object], name: str = "chats.jsonl") -> None:
    file = folder / name
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in chats), encoding="utf-8")
    pipeline.run(library, pipeline.enqueue(library, [file], kind="chat"))


def dossiers(library: Library) -> list[review.Dossier]:
    with library.database.reading() as session:
        return [review.dossier(session, article_id) for article_id in waiting.drafts(session)]


def sources(dossier: review.Dossier) -> list[str]:
    return sorted(origin.external_id or "" for origin in dossier.origins)


def test_the_best_account_makes_the_draft_whichever_came_first(library: Library, tmp_path: Path) -> None:
    ingest(
        library,
        tmp_path,
        chat("plain", RETURNS, ANSWER),
        chat("solved", "I want to return a parcel, how do I do that?", LONGER, thanks=True, day=2),
    )
    (draft,) = dossiers(library)
    assert sources(draft) == ["plain", "solved"]
    assert "Keep the receipt" in draft.content.resolution
    assert {proof.message.external_id for proof in draft.proofs if proof.field == "resolution"} == {
        "solved/1"
    }
    assert [row.number for row in draft.history] == [2, 1], "the first one is kept"
    assert "2 conversations" in draft.history[0].note
    for proof in draft.proofs:
        assert proof.message.text[proof.start : proof.end] == proof.quote
    assert len(draft.phrasings) == 2


@pytest.mark.slow
def test_the_order_of_arrival_changes_nothing(library: Library, tmp_path: Path) -> None:
    chats = [
        chat("a", RETURNS, ANSWER),
        chat("b", "I want to return a parcel, how do I do that?", LONGER, thanks=True, day=2),
        chat("c", *PERSIAN, day=3),
        chat(
            "d",
            "The kettle leaks at the bottom, what can I do?",
            "Please tighten the ring at the bottom by hand.",
        ),
    ]
    seen = set()
    for number, order in enumerate(itertools.permutations(chats)):
        if number % 5:
            continue
        with library.database.session() as session:
            for article in session.scalars(select(Article)).all():
                session.delete(article)
        renamed = [one | {"id": f"{number}-{one['id']}"} for one in order]
        ingest(library, tmp_path, *renamed, name=f"{number}.jsonl")
        sync(library)
        seen.add(
            frozenset(
                (draft.content.resolution, tuple(name.split("-")[1] for name in sources(draft)))
                for draft in dossiers(library)
            )
        )
    assert len(seen) == 1, seen
    assert {group for _, group in next(iter(seen))} == {("a", "b", "c"), ("d",)}


def test_sources_that_disagree_are_shown_with_both_quotes(library: Library, tmp_path: Path) -> None:
    ingest(
        library,
        tmp_path,
        chat("new", RETURNS, ANSWER, day=9),
        chat("old", RETURNS, ANSWER.replace("30", "14"), day=2),
    )
    (draft,) = dossiers(library)
    assert sources(draft) == ["new", "old"]
    with library.database.reading() as session:
        (found,) = accounts.disagreements(session, draft.article_id)
    assert found.kind == "figures"
    assert {"30 days" in side.quote for side in (found.one, found.other)} == {True, False}
    assert {side.said_at.day for side in (found.one, found.other) if side.said_at} == {2, 9}
    assert "30 days" in draft.content.resolution, "of equals the fresher one leads"


def test_what_a_person_edited_is_not_put_together_anew(library: Library, tmp_path: Path) -> None:
    ingest(library, tmp_path, chat("a", RETURNS, ANSWER))
    (draft,) = dossiers(library)
    with library.database.session() as session:
        edited = Content("Returning a parcel", ANSWER + " Our own words.")
        review.edit(session, draft.article_id, edited, Labels("en"), expected=1, author_id=None)
    sync(library)
    ingest(library, tmp_path, chat("b", RETURNS, LONGER, thanks=True), name="more.jsonl")
    (draft,) = dossiers(library)
    assert sources(draft) == ["a", "b"]
    assert draft.content.resolution.endswith("Our own words.")


def test_a_conversation_that_says_more_is_proposed_to_the_published_article(
    library: Library, tmp_path: Path
) -> None:
    with library.database.session() as session:
        article = articles.create(session, Draft(Content(RETURNS, ANSWER), Labels("en")))
        articles.publish(session, article)
        article_id = article.id
    sync(library)
    ingest(library, tmp_path, chat("a", "How do I return a parcel?", LONGER, thanks=True))
    assert not dossiers(library)
    with library.database.reading() as session:
        dossier = review.dossier(session, article_id)
        published = review.dossier(session, article_id, 1)
    assert (dossier.published, dossier.latest) == (1, 2)
    assert dossier.content.resolution.startswith(published.content.resolution)
    assert "Keep the receipt" in dossier.content.resolution
    assert dossier.history[0].note.startswith("proposed")
    proof = dossier.proofs[0]
    assert proof.message.text[proof.start : proof.end] == proof.quote

    ingest(library, tmp_path, chat("b", "How do I return a parcel?", ANSWER), name="again.jsonl")
    with library.database.reading() as session:
        dossier = review.dossier(session, article_id)
    assert dossier.latest == 2, "what says nothing more is a further source"
    assert len(dossier.origins) == 2


def test_no_word_of_a_disagreement_outlives_its_message(library: Library, tmp_path: Path) -> None:
    ingest(library, tmp_path, chat("a", RETURNS, ANSWER), chat("b", RETURNS, ANSWER.replace("30", "14")))
    with library.database.session() as session:
        message = session.scalars(select(Message).filter_by(external_id="b/1")).one()
        session.delete(message)
    with library.database.reading() as session:
        assert not accounts.disagreements(session, 1)
