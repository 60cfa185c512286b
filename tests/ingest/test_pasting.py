"""Pasted tickets: whatever form they come in, cleaned, masked, and the question found."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import asking, pasting
from kb.settings import Settings

OWN = Settings(mask_patterns={"order": "ORD-[0-9]+"})
THREAD = """From: Sara Miller <sara@web.example>
To: help@barg.example
Subject: Re: Kettle stops early
Message-ID: <a@b>
Date: Mon, 4 Nov 2024 10:00:00 +0000

My kettle switches off before the water boils. How can I fix this? My number is +49 151 23456789.

Best regards,
Sara Miller

On Sun, 3 Nov 2024, Help wrote:
> How can we help you?
"""
WHATSAPP = """12/03/24, 10:01 - Ali: سلام
12/03/24, 10:02 - Ali: چطور رمزم را عوض کنم؟
12/03/24, 10:05 - Support: یک لحظه لطفا"""
ROWS = [{"role": "customer", "text": "我的订单还没到，能帮我查一下吗？"}, {"role": "agent", "text": "请稍等"}]
TRANSCRIPT = """Subject: Crash
Customer: my app crashes when I open orders
Agent: please update
Customer: It still crashes."""


def roles(text):
    return [message.role for message in pasting.read(text, OWN).messages]


@pytest.mark.parametrize(
    ("text", "found", "question"),
    [
        (THREAD, ["customer"], "How can I fix this?"),
        (WHATSAPP, ["customer", "customer", "agent"], "چطور رمزم را عوض کنم؟"),
        (json.dumps(ROWS, ensure_ascii=False), ["customer", "agent"], ROWS[0]["text"]),
        (json.dumps({"id": 1, "messages": ROWS}, indent=2), ["customer", "agent"], ROWS[0]["text"]),
        (TRANSCRIPT, ["customer", "agent", "customer"], "crash"),
        ("客服：您好\n客户：配送需要多长时间？", ["agent", "customer"], "配送需要多长时间？"),
        ("پشتیبان: سلام\nمشتری: سفارشم کجاست؟", ["agent", "customer"], "سفارشم کجاست؟"),
        ("How do I return a parcel?", ["customer"], "How do I return a parcel?"),
    ],
)
def test_a_ticket_in_any_form(text, found, question):
    assert roles(text) == found
    assert question in asking.asked(pasting.read(text, OWN)).text


def test_what_is_personal_quoted_or_signed_is_left_out():
    read = pasting.read(THREAD, OWN)
    everything = repr(read)
    for gone in ("Sara", "Miller", "web.example", "23456789", "How can we help"):
        assert gone not in everything
    assert read.subject == "Kettle stops early"


def test_an_installations_own_patterns_are_masked():
    read = pasting.read("Where is ORD-12345?", OWN)
    assert "ORD-12345" not in read.messages[0].text


def test_the_last_thing_asked_counts_with_what_it_is_about():
    asked = asking.asked(pasting.read(TRANSCRIPT, OWN))
    assert "app crashes" in asked.text
    assert asked.language == "en"


def test_a_plea_for_help_is_not_the_question():
    asked = asking.asked(pasting.read("Hi, can you help me? The toaster smells of smoke.", OWN))
    assert asked.question == "The toaster smells of smoke."


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "From: a@b.example\nSubject: x\n\n"])
def test_nothing_to_answer_is_said(text):
    with pytest.raises(pasting.TicketEmptyError):
        pasting.read(text, OWN)


def test_html_and_markup_come_out_as_words():
    read = pasting.read("<p>Hello <b>there</b><script>alert(1)</script></p>", OWN)
    assert read.messages[0].text == "Hello there"


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=300) | st.sampled_from(["{", "[", "[1]", "{}", '{"messages":3}', "From: x\n", "客户："])
)
def test_any_text_is_read_or_refused(text):
    try:
        read = pasting.read(text, OWN)
    except pasting.TicketEmptyError:
        return
    assert any(message.text.strip() for message in read.messages)
    asking.asked(read)
