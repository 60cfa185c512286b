"""The help center as a customer meets it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.parse import quote, unquote

import pytest

from kb.content import Content, Draft, Labels
from tests.web.shop import SECRET, Shop, send


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("fa", "fa"),
        ("fa-IR,en;q=0.5", "fa"),
        ("zh-TW", "zh"),
        ("zh-Hant-HK;q=0.9, de", "zh"),
        ("de, fa;q=0.3, en;q=0.8", "en"),
        ("de", "en"),
        ("", "en"),
        ("*;q=nonsense", "en"),
    ],
)
def test_a_reader_comes_to_the_pages_in_their_language(client, accepted, code):
    response = client.get("/", headers={"Accept-Language": accepted})
    assert response.headers["location"] == f"/{code}/"


def test_the_language_chosen_before_leads_over_the_browsers(client):
    client.get("/zh/")
    assert client.get("/", headers={"Accept-Language": "fa"}).headers["location"] == "/zh/"


@pytest.mark.parametrize(
    ("code", "tag", "direction"), [("en", "en", "ltr"), ("fa", "fa", "rtl"), ("zh", "zh-Hans", "ltr")]
)
def test_pages_say_their_language_and_direction(client, code, tag, direction):
    response = client.get(f"/{code}/")
    assert f'<html lang="{tag}" dir="{direction}">' in response.text
    assert response.headers["content-language"] == tag


def test_the_home_page_shows_topics_with_counts_and_articles_in_the_readers_language(client, shop):
    page = client.get("/fa/").text
    assert "حساب" in page
    assert "۱ مقاله" in page
    assert "چطور رمز عبورم را عوض کنم؟" in page
    assert "How do I return" not in page


def test_search_finds_an_article_in_another_language_and_labels_it(client, shop):
    page = client.get("/en/search", params={"q": "reset my password"}).text
    assert f"/en/articles/{shop.password}-" in page
    assert "Persian" in page


def test_an_answer_cites_the_article_and_the_citation_opens_it_at_the_quote(client, shop):
    page = client.get("/en/ask", params={"q": "How do I return a parcel?"}).text
    start = page.index(f"/en/articles/{shop.returns}-how-do-i-return-a-parcel?cite=")
    link = page[start : page.index('"', start)]
    article = client.get(link.partition("#")[0]).text
    assert '<mark class="cited" id="cited">' in article
    assert link.endswith("#cited")
    assert "The highlighted words" in article


def test_a_citation_of_words_that_are_gone_says_so(client, library, shop):
    from kb import articles

    link = f"/en/articles/{shop.returns}-how-do-i-return-a-parcel?cite=1.54-100"
    with library.database.session() as session:
        article = articles.get(session, shop.returns)
        articles.revise(session, article, Content("How do I return a parcel?", "Ask us."))
        articles.publish(session, article)
    page = client.get(link).text
    assert "has changed since" in page
    assert "<mark" not in page


@pytest.mark.parametrize("cite", ["nonsense", "1.0-99999", "9.1-2", "1.5-5", "1.54-100&x=<script>"])
def test_a_made_up_citation_does_no_harm(client, shop, cite):
    response = client.get(f"/en/articles/{shop.returns}-how-do-i-return-a-parcel?cite={cite}")
    assert response.status_code == 200


def test_what_is_not_known_is_said_honestly(client):
    page = client.get("/en/ask", params={"q": "Who won the chess championship in 1972?"}).text
    assert "We would rather say so than guess" in page
    assert "Did this answer your question?" not in page


def test_an_empty_question_shows_the_form(client):
    for path in ("/en/ask", "/en/search", "/en/ask?q=%20", "/en/search?q="):
        response = client.get(path)
        assert response.status_code == 200
        assert 'name="q"' in response.text


@pytest.mark.parametrize(("code", "words"), [("en", "too long"), ("fa", "خیلی بلند"), ("zh", "太长")])
def test_a_question_that_is_too_long_is_refused_in_the_readers_language(client, code, words):
    response = client.get(f"/{code}/ask", params={"q": "why " * 1000})
    assert response.status_code == 422
    assert words in response.text


def test_any_other_slug_leads_to_the_right_one(client, shop):
    slug = quote("چطور-رمز-عبورم-را-عوض-کنم")
    for wrong in (f"/fa/articles/{shop.password}", f"/fa/articles/{shop.password}-old?cite=1.2-3"):
        response = client.get(wrong)
        assert response.status_code == 301
        assert response.headers["location"].startswith(f"/fa/articles/{shop.password}-{slug}")
    assert client.get(response.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    "path", ["/fa/articles/999", "/fa/articles/x", "/fa/articles/1e9-x", "/fa/nothing", "/fa/categories/no"]
)
def test_what_does_not_exist_is_a_page_in_the_readers_language(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "این صفحه پیدا نشد" in response.text
    assert 'dir="rtl"' in response.text


def test_other_first_words_are_no_language(client):
    assert client.get("/de/").status_code == 404
    assert client.get("/fa").headers["location"].endswith("/fa/")


def test_dates_and_digits_are_persian_on_persian_pages(client, shop):
    page = client.get(f"/fa/articles/{shop.password}", follow_redirects=True).text
    assert any(
        month in page
        for month in (
            "فروردین",
            "اردیبهشت",
            "خرداد",
            "تیر",
            "مرداد",
            "شهریور",
            "مهر",
            "آبان",
            "آذر",
            "دی",
            "بهمن",
            "اسفند",
        )
    )


def test_an_article_in_another_language_keeps_its_own_direction(client, shop):
    page = client.get(f"/en/articles/{shop.password}", follow_redirects=True).text
    assert '<html lang="en" dir="ltr">' in page
    assert '<div class="prose" lang="fa" dir="rtl">' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/fa/articles/{shop.password}-' in page


def test_the_language_switch_keeps_page_and_question(client):
    page = client.get("/fa/search", params={"q": "رمز"}).text
    assert f"/zh/search?q={quote('رمز')}" in page


def test_a_category_lists_the_readers_language_first(client, shop, library):
    from kb import articles

    with library.database.session() as session:
        made = articles.create(
            session,
            Draft(Content("بازگشت", "متن"), Labels("fa", "public", "Returns")),
        )
        articles.publish(session, made)
    page = client.get("/fa/categories/returns").text
    assert page.index("بازگشت") < page.index("How do I return")
    assert SECRET not in page


def test_one_vote_for_each_reader(client, library, shop):
    page = f"/en/articles/{shop.returns}-how-do-i-return-a-parcel"
    for _ in range(2):
        answer = send(
            client, f"/en/articles/{shop.returns}/feedback", {"helpful": "yes"}, page="/account/sign-in"
        )
        assert answer.status_code == 303
    assert "Thank you" in client.get(page).text
    with library.database.reading() as session:
        from kb import articles

        assert articles.get(session, shop.returns).helpful == 1


def test_a_no_keeps_its_reason(client, library, shop):
    fields = {"helpful": "no", "reason": "wrong", "comment": "It is 40 days now."}
    send(client, f"/en/articles/{shop.returns}/feedback", fields, page="/account/sign-in")
    with library.database.reading() as session:
        from kb.tables import Feedback

        kept = session.query(Feedback).one()
        assert (kept.helpful, kept.reason, kept.comment) == (False, "wrong", "It is 40 days now.")


def test_the_vote_about_an_answer_leads_on_to_the_search(client, library):
    client.get("/en/ask", params={"q": "How do I return a parcel?"})
    answer = send(
        client, "/en/answers/1/feedback", {"helpful": "no", "q": "How do I return"}, page="/account/sign-in"
    )
    assert answer.headers["location"] == "/en/search?q=How+do+I+return"
    assert send(client, "/en/answers/999/feedback", {"helpful": "no"}).status_code == 404


def test_a_form_without_its_token_is_refused(client, library, shop):
    response = client.post(f"/en/articles/{shop.returns}/feedback", data={"helpful": "yes"})
    assert response.status_code == 403
    assert "open for too long" in response.text


def test_reading_an_article_is_counted(client, library, shop):
    client.get(f"/en/articles/{shop.returns}-how-do-i-return-a-parcel")
    with library.database.reading() as session:
        from kb import articles

        article = articles.get(session, shop.returns)
        assert article.views == 1
    assert "Most helpful" in client.get("/en/").text


def test_the_sitemap_lists_what_is_public_and_nothing_else(client, shop):
    response = client.get("/sitemap.xml")
    addresses = [unquote(loc.text or "") for loc in ET.fromstring(response.text).findall(".//{*}loc")]
    assert len(addresses) == 9
    assert SECRET not in response.text
    assert "http://127.0.0.1:8000/fa/categories/حساب" in addresses
    assert f"http://127.0.0.1:8000/zh/articles/{shop.delivery}-配送需要多长时间" in addresses
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in client.get("/robots.txt").text


def test_search_without_the_encoder_says_that_only_words_are_found(client, library, monkeypatch):
    from kb.errors import EncoderUnavailableError

    def down(_texts):
        raise EncoderUnavailableError(name="e5", reason="gone")

    monkeypatch.setattr(library.encoder, "questions", down)
    page = client.get("/en/search", params={"q": "return parcel"}).text
    assert "only exact words" in page
    assert "How do I return a parcel?" in page


def test_the_shop_fixture_is_complete(shop: Shop):
    assert len({shop.returns, shop.password, shop.delivery, shop.internal, shop.draft, shop.retired}) == 6
