"""The manager's desk: review, edit, publish, retire."""

from __future__ import annotations

from html import escape

import pytest
from sqlalchemy import select

from kb import articles
from kb.content import Content
from kb.issues import accounts
from kb.issues.accounts import Contrast, Span
from kb.tables import Message
from tests.web.shop import SECRET, send

FORM = {"title": "New", "resolution": "Do this.", "language": "en", "audience": "public"}


@pytest.fixture
def manager(signed_in):
    return signed_in("manager")


def decide(manager, article_id, status, revision=1):
    fields = {"status": status, "revision": str(revision)}
    return send(manager, f"/desk/articles/{article_id}/status", fields, page="/desk")


def test_the_queue_shows_drafts_with_their_sources(manager, shop):
    page = manager.get("/desk").text
    assert f"/desk/articles/{shop.draft}" in page
    assert "Kettle stops early" in page
    assert manager.get("/desk?tab=retired").text.count("/desk/articles/5") == 1
    assert manager.get("/desk?tab=draft&written=fa").text.count("Kettle") == 0
    assert manager.get("/desk?tab=nonsense").status_code == 404


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Would also have answered 1,200 open questions"),
        ("fa", "به ۱٬۲۰۰ پرسش بی‌پاسخ هم جواب می‌داد"),
        ("zh", "还可解答 1,200 个未解问题"),
    ],
)
def test_the_queue_says_how_many_open_questions_wait_for_a_draft(manager, library, shop, language, said):
    assert said not in manager.get("/desk", headers={"accept-language": language}).text
    with library.database.session() as session:
        articles.get(session, shop.draft).awaited = 1200
    assert said in manager.get("/desk", headers={"accept-language": language}).text


def test_a_draft_stands_beside_its_evidence(manager, shop):
    page = manager.get(f"/desk/articles/{shop.draft}").text
    assert '<mark id="proof-1">My kettle stops early.</mark>' in page
    assert "&lt;b&gt;and&lt;/b&gt;" in page
    assert f"/desk/conversations/{shop.conversation}#message-" in page
    assert "rests on no message" not in page


def test_a_published_draft_is_found_at_once(manager, client, shop):
    assert decide(manager, shop.draft, "published").status_code == 303
    assert "Customers can read it now" in manager.get(f"/desk/articles/{shop.draft}").text
    assert f"/en/articles/{shop.draft}-" in client.get("/en/search?q=kettle+stops+early").text


def test_a_retired_article_is_gone_at_once_and_can_come_back(manager, client, shop):
    page = f"/en/articles/{shop.returns}-how-do-i-return-a-parcel"
    assert decide(manager, shop.returns, "retired").status_code == 303
    assert client.get(page).status_code == 404
    assert "How do I return" not in client.get("/en/search?q=return+a+parcel").text
    assert decide(manager, shop.returns, "published").status_code == 303
    assert client.get(page).status_code == 200


def test_returning_and_reviewing(manager, shop):
    assert decide(manager, shop.draft, "in_review").status_code == 303
    assert "In review" in manager.get(f"/desk/articles/{shop.draft}").text
    assert decide(manager, shop.draft, "draft").status_code == 303
    conflict = decide(manager, shop.returns, "draft")
    assert conflict.status_code == 409
    assert "status has changed" in conflict.text


def test_nobody_publishes_what_they_have_not_read(manager, library, shop):
    with library.database.session() as session:
        article = articles.get(session, shop.draft)
        articles.revise(session, article, Content("Other", "Quite another text."))
    answer = decide(manager, shop.draft, "published", revision=1)
    assert answer.status_code == 409
    with library.database.reading() as session:
        assert articles.get(session, shop.draft).status == "draft"
    assert decide(manager, shop.draft, "published", revision="x").status_code == 409


def test_an_edit_is_a_new_revision_that_keeps_untouched_evidence(manager, shop):
    fields = {
        "title": "Kettle stops before the water boils",
        "issue": "My kettle stops early.",
        "resolution": "That is limescale. Use descaler.",
        "language": "en",
        "audience": "agents",
        "category": "Kitchen",
        "tags": "kettle, limescale،  نو，kettle",
        "revision": "1",
        "note": "simpler",
    }
    assert send(manager, f"/desk/articles/{shop.draft}/edit", fields, page="/desk").status_code == 303
    page = manager.get(f"/desk/articles/{shop.draft}").text
    assert "Revision 2" in page
    assert "simpler" in page
    assert "Kitchen" in page
    assert "Agents only" in page
    assert 'id="proof-2"' in page
    assert 'id="proof-3"' not in page
    assert "1 sentence here rests on no message." in page
    form = manager.get(f"/desk/articles/{shop.draft}/edit").text
    assert 'value="kettle, limescale, نو"' in form
    assert "Revision 1" in manager.get(f"/desk/articles/{shop.draft}?revision=1").text
    assert "This is an older revision" in manager.get(f"/desk/articles/{shop.draft}?revision=1").text


def test_two_editors_do_not_overwrite_each_other(manager, shop):
    path = f"/desk/articles/{shop.draft}/edit"
    assert send(manager, path, {**FORM, "revision": "1"}, page="/desk").status_code == 303
    answer = send(manager, path, {**FORM, "resolution": "My own words.", "revision": "1"}, page="/desk")
    assert answer.status_code == 409
    assert "My own words." in answer.text
    assert "Somebody else changed this article" in answer.text


@pytest.mark.parametrize("missing", ["title", "resolution"])
@pytest.mark.parametrize("path", ["/desk/articles/new", "/desk/articles/{draft}/edit"])
def test_what_cannot_be_saved_comes_back_with_everything_in_it(manager, shop, missing, path):
    fields = {**FORM, "cause": "Because of this.", "revision": "1", missing: " "}
    answer = send(manager, path.format(draft=shop.draft), fields, page="/desk")
    assert answer.status_code == 422
    assert "Because of this." in answer.text
    assert 'role="alert"' in answer.text


def test_readers_see_the_published_revision_while_a_new_one_waits(manager, client, shop):
    fields = {
        **FORM,
        "title": "How do I return a parcel?",
        "resolution": "Unfinished thoughts.",
        "revision": "1",
    }
    send(manager, f"/desk/articles/{shop.returns}/edit", fields, page="/desk")
    assert "Unfinished" not in client.get(f"/en/articles/{shop.returns}-how-do-i-return-a-parcel").text
    assert "Readers still see revision 1" in manager.get(f"/desk/articles/{shop.returns}").text
    assert f"/desk/articles/{shop.returns}" in manager.get("/desk?tab=changed").text
    decide(manager, shop.returns, "published", revision=2)
    assert "Unfinished" in client.get(f"/en/articles/{shop.returns}-how-do-i-return-a-parcel").text


def test_a_new_article_starts_as_a_draft(manager, client):
    answer = send(manager, "/desk/articles/new", {**FORM, "title": "چطور؟", "language": "fa"}, page="/desk")
    place = answer.headers["location"]
    assert "rests on no conversation" in manager.get(place).text
    assert client.get(place.replace("/desk", "/fa")).status_code == 404


def test_an_audience_or_language_made_up_is_refused(manager):
    answer = send(manager, "/desk/articles/new", {**FORM, "audience": "everybody"}, page="/desk")
    assert answer.status_code == 422


def test_a_conversation_is_shown_masked(manager, shop):
    page = manager.get(f"/desk/conversations/{shop.conversation}").text
    assert "Kettle stops early" in page
    assert f"/desk/articles/{shop.draft}" in page


def test_publishing_goes_on_when_the_index_is_down(manager, library, shop, monkeypatch):
    from kb import indexing
    from kb.errors import IndexUnavailableError

    def down(_library):
        raise IndexUnavailableError(reason="gone")

    monkeypatch.setattr(indexing, "sync", down)
    assert decide(manager, shop.draft, "published").status_code == 303
    page = manager.get(f"/desk/articles/{shop.draft}").text
    assert "The search index is not available" in page
    assert SECRET in page


def test_a_proposal_is_shown_as_what_it_changes_and_can_be_declined(manager, library, shop, client):
    with library.database.session() as session:
        article = articles.get(session, shop.returns)
        newest = articles.revision(session, article.id, article.latest)
        more = Content(newest.title, f"{newest.resolution}\n\nKeep the <b>receipt</b>.", newest.issue)
        articles.revise(session, article, more, note="proposed: a conversation (chat) says more", mined=True)
    page = manager.get(f"/desk/articles/{shop.returns}").text
    assert "Proposed by conversations" in page
    assert "<ins>Keep the &lt;b&gt;receipt&lt;/b&gt;.</ins>" in page
    assert "Proposed" in manager.get("/desk?tab=changed").text
    path = f"/desk/articles/{shop.returns}/decline"
    assert send(manager, path, {"revision": "1"}, page="/desk").status_code == 409
    assert send(manager, path, {"revision": "2"}, page="/desk").status_code == 303
    page = manager.get(f"/desk/articles/{shop.returns}").text
    assert "Proposed by conversations" not in page
    assert "The proposal was declined" in page
    persian = manager.get(f"/desk/articles/{shop.returns}?language=fa").text
    assert "پیشنهاد رد شد" in persian
    assert "declined" not in persian
    assert "receipt" in manager.get(f"/desk/articles/{shop.returns}?revision=2").text, "nothing is lost"
    assert "receipt" not in client.get(f"/en/articles/{shop.returns}-how-do-i-return-a-parcel").text
    assert send(manager, path, {"revision": "3"}, page="/desk").status_code == 409, (
        "nothing is proposed any more"
    )


def test_where_sources_disagree_both_quotes_are_shown(manager, library, shop):
    with library.database.session() as session:
        one, other = session.scalars(select(Message).order_by(Message.id).limit(2)).all()
        spans = [Span(said.id, 0, 9, said.text[:9]) for said in (one, other)]
        article = articles.get(session, shop.draft)
        accounts.contrast(session, article, [Contrast("figures", spans[0], spans[1])])
        quotes = [said.text[:9] for said in (one, other)]
    page = manager.get(f"/desk/articles/{shop.draft}").text
    assert "Sources disagree" in page
    for quote in quotes:
        assert f'<p dir="auto">{escape(quote)}</p>' in page
    assert "Sources disagree" in manager.get("/desk").text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"title": " ", "resolution": "Do."},
            {"en": "Please give the article a title.", "zh": "请为文章填写标题。"},
        ),
        (
            {"title": "T" * 301, "resolution": "Do."},
            {"en": "300 characters", "fa": "۳۰۰ نویسه", "zh": "300 个字符"},
        ),
        ({"title": "T", "resolution": ""}, {"fa": "راه‌حل را بنویسید", "zh": "请填写解决方法"}),
    ],
)
def test_what_is_wrong_with_an_article_is_said_in_the_readers_language(manager, fields, told):
    for code, words in told.items():
        manager.get(f"/desk?language={code}")
        answer = send(
            manager,
            "/desk/articles/new",
            {"language": "en", "audience": "public"} | fields,
            page="/desk/articles/new",
        )
        assert answer.status_code == 422
        assert words in answer.text
