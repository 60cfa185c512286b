"""A new password by mail: for whoever owns the address, once, and nobody learns who that is."""

from __future__ import annotations

import threading

import pytest

from kb.access import people
from tests.web.shop import PASSWORD, send
from tests.web.signin.conftest import browser, posted
from web.security import Guesses, Limits

NEW = "another long password"


def ask(app, address, language="en"):
    answer = send(
        browser(app), f"/account/forgotten?language={language}", {"email": address}, page="/account/forgotten"
    )
    posted(app)
    return answer


def test_a_forgotten_password_is_replaced_by_mail(posting, mailbox, library):
    old = browser(posting)
    send(old, "/account/sign-in", {"email": "agent@shop.example", "password": PASSWORD})
    ask(posting, " Agent@Shop.example ")
    assert mailbox.mails[0]["to"] == "agent@shop.example"
    assert mailbox.mails[0]["from"] == "Barg <help@barg.example>"
    assert mailbox.mails[0]["auto-submitted"] == "auto-generated"
    link = mailbox.path()
    assert f"http://help.barg.example{link}" in mailbox.html()
    page = browser(posting)
    for _ in range(2):
        assert page.get(link).status_code == 200, "looking does not use it"
    assert page.get(link).headers["referrer-policy"] == "no-referrer"
    answer = send(page, link, {"password": NEW}, page=link)
    assert answer.headers["location"] == "/account/sign-in"
    assert old.get("/agent").status_code == 303, "older sessions have ended"
    assert send(page, "/account/sign-in", {"email": "agent@shop.example", "password": NEW}).status_code == 303
    assert page.get(link).status_code == 410
    posted(posting)
    assert "was changed" in mailbox.mails[1]["subject"]


def test_a_stranger_gets_the_same_answer_as_soon_and_no_mail(posting, mailbox, library, monkeypatch):
    from web.signin import mailing

    let_go, sent = threading.Event(), []
    monkeypatch.setattr(mailing, "send", lambda *_: sent.append(let_go.wait(60)))
    texts = []
    for address in ("agent@shop.example", "nobody@shop.example"):
        client = browser(posting)
        answer = send(client, "/account/forgotten", {"email": address}, page="/account/forgotten")
        texts.append((answer.status_code, answer.text.replace(address, "")))
    assert texts[0] == texts[1]
    assert sent == [], "nobody waits for the mail"
    let_go.set()
    posted(posting)
    assert sent == [True]
    assert mailbox.mails == []


@pytest.mark.parametrize(
    ("language", "words", "direction"),
    [("en", "hopefully you", "ltr"), ("fa", "گذرواژهٔ تازه", "rtl"), ("zh", "申请了新密码", "ltr")],
)
def test_mails_speak_the_persons_language(posting, mailbox, library, language, words, direction):
    with library.database.session() as session:
        member = people.by_address(session, "agent@shop.example")
        people.describe(session, member.id, name="<b>Sara</b>", language=language)
    ask(posting, "agent@shop.example")
    assert words in mailbox.text()
    assert words in mailbox.html()
    assert f'dir="{direction}"' in mailbox.html()
    assert mailbox.mails[0]["content-language"].startswith(language)


def test_without_a_preference_they_speak_that_of_the_page(posting, mailbox):
    ask(posting, "agent@shop.example", "fa")
    assert "گذرواژهٔ تازه" in mailbox.mails[0]["subject"]


def test_a_bad_password_is_said_in_the_readers_language_and_leaves_the_link(posting, mailbox):
    ask(posting, "agent@shop.example")
    page = browser(posting)
    answer = send(page, f"{mailbox.path()}?language=fa", {"password": "short"}, page=mailbox.path())
    assert answer.status_code == 422
    assert "۱۰ تا ۲۰۰" in answer.text
    assert send(page, mailbox.path(), {"password": NEW}, page=mailbox.path()).status_code == 303


def test_nobody_is_flooded_with_mails(library, mailbox):
    from web.app import create_app

    library.settings = library.settings.model_copy(update={"smtp_url": mailbox.url})
    app = create_app(library, Limits(letters=Guesses(2, 3600)))
    assert [ask(app, "agent@shop.example").status_code for _ in range(4)] == [200, 200, 429, 429]
    assert len(mailbox.mails) == 2


def test_a_server_that_is_down_is_nothing_a_stranger_sees(configured, caplog):
    app = configured(smtp_url="smtp://127.0.0.1:9", public_url="http://help.barg.example")
    assert ask(app, "agent@shop.example").status_code == 200
    assert "DANESH_SMTP_URL" in caplog.text


def test_a_server_without_tls_gets_neither_password_nor_mail(configured, mailbox, caplog):
    app = configured(smtp_url=mailbox.url.replace("smtp+insecure://", "smtp://user:secret@"))
    assert ask(app, "agent@shop.example").status_code == 200
    assert "STARTTLS" in caplog.text
    assert "secret" not in caplog.text
    assert mailbox.mails == []


def test_without_a_mail_server_the_page_says_what_to_do(configured):
    page = browser(configured()).get("/account/forgotten").text
    assert "ask your administrator" in page
