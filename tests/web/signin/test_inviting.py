"""Invitations: by mail, for one address and one role, once."""

from __future__ import annotations

import pytest

from kb.access import people
from tests.web.shop import PASSWORD, send
from tests.web.signin.conftest import LINK, browser

PAGE = "/desk/team/invitations"
LIN = {"email": "lin@shop.example", "name": "林", "role": "manager", "language": "zh"}


def admin(app):
    client = browser(app)
    send(client, "/account/sign-in", {"email": "admin@shop.example", "password": PASSWORD})
    return client


def test_somebody_comes_by_mail(posting, mailbox, library):
    boss = admin(posting)
    assert send(boss, PAGE, LIN, page=PAGE).status_code == 303
    assert "lin@shop.example" in boss.get(PAGE).text
    assert "知识管理员" in mailbox.text()
    assert "受邀" in mailbox.mails[0]["subject"]
    newcomer = browser(posting)
    assert "lin@shop.example" in newcomer.get(mailbox.path()).text
    fields = {
        "name": "林",
        "password": PASSWORD,
        "language": "zh",
        "email": "boss@shop.example",
        "role": "admin",
    }
    answer = send(newcomer, mailbox.path(), fields, page=mailbox.path())
    assert answer.headers["location"] == "/desk"
    assert 'lang="zh-Hans"' in newcomer.get("/desk").text
    with library.database.reading() as session:
        assert people.by_address(session, "lin@shop.example").role == "manager"
    assert newcomer.get("/desk/team").status_code == 403
    assert browser(posting).get(mailbox.path()).status_code == 410
    assert "lin@shop.example" not in boss.get(PAGE).text


def test_without_a_mail_server_the_link_is_shown_once(configured, mailbox):
    app = configured(public_url="http://help.barg.example")
    boss = admin(app)
    link = LINK.search(send(boss, PAGE, LIN, page=PAGE).text)[0]
    assert link.startswith("http://help.barg.example/account/invitation/")
    assert link not in boss.get(PAGE).text
    assert browser(app).get("/account/" + link.partition("/account/")[2]).status_code == 200


def test_the_link_is_shown_when_the_mail_server_is_down(configured, caplog):
    boss = admin(configured(smtp_url="smtp+insecure://127.0.0.1:9"))
    answer = send(boss, PAGE, LIN, page=PAGE)
    assert LINK.search(answer.text)
    assert "The mail could not be sent." in answer.text


def test_a_withdrawn_invitation_is_worth_nothing(posting, mailbox):
    boss = admin(posting)
    send(boss, PAGE, LIN, page=PAGE)
    send(boss, f"{PAGE}/1/withdraw", {}, page=PAGE)
    assert browser(posting).get(mailbox.path()).status_code == 410


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "lin"}, "نشانی ایمیل کامل نیست."),
        ({"email": "agent@shop.example"}, "کس دیگری این نشانی را دارد."),
        ({"role": "owner"}, "لطفاً یک نقش انتخاب کنید."),
    ],
)
def test_what_cannot_be_used_is_said_in_the_readers_language(posting, mailbox, changes, said):
    answer = send(admin(posting), f"{PAGE}?language=fa", {**LIN, **changes}, page=PAGE)
    assert answer.status_code == 422
    assert said in answer.text
    assert mailbox.mails == []


def test_no_name_breaks_out_of_a_mail(posting, mailbox, library):
    with library.database.session() as session:
        member = people.by_address(session, "admin@shop.example")
        people.describe(session, member.id, name="<script>x</script>\r\nBcc: a@b.example", language="en")
    send(admin(posting), PAGE, {**LIN, "language": "en"}, page=PAGE)
    assert "<script>" not in mailbox.html()
    assert mailbox.mails[0]["bcc"] is None
    assert len(mailbox.mails) == 1
