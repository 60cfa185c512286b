"""Whatever a model does, the quotes answer within the time allowed, sentence by sentence."""

from __future__ import annotations

import time

import pytest

from assistant.pipeline import Outcome, Told, ask, ask_stream
from assistant.retrieval import search
from kb.library import Library
from tests.assistant.chat_server import (
    BROKEN,
    CUT,
    EMPTY,
    ENDLESS,
    FAILING,
    HANGING,
    LOOPING,
    RATE_LIMITED,
    SLOW,
    ChatServer,
)

QUESTION = "How can I return an item?"
GOOD = '{"sentence": "You can return an item within 30 days.", "quotes": [1]}\n'
BUDGET = 1.5
OVERHEAD = 20.0  # seconds that retrieval and a busy machine may add; the faults last longer


@pytest.mark.parametrize(
    "fault", [RATE_LIMITED, BROKEN, CUT, SLOW, HANGING, FAILING, EMPTY, LOOPING, ENDLESS]
)
def test_every_fault_ends_in_an_answer_in_time(talking: Library, chat: ChatServer, fault: str) -> None:
    ask(talking, "How do I reset my password?")  # the encoder is loaded
    talking.settings = talking.settings.model_copy(update={"answer_seconds": BUDGET})
    chat.fault = fault
    chat.reply = GOOD * 3
    started = time.monotonic()
    outcome = ask(talking, QUESTION)
    assert time.monotonic() - started < BUDGET + OVERHEAD
    assert "within 30 days" in str(outcome.text)
    assert all(sentence.citations for sentence in outcome.sentences)


@pytest.mark.parametrize(
    "reply", ["I'm sorry, but I cannot help with that.", "NO ANSWER", "{}", "[[[", "\n" * 99]
)
def test_a_model_that_refuses_or_babbles_costs_nothing(
    talking: Library, chat: ChatServer, reply: str
) -> None:
    chat.reply = reply
    outcome = ask(talking, QUESTION)
    assert (outcome.writer, outcome.abstained) == ("quotes", False)


def test_a_rate_limited_model_is_left_alone(talking: Library, chat: ChatServer) -> None:
    chat.fault, chat.retry_after = RATE_LIMITED, "60"
    ask(talking, QUESTION)
    assert len(chat.asked) == 1
    assert not ask(talking, QUESTION).abstained
    assert len(chat.asked) == 1


def test_sentences_come_one_by_one_and_only_checked_ones(talking: Library, chat: ChatServer) -> None:
    chat.reply = GOOD + (
        '{"sentence": "You can return an item within 90 days.", "quotes": [1]}\n'
        '{"sentence": "The refund of 100 % takes 5 working days.", "quotes": [3]}\n'
    )
    pieces = list(ask_stream(talking, QUESTION))
    told = [piece.sentence.text for piece in pieces if isinstance(piece, Told)]
    assert told == ["You can return an item within 30 days.", "The refund of 100 % takes 5 working days."]
    assert isinstance(pieces[-1], Outcome)
    assert [sentence.text for sentence in pieces[-1].sentences] == told


def test_what_a_model_said_before_it_broke_off_is_taken_back(talking: Library, chat: ChatServer) -> None:
    chat.reply = GOOD + '{"sentence": "The refund takes'
    chat.fault = HANGING  # after the head; then the reply comes late
    talking.settings = talking.settings.model_copy(update={"answer_seconds": BUDGET})
    pieces = [piece for piece in ask_stream(talking, QUESTION) if isinstance(piece, Told)]
    assert {piece.writer for piece in pieces} == {"quotes"}


def test_steps_stream_in_order_and_word_for_word(shop: Library) -> None:
    pieces = list(ask_stream(shop, "How do I reset my password?"))
    told = [piece.sentence.text[:2] for piece in pieces if isinstance(piece, Told)]
    assert told == ["1.", "2.", "3."]


def test_one_list_of_objects_is_understood_too(talking: Library, chat: ChatServer) -> None:
    chat.reply = (
        '```json\n{"sentences": [{"sentence": "You can return an item within 30 days.", "quotes": [1]}]}\n```'
    )
    outcome = ask(talking, QUESTION)
    assert (outcome.writer, outcome.text) == ("openai:test", "You can return an item within 30 days.")


def test_an_encoder_that_was_never_there_leaves_the_words(shop: Library) -> None:
    settings = shop.settings.model_copy(update={"encoder": str(shop.settings.home / "no-such-model")})
    shop.close()
    with Library.open(settings) as opened:
        found = search(opened, QUESTION)
        assert (found.degraded, found.hits[0].external_id) == (True, "return")
        outcome = ask(opened, QUESTION)
        assert outcome.degraded
        assert outcome.abstained or "within 30 days" in str(outcome.text)
