"""Models help to read conversations where they are at hand, and nobody notices where they are not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest import pipeline, understanding
from ingest.resolution import texts_to_encode
from ingest.understanding import understand
from kb import articles
from kb.errors import EncoderUnavailableError
from kb.inference.chat import open_chat
from kb.inference.encoder import Encoder
from kb.library import Library
from kb.tables import Article
from tests.assistant.chat_server import BROKEN, ChatServer, serve
from tests.ingest.resolution.conversations import conversation

LAMP = conversation("C: The lamp flickers.", "A: Use a bulb of 20 watts.", "C: thanks")
KETTLE = conversation("C: کتری خاموش می‌شود", "A: با سرکه بشویید.")


@pytest.fixture
def server(library: Library) -> Iterator[ChatServer]:
    """A chat model on the library."""
    understanding._resting.clear()
    with serve() as running:
        library.settings = library.settings.model_copy(
            update={"chat_model": "openai:test", "chat_base_url": running.url, "chat_timeout": 2.0}
        )
        library.chat = open_chat(library.settings)
        yield running
    understanding._resting.clear()


def test_every_conversation_gets_the_rows_of_its_own_turns(library: Library) -> None:
    helps = understand(library, [LAMP, conversation(), KETTLE])
    assert [len(one.vectors) for one in helps if one.vectors is not None] == [3, 0, 2]
    alone = library.encoder.questions(texts_to_encode(KETTLE))
    assert helps[2].vectors is not None
    assert np.allclose(helps[2].vectors, alone, atol=1e-4)
    assert all(one.proposal is None for one in helps)


def test_vectors_of_another_encoder_are_not_judged(library: Library) -> None:
    library.encoder = Encoder("somebody/else", library.settings.cache)
    assert understand(library, [LAMP])[0].vectors is None


def test_without_an_encoder_conversations_are_read_all_the_same(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(texts: object) -> None:
        raise EncoderUnavailableError(name="e5", reason="no file")

    library.encoder = Encoder("", library.settings.cache)
    monkeypatch.setattr(library.encoder, "questions", broken)
    assert understand(library, [LAMP, KETTLE]) == [understanding.Help(), understanding.Help()]


def test_a_chat_model_is_asked_about_each_conversation(library: Library, server: ChatServer) -> None:
    server.reply = '{"problem": [1], "solution": [2], "solved": true}'
    found = [one.proposal for one in understand(library, [LAMP, KETTLE])]
    assert [proposal.solution[0].text for proposal in found if proposal] == [
        "Use a bulb of 20 watts.",
        "با سرکه بشویید.",
    ]


def test_a_chat_model_that_fails_is_left_alone_for_a_while(library: Library, server: ChatServer) -> None:
    server.fault = BROKEN
    assert [one.proposal for one in understand(library, [LAMP] * 20)] == [None] * 20
    assert len(server.asked) <= 4
    server.fault, asked = "ok", len(server.asked)
    assert understand(library, [LAMP])[0].proposal is None
    assert len(server.asked) == asked


def test_a_chat_model_that_cannot_be_made_is_gone_without(library: Library) -> None:
    library.settings = library.settings.model_copy(update={"chat_model": "nobody:nothing"})
    assert understand(library, [LAMP])[0].proposal is None


def test_people_of_a_group_chat_are_told_apart_and_their_names_stay_behind(
    library: Library, tmp_path: Path
) -> None:
    said = [
        ("Mina", "My kettle turns off before the water boils, what can I do?"),
        ("Omid", "Same here, so annoying."),
        ("Sara", "That is limescale: boil it once with two spoons of citric acid and rinse it twice."),
        ("Mina", "Thank you Sara, I will do that."),
        ("Reza", "Which model is it?"),
    ]
    messages = [{"role": "unknown", "author": author, "text": text} for author, text in said]
    file = tmp_path / "group.jsonl"
    file.write_text(json.dumps({"id": "g1", "channel": "telegram", "messages": messages}) + "\n")
    pipeline.run(library, pipeline.enqueue(library, [file], kind="chat"))
    with library.database.reading() as session:
        (draft,) = session.query(Article).all()
        newest = articles.revision(session, draft.id, draft.latest)
    assert "citric acid" in newest.resolution
    assert "annoying" not in newest.resolution
    assert not {"Mina", "Omid", "Sara", "Reza"} & set(newest.resolution.split())
