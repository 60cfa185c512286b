"""The optional chat model, through LangChain's `init_chat_model`: it may word an answer, never decide one.

Every failure of the model or its server becomes `ChatModelUnavailableError`, within the time allowed.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from kb.errors import ChatModelUnavailableError
from kb.settings import Settings

TOO_MANY = 429
LONGEST_REST = 120.0  # seconds


@dataclass
class Rest:
    """Until when a model that said "too many requests" is left alone, by the monotonic clock."""

    until: float = 0.0


@dataclass(frozen=True)
class Chat:
    """A chat model, ready to be asked."""

    name: str
    timeout: float
    model: Any
    rest: Rest = field(default_factory=Rest, compare=False)

    def stream(self, instructions: str, message: str, seconds: float | None = None) -> Iterator[str]:
        """Yield the model's reply in pieces as they come.

        The model is read in a thread of its own, so that one that hangs costs no more than the time allowed.

        Args:
            seconds: how long it may take in all; `timeout` where not given.

        Raises:
            ChatModelUnavailableError: it fails, takes longer, or lately asked to be left alone.
        """
        allowed = min(self.timeout, seconds if seconds is not None else self.timeout)
        ends = time.monotonic() + allowed
        if self.rest.until > time.monotonic():
            raise ChatModelUnavailableError(name=self.name, reason="it asked to be left alone for a while")
        pieces: SimpleQueue[str | Exception | None] = SimpleQueue()
        given_up = threading.Event()
        threading.Thread(
            target=self._read, args=(instructions, message, pieces, given_up), daemon=True, name="chat"
        ).start()
        try:
            while True:
                try:
                    piece = pieces.get(timeout=max(0.0, ends - time.monotonic()))
                except Empty:
                    reason = f"no end after {allowed:g} seconds"
                    raise ChatModelUnavailableError(name=self.name, reason=reason) from None
                if piece is None:
                    return
                if isinstance(piece, Exception):
                    self._leave_alone(piece)
                    raise ChatModelUnavailableError(name=self.name, reason=_first_line(piece)) from piece
                yield piece
        finally:
            given_up.set()

    def _read(
        self,
        instructions: str,
        message: str,
        pieces: SimpleQueue[str | Exception | None],
        given_up: threading.Event,
    ) -> None:
        try:
            for chunk in self.model.stream([("system", instructions), ("human", message)]):
                if given_up.is_set():
                    return
                pieces.put(str(chunk.text))
        except Exception as error:  # noqa: BLE001 (any; it is raised where the reply is read)
            pieces.put(error)
        else:
            pieces.put(None)

    def _leave_alone(self, error: Exception) -> None:
        """Heed a server's `Retry-After`."""
        response = getattr(error, "response", None)
        if getattr(response, "status_code", None) != TOO_MANY:
            return
        after = str(getattr(response, "headers", {}).get("retry-after", ""))
        seconds = float(after) if re.fullmatch(r"\d{1,4}(?:\.\d+)?", after) else 0.0
        self.rest.until = time.monotonic() + min(seconds, LONGEST_REST)

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
