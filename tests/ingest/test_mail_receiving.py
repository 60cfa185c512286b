"""A thread without end is kept in conversations of a bounded size, each mail once, and read again as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest import mail_receiving
from ingest.items import Address, Item, Mail
from ingest.receiving import receive
from kb.archive import conversations
from kb.database import Database


def a_mail(number: int) -> Item:
    mail = Mail(
        message_id=f"{number}@mail.example",
        in_reply_to=("0@mail.example",) if number else (),
        references=("0@mail.example",) if number else (),
        subject="Re: the nightly report",
        from_address=f"p{number % 3}@mail.example",
        from_name="P",
        to=(Address("Help", "help@shop.example"),),
        sent_at=datetime(2024, 5, 1, tzinfo=UTC) + timedelta(minutes=number),
        text=f"Report number {number}.",
    )
    return Item("box.mbox", mail.message_id, "mail", mail.text.encode(), mail)


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "backwards"])
def test_a_thread_without_end_goes_on_in_further_conversations(
    database: Database, monkeypatch: pytest.MonkeyPatch, order: int
) -> None:
    monkeypatch.setattr(mail_receiving, "LONGEST_THREAD", 10)
    items = [a_mail(number) for number in range(35)][::order]
    with database.session() as session:
        received = [receive(session, item, publish=False) for item in items]
        sizes = [conversations.size(session, one) for one in conversations.every(session)]
        again = [receive(session, item, publish=False).outcome for item in items]
    assert [one.outcome for one in received] == ["imported"] * 35
    assert sizes == [10, 10, 10, 5]
    assert [one.reason for one in received if one.reason] == [
        "its thread has 10 mails already, so it begins a conversation of its own"
    ] * 3
    assert again == ["unchanged"] * 35


def test_two_long_threads_that_a_mail_ties_together_stay_two(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_receiving, "LONGEST_THREAD", 4)
    one = [Item("b", f"a{n}", "mail", b"%d" % n, _plain(f"a{n}", "a0")) for n in range(3)]
    other = [Item("b", f"b{n}", "mail", b"%d" % n, _plain(f"b{n}", "b0")) for n in range(3)]
    both = Item("b", "c", "mail", b"c", _plain("c", "a0", "b0"))
    with database.session() as session:
        for item in (*one, *other, both):
            receive(session, item, publish=False)
        assert [conversations.size(session, found) for found in conversations.every(session)] == [4, 3]


def _plain(message_id: str, *named: str) -> Mail:
    ids = tuple(one for one in named if one != message_id)
    return Mail(message_id, (), ids, "Hello", "p@mail.example", "P", (), None, f"I am {message_id}.")
