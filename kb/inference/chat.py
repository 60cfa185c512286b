"""The optional chat model, through LangChain's `init_chat_model`: it may word an answer, never decide one.

Every failure of the model or its server becomes `ChatModelUnavailableError`, within the time allowed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kb.errors import ChatModelUnavailableError
from kb.settings import Settings


@dataclass(frozen=True)
class Chat:
    """A chat model, ready to be asked."""

    name: str
    timeout: float
    model: Any

    def stream(self, instructions: str, message: str) -> Iterator[str]:
        """Yield the model's reply in pieces as they come.

        Raises:
            ChatModelUnavailableError: it fails, or takes longer than `timeout` seconds in all.
        """
        ends = time.monotonic() + self.timeout
        try:
            for chunk in self.model.stream([("system", instructions), ("human", message)]):
                if time.monotonic() > ends:
                    break
                yield str(chunk.text)
            else:
                return
        except Exception as error:
            raise ChatModelUnavailableError(name=self.name, reason=_first_line(error)) from error
        raise ChatModelUnavailableError(name=self.name, reason=f"no end after {self.timeout:g} seconds")

    def reply(self, instructions: str, message: str) -> str:
        """Return the whole reply (see `stream`)."""
        return "".join(self.stream(instructions, message))


def open_chat(settings: Settings) -> Chat | None:
    """Make the configured chat model; None where none is configured.

    Raises:
        ChatModelUnavailableError: its package is missing or its name is unknown.
    """
    if not settings.chat_model:
        return None
    options: dict[str, Any] = {"temperature": 0, "timeout": settings.chat_timeout, "max_retries": 0}
    if settings.chat_base_url:
        options["base_url"] = settings.chat_base_url
    if settings.chat_api_key:
        options["api_key"] = settings.chat_api_key
    elif settings.chat_base_url:
        options["api_key"] = "none"  # a server of one's own asks for no key, but the client wants one
    try:
        from langchain.chat_models import init_chat_model

        model = init_chat_model(settings.chat_model, **options)
    except Exception as error:
        raise ChatModelUnavailableError(name=settings.chat_model, reason=_first_line(error)) from error
    return Chat(settings.chat_model, settings.chat_timeout, model)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
