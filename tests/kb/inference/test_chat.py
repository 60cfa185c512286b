"""Opening a chat model: none by default, and one sentence where the named one cannot be had."""

from __future__ import annotations

import pytest

from kb.errors import ChatModelUnavailableError
from kb.inference.chat import open_chat
from kb.settings import Settings


def test_no_chat_model_is_the_default(settings: Settings) -> None:
    assert open_chat(settings) is None


@pytest.mark.parametrize(
    "name", ["no-such-model", "nobody:model", "anthropic:model", "openai:model", ":", "openai:"]
)
def test_a_model_that_cannot_be_had_is_one_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """An unknown name, an unknown provider, a package that is not installed, a key that is missing."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ChatModelUnavailableError) as caught:
        open_chat(settings.model_copy(update={"chat_model": name}))
    message = str(caught.value)
    assert name in message
    assert "\n" not in message


def test_a_server_of_ones_own_needs_no_key(settings: Settings) -> None:
    own = {"chat_model": "openai:local", "chat_base_url": "http://127.0.0.1:1/v1", "chat_timeout": 1.0}
    chat = open_chat(settings.model_copy(update=own))
    assert chat is not None
    with pytest.raises(ChatModelUnavailableError, match="openai:local") as caught:
        chat.reply("Answer.", "Hello?")
    assert "\n" not in str(caught.value)
