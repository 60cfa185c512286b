"""The help center beyond reading: suggestions, streamed answers, hand-overs, corrections, themes, brands, feeds."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from kb.desk import corrections
from kb.reading import translations
from kb.usage import handovers
from tests.web.every_page import enrich
from tests.web.shop import SECRET, send
from web.app import create_app
from web.portal import crawlers, followups

QUESTION = "How do I return a parcel?"


def test_suggestions_mark_what_was_typed_and_lead_to_the_article(client, shop):
    page = client.get("/en/suggest", params={"q": "return a par"}).text
    assert f'data-href="/en/articles/{shop.returns}-' in page
    assert "<mark>return</mark>" in page
    assert "<html" not in page
    assert SECRET not in client.get("/en/suggest", params={"q": "refund override"}).text


@pytest.mark.parametrize(("code", "typed"), [("fa", "رمز عب"), ("zh", "配送"), ("en", "pass")])
def test_suggestions_come_in_every_language(client, code, typed):
    assert 'role="option"' in client.get(f"/{code}/suggest", params={"q": typed}).text


@pytest.mark.parametrize("typed", ["", "   ", "<script>alert(1)</script>", "x" * 5000, "\x00", "%"])
def test_whatever_is_typed_is_answered(client, typed):
    response = client.get("/en/suggest", params={"q": typed})
    assert response.status_code == 200
    assert "<script>" not in response.text


def test_suggestions_do_without_the_encoder(client, library, monkeypatch, shop):
    from kb.errors import EncoderUnavailableError

    def down(_texts):
        raise EncoderUnavailableError(name="e5", reason="gone")

    monkeypatch.setattr(library.encoder, "questions", down)
    assert f"/en/articles/{shop.returns}-" in client.get("/en/suggest", params={"q": "return"}).text


def events(text):
    return [(name, json.loads(data)) for name, data in re.findall(r"event: (.*)\ndata: (.*)\n\n", text)]


def test_the_stream_is_the_page_in_pieces(client):
    response = client.get("/en/ask/stream", params={"q": QUESTION})
    assert response.headers["content-type"].startswith("text/event-stream")
    found = events(response.text)
    names = [name for name, _ in found]
    assert names[0] == "question"
    assert names[-1] == "done"
    assert set(names[1:-1]) == {"sentence"}
    assert 'aria-busy="true"' in found[0][1]
    assert "?cite=" in found[1][1]
    whole = client.get("/en/ask", params={"q": QUESTION}).text
    same = re.compile(r'value="[^"]*"|/answers/\d+|after=[^"&]*')
    assert same.sub("", found[-1][1].strip()) in same.sub("", whole)


def test_a_stream_that_fails_says_so(client):
    assert events(client.get("/en/ask/stream", params={"q": "why " * 1000}).text)[-1][0] == "failed"


def test_the_forms_of_a_streamed_answer_work(client):
    done = events(client.get("/en/ask/stream", params={"q": QUESTION}).text)[-1][1]
    token = re.search(r'name="csrf" value="([^"]+)"', done)
    action = re.search(r'action="(/en/answers/\d+/feedback)"', done)
    assert client.post(action[1], data={"csrf": token[1], "helpful": "yes"}).status_code == 303


def test_a_case_is_handed_over_with_what_was_asked(client, library):
    page = client.get("/en/ask", params={"q": "Who won the chess championship in 1972?"}).text
    after = re.search(r"/en/contact\?after=([^&\"]+)", page)[1]
    form = client.get(f"/en/contact?after={after}")
    assert "chess championship" in form.text
    fields = {
        "contact": "sara@example.com",
        "message": "Please call",
        "after": after,
        "reason": "missing_knowledge",
    }
    sent = send(client, "/en/contact", fields, page="/en/contact")
    assert sent.headers["location"] == "/en/contact?sent=true"
    assert "on its way" in client.get("/en/contact?sent=true").text
    with library.database.reading() as session:
        (case,) = handovers.listing(session).rows
    assert (case.contact, case.reason, case.language) == ("sara@example.com", "missing_knowledge", "en")
    assert "chess" in case.turns[0].text


@pytest.mark.parametrize("code", ["en", "fa", "zh"])
def test_without_a_contact_the_form_keeps_what_was_written(client, library, code):
    fields = {"contact": "nobody", "message": "My words"}
    answer = send(client, f"/{code}/contact", fields, page=f"/{code}/contact")
    assert answer.status_code == 422
    assert "My words" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_program_that_fills_in_everything_hands_nothing_over(client, library):
    fields = {"contact": "a@example.com", "message": "spam", "website": "https://spam.example"}
    assert send(client, "/en/contact", fields, page="/en/contact").status_code == 303
    with library.database.reading() as session:
        assert handovers.waiting(session) == 0


def test_nobody_reads_what_others_asked_by_counting(client, library):
    client.get("/en/ask", params={"q": "What about my secret parcel?"})
    for after in ("1", "MQ.x", followups.name(library, 1)[:-1] + "x"):
        assert "secret parcel" not in client.get("/en/contact", params={"after": after}).text


def test_a_correction_reaches_the_desk(client, library, shop):
    page = f"/en/articles/{shop.returns}-how-do-i-return-a-parcel"
    fields = {"text": "It is 40 days now."}
    assert send(client, f"/en/articles/{shop.returns}/corrections", fields, page=page).status_code == 303
    assert "We will look at" in client.get(page).text
    with library.database.reading() as session:
        assert [one.text for one in corrections.listing(session).rows] == ["It is 40 days now."]


def test_an_article_has_contents_neighbours_and_its_way_up(client, library, shop):
    rich = enrich(library)
    page = client.get(f"/fa/articles/{rich}", follow_redirects=True).text
    assert 'href="#resolution-1"' in page
    assert 'id="resolution-1"' in page
    assert "بازگشت کالا" in page  # the category above it, in the reader's language
    assert 'href="/fa/categories/returns"' in page
    beside = client.get(f"/en/articles/{shop.returns}", follow_redirects=True).text
    assert "what do I need to pack a parcel?" in beside
    assert SECRET not in beside


def test_an_article_leads_to_its_translations(client, library, shop):
    with library.database.session() as session:
        translations.link(session, shop.returns, shop.password)
    page = client.get(f"/en/articles/{shop.returns}", follow_redirects=True).text
    assert f'hreflang="fa" href="http://127.0.0.1:8000/fa/articles/{shop.password}-' in page
    assert "Also in" in page


def test_a_theme_is_remembered_and_leads_back(client):
    answer = client.get("/theme", params={"theme": "contrast", "to": "/fa/search?q=x"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/fa/search?q=x")
    assert 'data-theme="contrast"' in client.get("/fa/").text
    client.get("/theme", params={"theme": ""})
    assert "data-theme" not in client.get("/fa/").text


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil"])
def test_a_theme_leads_nowhere_else(client, to):
    assert client.get("/theme", params={"theme": "dark", "to": to}).headers["location"] == "/"


def test_each_host_has_its_brand(library, tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    acme = {"name": "Acme", "logo": str(logo), "accent": "#7a1fa2", "contacts": {"Call us": "tel:+4930123"}}
    changed = {"brands": {"help.acme.example": acme, "*": {"name": "Everybody"}}}
    library.settings = library.settings.model_copy(update=changed)
    client = TestClient(create_app(library))
    page = client.get("/en/", headers={"Host": "help.acme.example"}).text
    assert "Acme" in page
    assert 'href="tel:+4930123"' in page
    style = re.search(r'href="(/brand\.css\?v=\w+)"', page)
    css = client.get(style[1], headers={"Host": "help.acme.example"})
    assert "#7a1fa2" in css.text
    assert css.headers["content-type"].startswith("text/css")
    picture = client.get("/brand/logo", headers={"Host": "help.acme.example"})
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in picture.headers["content-security-policy"]
    other = client.get("/en/", headers={"Host": "other.example"}).text
    assert "Everybody" in other
    assert "/brand.css" not in other
    assert client.get("/brand/logo", headers={"Host": "other.example"}).status_code == 404


def test_the_feed_has_what_is_new_and_nothing_internal(client, shop):
    tree = ET.fromstring(client.get("/fa/feed.xml").text)
    entries = tree.findall("{*}entry")
    assert [one.findtext("{*}title") for one in entries] == ["چطور رمز عبورم را عوض کنم؟"]
    assert SECRET not in client.get("/en/feed.xml").text


def test_many_pages_make_an_index_of_sitemaps(client, monkeypatch):
    monkeypatch.setattr(crawlers, "LARGEST", 4)
    index = ET.fromstring(client.get("/sitemap.xml").text)
    parts = [one.text for one in index.findall(".//{*}loc")]
    assert index.tag.endswith("sitemapindex")
    counts = [len(ET.fromstring(client.get(part).text).findall(".//{*}loc")) for part in parts]
    assert counts == [4, 4, 1]
