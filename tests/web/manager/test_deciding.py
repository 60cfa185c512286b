"""Decisions on the desk: returning with a comment, assigning, merging, many at once, comparing, previewing."""

from __future__ import annotations

import pytest

from kb import articles
from kb.access import people
from kb.content import Content
from kb.desk import merging
from tests.web.shop import SECRET, send

RETURNS = "/en/articles/{0}-how-do-i-return-a-parcel"


@pytest.fixture
def manager(signed_in):
    return signed_in("manager")


def post(manager, path, fields):
    return send(manager, path, fields, page="/desk")


def person(library, role="manager"):
    with library.database.reading() as session:
        return next(one.id for one in people.everyone(session) if one.role == role)


def test_a_comment_goes_back_with_the_draft_and_is_seen_only_on_the_desk(manager, shop, client):
    path = f"/desk/articles/{shop.draft}"
    post(manager, f"{path}/status", {"status": "in_review", "revision": "1"})
    answer = post(manager, f"{path}/remarks", {"text": "Which <kettle>?", "return": "yes", "revision": "1"})
    assert answer.status_code == 303
    page = manager.get(path).text
    assert "Returned with your comment." in page
    assert "Which &lt;kettle&gt;?" in page
    assert "badge-draft" in page
    assert post(manager, f"{path}/remarks", {"text": " "}).status_code == 422
    assert post(manager, f"{path}/remarks", {"text": "No.", "return": "yes"}).status_code == 409


def test_who_takes_care_is_shown_and_found(manager, shop, library):
    who = person(library)
    answer = post(manager, f"/desk/articles/{shop.draft}/assign", {"person": str(who)})
    assert answer.status_code == 303
    assert "Kettle" in manager.get("/desk?assignee=me").text
    assert "Kettle" not in manager.get("/desk?assignee=nobody").text
    bad = {"person": str(person(library, "agent"))}
    assert post(manager, f"/desk/articles/{shop.draft}/assign", bad).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("find=kettle+EARLY", True),
        ("find=limescale", True),
        ("find=toaster", False),
        ("find=%25", False),
        ("channel=email", True),
        ("channel=chat", False),
        ("age=-7", True),
        ("age=30", False),
        ("age=x", True),
        ("written=fa", False),
    ],
)
def test_the_queue_is_filtered(manager, shop, query, found):
    page = manager.get(f"/desk?tab=draft&{query}").text
    assert (f"/desk/articles/{shop.draft}" in page) is found


def test_what_happens_to_many_is_shown_first_and_then_happens(manager, shop, client):
    chosen = {"article": [str(shop.draft), str(shop.returns)], "action": "publish", "tab": "draft"}
    page = post(manager, "/desk/bulk", chosen)
    assert page.status_code == 200
    assert "This happens to 1 article" in page.text
    assert "1 article stays as it is" in page.text
    assert f'value="{shop.draft}:1"' in page.text
    assert "badge-draft" in manager.get(f"/desk/articles/{shop.draft}").text, "nothing has happened yet"
    done = {"action": "publish", "article": [f"{shop.draft}:1"], "back": "/desk?tab=draft"}
    answer = post(manager, "/desk/bulk/confirmed", done)
    assert answer.headers["location"] == "/desk?tab=draft"
    assert "Articles changed: 1." in manager.get("/desk").text
    assert client.get(f"/en/articles/{shop.draft}", follow_redirects=True).status_code == 200
    elsewhere = post(manager, "/desk/bulk/confirmed", {**done, "back": "https://evil.example/"})
    assert elsewhere.headers["location"] == "/desk"


def test_many_are_returned_only_with_a_word(manager, shop):
    chosen = {"article": str(shop.draft), "action": "return", "comment": ""}
    answer = post(manager, "/desk/bulk", chosen)
    assert answer.status_code == 422
    assert "Please write what should be changed." in answer.text


def test_a_merged_article_leads_readers_to_the_other_one(manager, shop, client, library):
    with library.database.session() as session:
        draft = articles.get(session, shop.draft)
        articles.publish(session, draft)
    fields = {"other": str(shop.draft), "revision": "1", "join": "yes"}
    assert SECRET in manager.get(f"/desk/articles/{shop.returns}/merge?find=kettle").text
    assert post(manager, f"/desk/articles/{shop.returns}/merge", fields).status_code == 303
    page = manager.get(f"/desk/articles/{shop.returns}").text
    assert "That is limescale." in page
    assert "my kettle stops early" in page
    answer = client.get(f"/en/articles/{shop.draft}-kettle")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/en/articles/{shop.returns}"
    assert "Another article took its place" in manager.get(f"/desk/articles/{shop.draft}").text
    again = post(manager, f"/desk/articles/{shop.returns}/merge", {**fields, "other": str(shop.returns)})
    assert again.status_code == 422
    assert "cannot be merged with itself" in again.text


def test_a_merged_article_leads_nobody_to_what_they_may_not_see(client, shop, library):
    with library.database.session() as session:
        internal = articles.get(session, shop.internal)
        retired = articles.get(session, shop.retired)
        retired.merged_into_id = internal.id
        session.flush()
        assert merging.leads_to(session, shop.retired) == shop.internal
    assert client.get(f"/en/articles/{shop.retired}").status_code == 404


def test_what_internal_articles_say_never_goes_into_a_public_one(manager, shop):
    page = manager.get(f"/desk/articles/{shop.returns}/merge").text
    assert "override code" not in page
    fields = {"other": str(shop.internal), "revision": "1"}
    assert post(manager, f"/desk/articles/{shop.returns}/merge", fields).status_code == 422


@pytest.mark.parametrize("view", ["inline", "sides"])
def test_two_revisions_are_compared_word_by_word(manager, shop, library, view):
    with library.database.session() as session:
        article = articles.get(session, shop.returns)
        newest = articles.revision(session, article.id, article.latest)
        text = newest.resolution.replace("30 days", "14 days")
        articles.revise(session, article, Content(newest.title, text, newest.issue))
    page = manager.get(f"/desk/articles/{shop.returns}/compare?view={view}").text
    assert "<del>30</del>" in page
    assert "<ins>14</ins>" in page
    same = manager.get(f"/desk/articles/{shop.returns}/compare?one=2&other=2").text
    assert "The texts are the same." in same
    assert manager.get(f"/desk/articles/{shop.returns}/compare?one=9").status_code == 404
    assert manager.get(f"/desk/articles/{shop.returns}/compare?view=x").status_code == 404


EDIT = {
    "title": "Kettle",
    "issue": "My kettle stops early.",
    "resolution": "That is limescale. Boil it twice <script>alert(1)</script>.",
    "language": "en",
    "audience": "public",
}


def test_a_preview_shows_which_sentence_lost_its_evidence_and_saves_nothing(manager, shop):
    fields = {**EDIT, "article": str(shop.draft), "revision": "1"}
    whole = post(manager, "/desk/preview", fields)
    assert whole.status_code == 200
    assert whole.text.count("Still stands") == 2
    assert "Evidence lost: the sentence was changed" in whole.text
    assert "Boil it twice" in whole.text
    assert "<script>alert" not in whole.text
    assert 'name="revision" value="1"' in whole.text
    part = send(manager, "/desk/preview", fields, page="/desk", headers={"X-Fragment": "1"})
    assert "<html" not in part.text
    assert "proof-broken" in part.text
    assert "Revision 2" not in manager.get(f"/desk/articles/{shop.draft}").text


def test_a_preview_of_a_new_article_needs_no_evidence(manager):
    part = send(manager, "/desk/preview", EDIT, page="/desk", headers={"X-Fragment": "1"})
    assert "Boil it twice" in part.text
    assert "Evidence" not in part.text


def test_an_article_found_right_says_since_when(manager, shop, library):
    with library.database.reading() as session:
        before = articles.get(session, shop.returns).verified_at
    assert before is None
    assert post(manager, f"/desk/articles/{shop.returns}/verify", {}).status_code == 303
    with library.database.reading() as session:
        assert articles.get(session, shop.returns).verified_at is not None
