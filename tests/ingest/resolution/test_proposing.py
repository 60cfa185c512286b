"""A chat model points out sentences; whatever it says, only sentences of the conversation are taken."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.resolution import Resolution, propose, resolve
from ingest.resolution.proposing import checked
from ingest.resolution.turns import read_turns
from kb.errors import ChatModelUnavailableError
from kb.inference.chat import Chat, open_chat
from kb.settings import Settings
from tests.assistant.chat_server import ChatServer, serve
from tests.ingest.resolution.conversations import conversation, quotes

SPOKEN = conversation(
    "C: Hello! The lamp flickers. It is a Mah lamp.",  # 1, 2
    "A: The dimmer needs 20 watts. Use a bulb of 20 watts or more. Could you send us a photo?",  # 3, 4, 5
    "C: Thanks, I will try.",  # 6
)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with serve() as running:
        yield running


@pytest.fixture
def chat(server: ChatServer, settings: Settings) -> Chat:
    changed = settings.model_copy(
        update={"chat_model": "openai:test", "chat_base_url": server.url, "chat_timeout": 1.0}
    )
    opened = open_chat(changed)
    assert opened is not None
    return opened


def test_the_sentences_a_model_names_become_the_draft(server: ChatServer, chat: Chat) -> None:
    server.reply = 'Sure:\n```json\n{"problem": [1], "cause": [3], "solution": [4], "solved": null}\n```'
    found = resolve(SPOKEN, proposal=propose(SPOKEN, chat))
    assert isinstance(found, Resolution)
    assert quotes(found.issue) == ["The lamp flickers."]
    assert quotes(found.cause) == ["The dimmer needs 20 watts."]
    assert quotes(found.resolution) == ["Use a bulb of 20 watts or more."]
    asked = json.loads(server.message)
    assert [one["by"] for one in asked][:3] == ["customer", "customer", "agent"]
    assert "Hello" not in server.message


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I cannot help with that.",
        "{problem: [1]}",
        "[1, 2]",
        '{"problem": "1", "solution": "4"}',
        '{"problem": [1], "solution": []}',
        '{"problem": [1], "solution": [99, -1, 0, true, "4", 4.0, null]}',
        '{"problem": [4], "solution": [1]}',
        '{"problem": [6], "solution": [4]}',
        '{"solution": [4]}',
    ],
)
def test_a_reply_that_names_no_solution_after_a_problem_proposes_nothing(
    server: ChatServer, chat: Chat, reply: str
) -> None:
    server.reply = reply
    assert propose(SPOKEN, chat) is None


def test_what_a_model_thinks_of_the_outcome_counts_less_than_what_was_said(
    server: ChatServer, chat: Chat
) -> None:
    server.reply = '{"problem": [1], "solution": [4], "solved": true}'
    assert resolve(SPOKEN, proposal=propose(SPOKEN, chat)).solved is True
    lines = ("C: The lamp flickers.", "A: Use another bulb.", "C: It still flickers, no change.")
    broken = conversation(*lines)
    server.reply = '{"problem": [1], "solution": [2], "solved": true}'
    found = resolve(broken, proposal=propose(broken, chat))
    assert found.solved is False
    told = conversation(*lines[:2], resolved=False)
    assert resolve(told, proposal=propose(told, chat)).solved is False


def test_a_model_that_is_slow_or_down_is_an_error_in_time(server: ChatServer, chat: Chat) -> None:
    server.reply = '{"problem": [1], "solution": [4], "solved": true}'
    for fault in ("slow", "broken", "rate limited"):
        server.fault = fault
        with pytest.raises(ChatModelUnavailableError):
            propose(SPOKEN, chat)


def test_long_and_one_sided_conversations_are_not_sent(server: ChatServer, chat: Chat) -> None:
    assert propose(conversation("C: The lamp flickers."), chat) is None
    assert propose(conversation("C: It flickers.", "A: Use this bulb, please. " * 800), chat) is None
    assert server.asked == []


@given(st.text(max_size=80), st.lists(st.integers(-3, 12)), st.lists(st.integers(-3, 12)))
def test_only_sentences_of_the_right_side_are_ever_taken(
    noise: str, problem: list[int], solution: list[int]
) -> None:
    said = [(turn.side, sentence) for turn in read_turns(SPOKEN) for sentence in turn.sentences]
    reply = noise + json.dumps({"problem": problem, "cause": problem, "solution": solution})
    proposal = checked(reply, said)
    if proposal is None:
        return
    sides = {sentence: side for side, sentence in said}
    assert {sides[sentence] for sentence in proposal.problem} == {"asker"}
    assert {sides[sentence] for sentence in (*proposal.cause, *proposal.solution)} == {"answerer"}
    assert proposal.solution
