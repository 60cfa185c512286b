"""An invented shop's knowledge base, and how a browser sends a form to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient

from kb import articles, indexing
from kb.access import people
from kb.archive.conversations import Incoming, Opening, append, start
from kb.content import Content, Draft, EvidenceSpan, Labels, Origin, Phrasing
from kb.database import Session
from kb.library import Library

PASSWORD = "correct horse battery"
ROLES = ("agent", "manager", "admin")
SECRET = "ZEBRA-9931"  # stands in every text that a customer must never see
CSRF = re.compile(r'name="csrf" value="([^"]+)"')

RETURN = """You can return unused goods within **30 days** of delivery.

1. Open Orders and tap Return.
2. Hand the parcel in at any pickup point."""
PASSWORD_FA = "روی «فراموشی رمز» بزنید. iPhone یا اندروید فرقی ندارد. پیوند تا ۲۴ ساعت معتبر است."
DELIVERY_ZH = "标准配送需要 2 到 4 个工作日，费用为 4.90 欧元。满 49 欧元免运费。"


@dataclass(frozen=True)
class Shop:
    """The ids of what is in the seeded knowledge base."""

    returns: int
    password: int
    delivery: int
    internal: int
    draft: int
    retired: int
    conversation: int


def seed(library: Library) -> Shop:
    with library.database.session() as session:
        shop = Shop(
            returns=_article(session, "How do I return a parcel?", RETURN, "en", "Returns", key="returns"),
            password=_article(
                session, "چطور رمز عبورم را عوض کنم؟", PASSWORD_FA, "fa", "حساب", key="password"
            ),
            delivery=_article(session, "配送需要多长时间？", DELIVERY_ZH, "zh", "配送", key="delivery"),
            internal=_article(
                session,
                f"What is the refund override code {SECRET}?",
                f"The refund override code is {SECRET}.",
                "en",
                "Secret shelf",
                audience="agents",
            ),
            retired=_article(
                session, f"Old {SECRET} rule", f"Long gone {SECRET}.", "en", "Returns", retire=True
            ),
            **_draft(session),
        )
        for role in ROLES:
            people.add(session, email=f"{role}@shop.example", name=role.title(), role=role, password=PASSWORD)
    indexing.sync(library)
    return shop


def _article(
    session: Session,
    title: str,
    resolution: str,
    language: str,
    category: str,
    *,
    audience: str = "public",
    key: str | None = None,
    retire: bool = False,
) -> int:
    labels = Labels(language, audience, category)
    content = Content(title, resolution, issue=title)
    made = articles.create(session, Draft(content, labels, external_id=key, source="seed" if key else None))
    articles.publish(session, made)
    if retire:
        articles.move(session, made, "retired")
    return made.id


def _draft(session: Session) -> dict[str, int]:
    """A draft made from a conversation, as the importer makes them."""
    said = start(session, Opening("thread-1", "mail", "email", "key"))
    said.subject = "Kettle stops early"

    append(session, said, Incoming("m1", "raw", role="customer"))
    append(session, said, Incoming("m2", "raw", role="agent"))
    said.mined = True  # or a worker would read it
    question, answer = said.messages
    question.text = f"Hello! My kettle stops early. Order {SECRET}."
    answer.text = "That is limescale. Boil it once with vinegar <b>and</b> rinse twice."
    spans = [
        _span("issue", question.id, question.text, "My kettle stops early."),
        _span("resolution", answer.id, answer.text, "That is limescale."),
        _span("resolution", answer.id, answer.text, "Boil it once with vinegar <b>and</b> rinse twice."),
    ]
    content = Content(
        f"Kettle stops early {SECRET}",
        "That is limescale. Boil it once with vinegar <b>and</b> rinse twice.",
        issue="My kettle stops early.",
    )
    made = articles.create(
        session,
        Draft(
            content,
            Labels("en"),
            evidence=tuple(spans),
            phrasings=(Phrasing("my kettle stops early", "en", said.id),),
            origins=(Origin("email", "thread-1", said.id),),
        ),
    )
    return {"draft": made.id, "conversation": said.id}


def _span(field: str, message_id: int, text: str, sentence: str) -> EvidenceSpan:
    begin = text.index(sentence)
    return EvidenceSpan(field, sentence, message_id, begin, begin + len(sentence), sentence)


def send(
    browser: TestClient, path: str, fields: dict[str, str], page: str = "/account/sign-in", **more: Any
) -> Any:
    """Post a form as a page would: with the token of the page it is on."""
    found = CSRF.search(browser.get(page, follow_redirects=True).text)
    assert found is not None, f"{page} has no form"
    return browser.post(path, data={"csrf": found[1], **fields}, **more)
