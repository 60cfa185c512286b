"""A thread becomes a conversation: replies after what they answer, each message with its role."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.conversation import from_chat, from_mails, in_order
from ingest.items import Address, ChatEntry, ChatMessage, Mail

DAY = datetime(2024, 5, 1, 9, tzinfo=UTC)


def mail(
    message_id, sender, to="help@shop.example", hours=0.0, answers=(), subject="Re: Printer", name=""
) -> Mail:
    return Mail(
        message_id=message_id,
        in_reply_to=tuple(answers),
        references=(),
        subject=subject,
        from_address=sender,
        from_name=name,
        to=(Address("", to),),
        sent_at=DAY + timedelta(hours=hours),
        text=f"text of {message_id}",
    )


def roles(*mails, support=()):
    return [message.role for message in from_mails(mails, support).messages]


QUESTION = mail("a@x", "sara@mail.example", hours=0)
ANSWER = mail("b@x", "bob@shop.example", "sara@mail.example", hours=1, answers=["a@x"])
THANKS = mail("c@x", "sara@mail.example", hours=2, answers=["b@x"])


def test_a_conversation_keeps_the_words_and_is_named_after_its_first_mail():
    conversation = from_mails([THANKS, ANSWER, QUESTION])
    assert (conversation.external_id, conversation.channel, conversation.subject) == (
        "a@x",
        "email",
        "Printer",
    )
    assert [message.text for message in conversation.messages] == [
        "text of a@x",
        "text of b@x",
        "text of c@x",
    ]
    assert conversation.resolved is None


def test_a_reply_comes_after_what_it_answers_even_when_its_clock_is_wrong():
    early_answer = mail("b@x", "bob@shop.example", hours=-5, answers=["a@x"])
    assert [one.message_id for one in in_order([early_answer, QUESTION, THANKS])] == ["a@x", "b@x", "c@x"]


@pytest.mark.parametrize("support", ["bob@shop.example", "shop.example", "@shop.example", "SHOP.example "])
def test_support_addresses_and_domains_are_agents(support):
    assert roles(QUESTION, ANSWER, THANKS, support=[support]) == ["customer", "agent", "customer"]


def test_a_domain_covers_what_is_below_it_and_nothing_beside_it():
    below = mail("b@x", "bob@eu.shop.example", answers=["a@x"], hours=1)
    beside = mail("b@x", "bob@notshop.example", answers=["a@x"], hours=1)
    assert roles(QUESTION, below, support=["shop.example"]) == ["customer", "agent"]
    assert roles(QUESTION, beside, support=["shop.example"]) == ["customer", "customer"]


def test_the_agent_may_write_first():
    assert roles(mail("a@x", "bob@shop.example", "s@m.example"), support=["shop.example"]) == ["agent"]


def test_without_support_addresses_the_one_who_answers_is_the_agent():
    assert roles(THANKS, ANSWER, QUESTION) == ["customer", "agent", "customer"]


def test_support_addresses_that_take_no_part_leave_it_to_who_answers_whom():
    question = mail("a@x", "sara@mail.example", "team@else.example")
    answer = mail("b@x", "team@else.example", "sara@mail.example", hours=1, answers=["a@x"])
    assert roles(question, answer, support=["shop.example"]) == ["customer", "agent"]


def test_among_three_people_nobody_but_the_asker_is_named():
    third = mail("d@x", "li@post.example", hours=3, answers=["a@x"])
    assert roles(QUESTION, ANSWER, third) == ["customer", "unknown", "unknown"]


def test_a_thread_without_a_sender_has_unknown_roles():
    assert roles(mail("a@x", "")) == ["unknown"]


def test_no_mails_are_no_conversation():
    with pytest.raises(ValueError, match="at least one"):
        from_mails([])


def test_a_chat_keeps_its_order_and_roles():
    messages = tuple(
        ChatMessage(external_id=f"c1/{n}", role=role, author=role, sent_at=None, text=f"t{n}")
        for n, role in enumerate(("customer", "bot", "agent", "unknown"))
    )
    entry = ChatEntry("c1", "telegram", "Order", "fa", resolved=True, messages=messages)
    conversation = from_chat(entry)
    assert [(one.external_id, one.role, one.text) for one in conversation.messages] == [
        (one.external_id, one.role, one.text) for one in messages
    ]
    assert (conversation.channel, conversation.language, conversation.resolved) == ("telegram", "fa", True)


ids = st.sampled_from([f"id{n}@x" for n in range(6)])
threads = st.lists(
    st.builds(
        mail,
        ids,
        st.sampled_from(["a@x.example", "b@x.example"]),
        hours=st.floats(0, 9),
        answers=st.lists(ids),
    ),
    max_size=10,
)


@given(threads, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_arrival_and_loses_nobody(batch, chance: random.Random):
    shuffled = list(batch)
    chance.shuffle(shuffled)
    ordered = in_order(shuffled)
    assert ordered == in_order(batch)
    assert len(ordered) == len(batch)


def roles_of(*said):
    messages = tuple(
        ChatMessage(str(number), role, author, None, "words") for number, (author, role) in enumerate(said)
    )
    return [message.role for message in from_chat(ChatEntry("c", "slack", "", None, None, messages)).messages]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("Ann", "unknown"), ("Bob", "unknown"), ("ann", "unknown")], ["customer", "agent", "customer"]),
        ([("Ann", "unknown"), ("Bob", "unknown"), ("Cy", "unknown")], ["customer", "unknown", "unknown"]),
        ([("Hook", "bot"), ("Ann", "unknown"), ("Bob", "unknown")], ["bot", "customer", "agent"]),
        ([("Bob", "agent"), ("Ann", "unknown"), ("Bob", "unknown")], ["agent", "customer", "agent"]),
        ([("Ann", "customer"), ("Bob", "unknown"), ("Ann", "unknown")], ["customer", "agent", "customer"]),
        ([("Ann", "customer"), ("Bob", "unknown"), ("Cy", "agent")], ["customer", "unknown", "agent"]),
        ([("", "unknown"), ("", "unknown")], ["unknown", "unknown"]),
        ([("Ann", "unknown"), ("", "unknown"), ("Bob", "unknown")], ["customer", "unknown", "unknown"]),
    ],
)
def test_people_without_a_role_get_one_from_who_asks_and_who_answers(said, expected):
    assert roles_of(*said) == expected
