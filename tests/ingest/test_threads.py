"""Threads hold together by ids, fall back to subjects with care, and never depend on the order of arrival."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.items import Address, Mail
from ingest.threads import (
    SUBJECT_WINDOW,
    base_subject,
    continues,
    group,
    is_reply_subject,
    message_ids,
    references,
    subject_ties,
)

DAY = datetime(2024, 5, 1, 9, tzinfo=UTC)
CUSTOMER, OTHER_CUSTOMER, SUPPORT = "sara@mail.example", "li@post.example", "help@shop.example"


def mail(
    message_id="m@x", subject="Printer", sender=CUSTOMER, to=(SUPPORT,), days=0.0, answers=(), refs=()
) -> Mail:
    return Mail(
        message_id=message_id,
        in_reply_to=tuple(answers),
        references=tuple(refs),
        subject=subject,
        from_address=sender,
        from_name="",
        to=tuple(Address("", address) for address in to),
        sent_at=DAY + timedelta(days=days) if days is not None else None,
        text="",
    )


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("Re: Fwd: RE: Order", "Order"),
        ("AW: WG: Order", "Order"),
        ("RE[2]: Order (fwd)", "Order"),
        ("[shop-list] Re: [shop-list] Order", "Order"),
        ("回复：转发: 订单", "订单"),
        ("答复: 回覆：訂單", "訂單"),
        ("پاسخ: ارسال: سفارش", "سفارش"),
        ("\u200fRe:\u200f سفارش", "سفارش"),
        ("Re:   two   spaces ", "two spaces"),
        ("Re: [Ticket 7]", "[Ticket 7]"),
        ("Regarding: Order", "Regarding: Order"),
        ("Response: Order", "Response: Order"),
        ("سفارش‌های من", "سفارش‌های من"),
        ("Re:", ""),
        ("", ""),
    ],
)
def test_base_subject_drops_every_mark_and_nothing_else(subject, base):
    assert base_subject(subject) == base


def test_a_forward_is_not_a_reply():
    assert is_reply_subject("Fwd: Re: Order")
    assert is_reply_subject("پاسخ: سفارش")
    assert not is_reply_subject("Fwd: Order")
    assert not is_reply_subject("Order")


def test_message_ids_take_ids_and_leave_prose():
    assert message_ids("<a@x> <b@x>\r\n <a@x>") == ("a@x", "b@x")
    assert message_ids("Your message of Monday <c@x>") == ("c@x",)
    assert message_ids("bare@x") == ("bare@x",)
    assert message_ids("Your message of Monday") == ()


def test_references_name_every_id_once():
    assert references(mail("a@x", answers=["b@x"], refs=["<c@x>", "b@x", ""])) == ("a@x", "b@x", "c@x")


def test_mails_answering_a_mail_nobody_has_belong_together():
    assert group([mail("a@x", answers=["ghost@x"]), mail("b@x", refs=["ghost@x"]), mail("c@x", "Other")]) == [
        [0, 1],
        [2],
    ]


def test_mails_answering_each_other_are_one_thread():
    assert group([mail("a@x", answers=["b@x"]), mail("b@x", answers=["a@x"])]) == [[0, 1]]


def test_a_reply_without_references_joins_by_subject_people_and_date():
    question = mail("a@x")
    reply = mail("b@x", "Re: Printer", SUPPORT, (CUSTOMER,), days=2)
    assert continues(reply, question)
    assert group([reply, question]) == [[0, 1]]


def test_an_agent_may_answer_from_an_address_of_the_same_organisation():
    reply = mail("b@x", "Re: Printer", "bob@shop.example", (CUSTOMER,), days=1)
    assert continues(reply, mail("a@x"))
    stranger = mail("b@x", "Re: Printer", "bob@gmail.com", (CUSTOMER,), days=1)
    assert not continues(stranger, mail("a@x", to=("help@gmail.com",)))


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(
            mail("b@x", "Re: Printer", OTHER_CUSTOMER, (SUPPORT,)), id="another customer of the same desk"
        ),
        pytest.param(
            mail("b@x", "Re: Printer", SUPPORT, (OTHER_CUSTOMER,)), id="the desk to another customer"
        ),
        pytest.param(mail("b@x", "Re: Printer", SUPPORT, (CUSTOMER,), days=31), id="too late"),
        pytest.param(mail("b@x", "Re: Printer", SUPPORT, (CUSTOMER,), days=None), id="no date"),
        pytest.param(mail("b@x", "Re: Scanner", SUPPORT, (CUSTOMER,)), id="another subject"),
        pytest.param(mail("b@x", "Printer", SUPPORT, (CUSTOMER,)), id="no reply"),
        pytest.param(
            mail("b@x", "Re: Printer", SUPPORT, (CUSTOMER,), answers=["z@x"]), id="names another mail"
        ),
    ],
)
def test_no_other_mail_is_joined_by_its_subject(reply):
    assert group([mail("a@x"), reply]) == [[0], [1]]


def test_a_notice_sent_to_two_customers_does_not_join_their_replies():
    notices = [
        mail(f"n{n}@x", "Shipped", SUPPORT, (who,)) for n, who in enumerate((CUSTOMER, OTHER_CUSTOMER))
    ]
    replies = [mail(f"r{n}@x", "Re: Shipped", who) for n, who in enumerate((CUSTOMER, OTHER_CUSTOMER))]
    assert group([*notices, *replies]) == [[0, 2], [1, 3]]


ids = st.sampled_from([f"id{n}@x" for n in range(8)])
mails = st.lists(
    st.builds(
        mail,
        message_id=ids,
        subject=st.sampled_from(["Printer", "Re: Printer", "回复: Printer", "Scanner", "Re: Scanner", "Re:"]),
        sender=st.sampled_from([CUSTOMER, OTHER_CUSTOMER, SUPPORT, "bob@shop.example"]),
        to=st.lists(st.sampled_from([CUSTOMER, OTHER_CUSTOMER, SUPPORT]), max_size=2),
        days=st.one_of(st.none(), st.floats(0, 70)),
        answers=st.lists(ids, max_size=1),
        refs=st.lists(ids, max_size=2),
    ),
    max_size=14,
)


@given(mails, st.randoms(use_true_random=False))
def test_threads_do_not_depend_on_order(batch, chance: random.Random):
    order = list(range(len(batch)))
    chance.shuffle(order)
    shuffled = group([batch[position] for position in order])
    assert {frozenset(order[position] for position in thread) for thread in shuffled} == {
        frozenset(thread) for thread in group(batch)
    }


@given(mails)
def test_every_mail_is_in_exactly_one_thread(batch):
    assert sorted(position for thread in group(batch) for position in thread) == list(range(len(batch)))


@given(st.text(max_size=60))
def test_base_subject_is_stable(subject):
    assert base_subject(base_subject(subject)) == base_subject(subject)


def test_a_subject_of_nothing_but_marks_takes_no_time():
    assert base_subject("Re:" * 200_000) == ""
    assert base_subject("[a]" * 100_000 + "x") == "x"


PEOPLE = ("a@mail.example", "b@mail.example", "help@shop.example", "sara@shop.example", "")
written = st.builds(
    mail,
    subject=st.sampled_from(["Help", "Re: help", "Re: other", ""]),
    sender=st.sampled_from(PEOPLE),
    to=st.lists(st.sampled_from(PEOPLE), max_size=3),
    days=st.sampled_from([0, 29, 31, None]),
    answers=st.sampled_from([(), ("x@x",)]),
)


@settings(max_examples=500)
@given(written, written)
def test_mails_are_found_by_their_subject_exactly_where_one_continues_the_other(reply, other):
    near = None not in (reply.sent_at, other.sent_at) and abs(reply.sent_at - other.sent_at) <= SUBJECT_WINDOW
    assert (near and bool(subject_ties(reply)[0] & subject_ties(other)[1])) == continues(reply, other)
