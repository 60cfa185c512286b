"""A ticket that somebody pasted, as a conversation: mail, chat export, transcript or plain words.

Nothing is stored. What comes out is cleaned and masked as imported material is; text in no known form is one message
of a customer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.cleaning import clean_chat, clean_mail
from ingest.conversation import Conversation, Message, from_chat, from_mails
from ingest.items import ChatEntry, ChatMessage, Content, Mail, Role
from ingest.readers import registry
from ingest.readers.formats import Format
from kb.errors import UnusableInputError
from kb.privacy import PlaceholderBook, mask, participants
from kb.settings import Settings

LONGEST = 200_000  # characters; what is beyond is not read
MOST_MESSAGES = 200
_SPEAKERS: dict[Role, str] = {
    "customer": r"customer|client|user|visitor|requester|مشتری|کاربر|خریدار|客户|客戶|顾客|顧客|用户|用戶|访客",
    "agent": r"agent|support|advisor|representative|پشتیبان(?:ی)?|کارشناس|اپراتور|客服(?:人员)?|坐席|技术支持",
    "bot": r"bot|chatbot|ربات|机器人|機器人",
}
_SAID = re.compile(
    r"^\s*(?:\[[^\]\n]{1,40}\]\s*)?(?:"
    + "|".join(f"(?P<{role}>{words})" for role, words in _SPEAKERS.items())
    + r")\b[^:：\n]{0,40}[:：][ \t]*",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT = re.compile(r"\s*(?:subject|موضوع|عنوان|主题|主題|标题|標題)[ \t]*[:：][ \t]*(.+)", re.IGNORECASE)


class TicketEmptyError(UnusableInputError):
    """There is nothing in this ticket to answer. Please paste what the customer wrote."""


def read(text: str, settings: Settings) -> Conversation:
    """Read what was pasted.

    Returns:
        A conversation whose subject and messages are cleaned and masked; no author or address stands in it.

    Raises:
        TicketEmptyError: nothing is left of it.
    """
    text = text.replace("\r\n", "\n").replace("\x00", " ")[:LONGEST]
    said = _exported(text, settings) or _transcript(text) or _words(text)
    ready = _masked(said, settings)
    if not any(message.text.strip() for message in ready.messages):
        raise TicketEmptyError
    return ready


def _exported(text: str, settings: Settings) -> Conversation | None:
    """Read a mail or chat in one of the formats of imports; None where it is in none of them."""
    mails: list[Mail] = []
    chats: list[ChatEntry] = []
    for content in _contents(text):
        if isinstance(content, Mail):
            mails.append(content)
        elif isinstance(content, ChatEntry):
            chats.append(content)
    if mails:
        thread = from_mails(mails, settings.support_addresses)
        return replace(thread, messages=tuple(_cleaned(thread.messages, mail=True)))
    if chats:  # of several conversations the last is the one that is open
        chat = from_chat(chats[-1])
        return replace(chat, messages=tuple(_cleaned(chat.messages, mail=False)))
    return None


def _contents(text: str) -> Iterator[Content]:
    """Let the readers of imports read it under each name that it could have had."""
    start = text.lstrip()[:1]
    for name, content in _named(text) if start in ("{", "[") else [("ticket.txt", text)]:
        with TemporaryDirectory(prefix="danesh-ticket-") as folder:
            path = Path(folder, name)
            path.write_text(content, encoding="utf-8", errors="replace")
            form = registry.format_of(path)
            if not isinstance(form, Format) or form.apart or {"email", "chat"}.isdisjoint(form.kinds):
                continue
            found = [item.content for item in registry.read([path])]
        if any(isinstance(one, Mail | ChatEntry) for one in found):
            yield from found
            return


def _named(text: str) -> Iterator[tuple[str, str]]:
    yield "ticket.json", text
    try:
        rows = json.loads(text)
    except ValueError:
        yield "ticket.jsonl", text
        return
    rows = rows if isinstance(rows, list) else [rows]
    if rows and all(isinstance(row, dict) and "role" in row for row in rows):
        rows = [{"id": "ticket", "messages": rows}]
    rows = [{"id": "ticket", "channel": "chat", **row} for row in rows if isinstance(row, dict)]
    yield "ticket.jsonl", "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def _transcript(text: str) -> Conversation | None:
    """Read lines that name who speaks, such as "Customer:" and "客服："; None where fewer than two do."""
    heads = list(_SAID.finditer(text))[:MOST_MESSAGES]
    if not heads or (len(heads) == 1 and text[: heads[0].start()].strip()):
        return None
    subject = _SUBJECT.match(text[: heads[0].start()])
    messages = []
    for at, head in enumerate(heads):
        until = heads[at + 1].start() if at + 1 < len(heads) else len(text)
        role: Role = next(role for role in _SPEAKERS if head[role])
        messages.append(ChatMessage(f"m{at + 1}", role, "", None, text[head.end() : until].strip()))
    entry = ChatEntry("ticket", "chat", subject[1] if subject else "", None, None, tuple(messages))
    chat = from_chat(entry)
    return replace(chat, messages=tuple(_cleaned(chat.messages, mail=False)))


def _words(text: str) -> Conversation:
    """Take it for what a customer wrote, with quotes and signature as mails have them."""
    subject = _SUBJECT.match(text)
    body = text[subject.end() :] if subject else text
    message = Message("m1", "customer", "", "", None, clean_chat(clean_mail(body) or body))
    return Conversation("ticket", "ticket", subject[1].strip() if subject else "", None, None, (message,))


def _cleaned(messages: Iterable[Message], *, mail: bool) -> Iterator[Message]:
    for message in messages:
        text = clean_mail(message.text, message.author) if mail else clean_chat(message.text)
        yield replace(message, text=text)


def _masked(said: Conversation, settings: Settings) -> Conversation:
    messages = said.messages[-MOST_MESSAGES:]
    names = participants([one.author for one in messages], [one.text for one in messages])
    book = PlaceholderBook(settings.masking)
    subject = mask(said.subject, names=names, book=book).text
    return replace(said, subject=subject, messages=tuple(_nameless(messages, names, book)))


def _nameless(messages: Sequence[Message], names: Sequence[str], book: PlaceholderBook) -> Iterator[Message]:
    people: dict[str, str] = {}
    for message in messages:
        who = (message.address or message.author).casefold()
        author = people.setdefault(who, f"person {len(people) + 1}") if who else ""
        text = mask(message.text, names=names, book=book).text
        yield replace(message, author=author, address="", text=text)
