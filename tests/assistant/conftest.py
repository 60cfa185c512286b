from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import pipeline
from kb.library import Library
from tests.assistant.chat_server import ChatServer, serve

ROWS = [
    {
        "id": "return",
        "question": "How can I return an item?",
        "answer": "You can return an item within 30 days. Open **My orders** and choose *Return*. "
        "The refund of 100 % takes 5 working days.",
        "language": "en",
        "variants": ["I want to send something back"],
    },
    {
        "id": "delivery-fa",
        "question": "هزینه ارسال به شهرستان چقدر است؟",
        "answer": "هزینه ارسال به شهرستان ۸۵ هزار تومان است. برای خرید بالای یک میلیون تومان ارسال رایگان است.",
        "language": "fa",
    },
    {
        "id": "points-zh",
        "question": "会员积分什么时候过期？",
        "answer": "会员积分在获得后十二个月过期。过期前三十天我们会发邮件提醒您。",
        "language": "zh",
    },
    {
        "id": "override",
        "question": "What is the refund override code?",
        "answer": "The refund override code is ZEBRA-9931.",
        "language": "en",
        "audience": "agents",
    },
    {
        "id": "password",
        "question": "How do I reset my password?",
        "answer": "1. Open the sign-in page.\n2. Choose *Forgot password*.\n"
        "3. Follow the link in the mail; it is valid for 20 minutes.",
        "language": "en",
    },
]


@pytest.fixture
def shop(library: Library, tmp_path: Path) -> Library:
    """A library with a handful of published articles in three languages, one of them for agents only."""
    file = tmp_path / "faq.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    pipeline.run(library, pipeline.enqueue(library, [file], publish=True))
    return library


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    with serve() as server:
        yield server


@pytest.fixture
def talking(shop: Library, chat: ChatServer) -> Library:
    """The same library with a chat model, served by the test's own server."""
    shop.settings = shop.settings.model_copy(
        update={"chat_model": "openai:test", "chat_base_url": chat.url, "chat_timeout": 1.5}
    )
    return shop
