"""Nothing personal of a whole archive is found outside the raw messages: in no table, no file, no log."""

from __future__ import annotations

import io
import json
import logging
import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from ingest import pipeline
from kb import indexing
from kb.archive import conversations, erasure
from kb.library import Library
from kb.settings import Settings
from kb.tables import Base, Conversation, Message, RawMessage
from kb.tables.metadata import now
from kb.usage import gaps
from tests.kb.digest_encoder import DigestEncoder
from tests.kb.privacy import heldout, labelled
from web import shapes

#: Where what was written is kept on purpose: for managers, for a set time, erasable (docs/decisions/0007).
RAW = {"raw_messages", "quarantine"}
ORDER = "BRG-7734190"
#: What the shop itself publishes in its FAQ and documents (docs/decisions/0030), and a card that nobody does.
PUBLIC = ("counter@shop.example", "021 4412 0991", "020 7946 0991")
CARD = "4111 1111 1111 1111"
TOGETHER = 12  # sentences of one conversation
ANSWERS = {
    "en": "Please hold the button for ten seconds. Then the lamp is set back.",
    "fa": "لطفاً دکمه را ده ثانیه نگه دارید. سپس چراغ به تنظیمات اولیه برمی‌گردد.",
    "zh": "请按住按钮十秒钟，然后灯会恢复出厂设置。",
}


def texts():
    """Every sentence of both sets with its language and the values in it."""
    for language in ANSWERS:
        for item in (*labelled.items(language), *heldout.ITEMS[language]):
            if item.values:
                yield language, item.text, [value for _, value in item.values]


def write_archive(folder):
    rows, values = [], set()
    for language, answer in ANSWERS.items():
        customer, agent = labelled.NAMES[language]
        mine = [(text, inside) for of, text, inside in texts() if of == language]
        for number in range(0, len(mine), TOGETHER):
            key = f"{language}{number}"
            said = mine[number : number + TOGETHER]
            messages = [
                *({"role": "customer", "author": customer, "text": f"{text}\n{ORDER}"} for text, _ in said),
                {"role": "agent", "author": agent, "text": answer},
            ]
            resolved = number % (3 * TOGETHER) > 0
            rows.append({"id": key, "channel": "chat", "resolved": resolved, "messages": messages})
            (folder / f"{key}.eml").write_bytes(bytes(a_mail(key, f"{customer}, {agent}", said[0][0])))
            values.update(value for _, inside in said for value in inside)
    assert not values & {*PUBLIC}
    values.add(CARD)
    (folder / "chats.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    faq = {"id": "f1", "question": f"Who is {PUBLIC[0]}?", "variants": [f"Is it {PUBLIC[1]}?"],
           "answer": f"Write to {PUBLIC[0]} and not {CARD}.", "category": f"Counter {PUBLIC[2]}"}  # fmt: skip
    (folder / "faq.jsonl").write_text(json.dumps(faq))
    (folder / "hand.md").write_text(f"# Who to call\n\nCall {PUBLIC[2]} about BRG-7734190.\n")
    (folder / "broken.jsonl").write_text(
        '{"id": "x", "messages": "call 09120000123"}\n{oops 4111111111111111'
    )
    return values


def a_mail(key, names, text):
    mail = EmailMessage()
    mail["From"] = f"{names.split(', ')[0]} <nora.field@example.com>"
    mail["To"] = f"{names.split(', ')[1]} <help@shop.example>"
    mail["Subject"] = " ".join(text.split())[:60]
    mail["Date"] = "Mon, 06 May 2024 10:00:00 +0000"
    mail["Message-ID"] = f"<{key}@mail.example>"
    mail.set_content(text)
    return mail


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder, home = tmp_path_factory.mktemp("archive"), tmp_path_factory.mktemp("home")
    values = write_archive(folder)
    settings = Settings(home=home, secret_key="only for tests", mask_patterns={"order": r"BRG-\d+"})
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    with Library.open(settings) as library:
        library.encoder = DigestEncoder("", settings.cache)
        pipeline.run(library, pipeline.enqueue(library, [folder]))
        indexing.sync(library)
        yield library, values, log
    logging.getLogger().removeHandler(handler)


def plain(value):
    """A value that is nothing else too: long enough, and no word of the sentences around it."""
    return len(value) >= (3 if "\u4e00" <= value[0] <= "\u9fff" else 5)


def found_in(text, values):
    """The values that stand in a text as they were written, letter by letter."""
    return sorted(value for value in values if plain(value) and _whole(value, text))


def _whole(value, text):
    at = text.find(value)
    if at < 0:
        return False
    if "\u4e00" <= value[0] <= "\u9fff":
        return True
    return re.search(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])", text) is not None


def test_no_table_but_the_raw_ones_holds_a_value(imported):
    library, values, _ = imported
    leaks = {}
    with library.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            if table.name in RAW:
                continue
            held = "\n".join(
                str(cell) for row in session.execute(select(table)) for cell in row if cell is not None
            )
            if found := found_in(held, {*values, ORDER}):
                leaks[table.name] = found
    assert leaks == {}


def test_what_the_shop_publishes_stays_readable(imported):
    library, _, _ = imported
    with library.database.reading() as session:
        kept = "\n".join(text for text in session.scalars(select(Message.text)) if text)
        labels = json.dumps(list(session.scalars(select(Conversation.label))), ensure_ascii=False)
    assert f"Write to {PUBLIC[0]} and not [card 1]." in kept
    assert f"Call {PUBLIC[2]} about [order 1]." in kept
    assert PUBLIC[1] in labels
    assert PUBLIC[2] in labels


def test_the_raw_table_does_hold_them(imported):
    library, values, _ = imported
    with library.database.reading() as session:
        held = "\n".join(session.scalars(select(RawMessage.text)))
    assert len(found_in(held, values)) > 100


def test_what_is_printed_and_logged_holds_no_value(imported):
    library, values, log = imported
    with library.database.reading() as session:
        printed = json.dumps(
            [shapes.conversation(one) for one in conversations.every(session)], ensure_ascii=False
        )
    shown = "\n".join(
        " ".join((gap.question, *gap.phrasings, *(one.subject for one in gap.examples)))
        for gap in gaps.gaps(library)
    )
    assert "[order 1]" in printed
    for text in (printed, shown, log.getvalue()):
        assert found_in(text, {*values, ORDER}) == []


def test_the_index_holds_no_value(imported):
    library, values, _ = imported
    library.index.flush()
    held = b"".join(
        path.read_bytes().replace(b"\x00", b"")
        for path in sorted(library.settings.index_folder.rglob("*"))
        if path.is_file() and path.stat().st_blocks * 512 < 64 * 2**20
    )
    assert held
    for value in filter(plain, {*values, ORDER}):
        assert value.encode() not in held or not _whole(value, held.decode("utf-8", "replace")), value


def test_once_raw_messages_are_forgotten_the_file_holds_no_value(imported):
    library, values, _ = imported
    with library.database.session() as session:
        session.execute(update(RawMessage).values(read_at=now() - timedelta(days=999)))
        for kept in session.execute(select(Base.metadata.tables["quarantine"].c.content_hash)):
            session.execute(
                update(Base.metadata.tables["quarantine"])
                .where(Base.metadata.tables["quarantine"].c.content_hash == kept[0])
                .values(kept_at=now() - timedelta(days=999))
            )
    assert erasure.forget_raw(library) > 0
    held = "".join(
        path.read_bytes().decode("utf-8", "replace") for path in library.settings.home.glob("danesh.sqlite3*")
    )
    assert found_in(held, {*values, ORDER}) == []
