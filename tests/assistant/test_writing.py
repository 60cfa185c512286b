from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.pipeline import ask
from assistant.writing import parse
from kb.library import Library
from tests.assistant.chat_server import BROKEN, CUT, RATE_LIMITED, SLOW, ChatServer

QUESTION = "How can I return an item?"


def test_the_model_words_the_answer_and_code_attaches_the_citations(
    talking: Library, chat: ChatServer
) -> None:
    chat.reply = "You can return an item within 30 days [1]. Open My orders and choose Return [2]."
    outcome = ask(talking, QUESTION)
    assert outcome.writer == "openai:test"
    assert [sentence.text for sentence in outcome.sentences] == [
        "You can return an item within 30 days.",
        "Open My orders and choose Return.",
    ]
    assert [citation.quote for citation in outcome.citations] == [
        "You can return an item within 30 days.",
        "Open **My orders** and choose *Return*.",
    ]


@pytest.mark.parametrize(
    "claim",
    [
        "You can return an item within 90 days [1].",
        "You cannot return an item within 30 days [1].",
        "You can return an item within 30 days.",
        "You can return an item within 30 days [9].",
        "Paris is the capital of France [1].",
        "Write to refunds@evil.example [1].",
    ],
)
def test_a_sentence_the_quotes_do_not_support_is_dropped(
    talking: Library, chat: ChatServer, claim: str
) -> None:
    chat.reply = claim + " The refund of 100 % takes 5 working days [3]."
    outcome = ask(talking, QUESTION)
    assert [sentence.text for sentence in outcome.sentences] == ["The refund of 100 % takes 5 working days."]


def test_when_nothing_is_left_the_quotes_answer(talking: Library, chat: ChatServer) -> None:
    chat.reply = "It takes 99 days [1]."
    outcome = ask(talking, QUESTION)
    assert outcome.writer == "quotes"
    assert "within 30 days" in str(outcome.text)


@pytest.mark.parametrize("fault", [RATE_LIMITED, BROKEN, CUT, SLOW])
def test_a_failing_model_costs_only_its_wording(talking: Library, chat: ChatServer, fault: str) -> None:
    chat.reply = "You can return an item within 30 days [1]. " * 5
    chat.fault = fault
    outcome = ask(talking, QUESTION)
    assert not outcome.abstained
    assert "within 30 days" in str(outcome.text)


def test_the_model_is_not_asked_when_retrieval_is_not_sure(talking: Library, chat: ChatServer) -> None:
    assert ask(talking, "What is the capital of Mongolia?").abstained
    assert not chat.asked


def test_a_customers_prompt_holds_no_internal_text(talking: Library, chat: ChatServer) -> None:
    chat.reply = "NO ANSWER"
    ask(talking, QUESTION)
    assert "ZEBRA" not in json.dumps(chat.asked)
    assert QUESTION in chat.message


@given(st.text(max_size=300))
def test_parsing_never_fails(reply: str) -> None:
    for claim, numbers in parse(reply):
        assert claim
        assert all(number >= 0 for number in numbers)


def test_numbers_after_the_full_stop_belong_to_the_sentence_before() -> None:
    assert parse("One. [1] Two [2][3]. 三。[4]") == [("One.", [1]), ("Two.", [2, 3]), ("三。", [4])]
