"""The demo archive is what docs/samples.md says: well-formed, three languages, nothing real in it."""

from __future__ import annotations

import contextlib
import csv
import email
import email.policy
import io
import json
import mailbox
import re
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from stdnum import luhn
from stdnum.iso7064 import mod_97_10

SAMPLES = Path(__file__).parents[2] / "samples"
LANGUAGES = ("en", "fa", "zh")
REAL_DOMAINS = re.compile(
    r"(?<![\w.-])((?:[a-z0-9-]+\.)+(?:com|org|net|ir|cn|tw|hk|io|de|uk|eu|fr|us|info|app|dev|shop|edu|gov))(?![\w-])",
    re.IGNORECASE,
)
FOR_EXAMPLES = re.compile(r"(?:^|\.)example\.(?:com|org|net)$", re.IGNORECASE)


def rows_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def faq_rows() -> list[dict]:
    with (SAMPLES / "faq/faq-fa.csv").open(encoding="utf-8", newline="") as file:
        persian = [{**row, "variants": row["variants"].split("|")} for row in csv.DictReader(file)]
    return rows_of(SAMPLES / "faq/faq-en.jsonl") + persian + rows_of(SAMPLES / "faq/faq-zh.jsonl")


FAQ = {row["id"]: row for row in faq_rows()}
GOLDEN = rows_of(SAMPLES / "golden.jsonl")
CHATS = rows_of(SAMPLES / "chat/chats.jsonl")


def script(text: str) -> str:
    if re.search(r"[\u4e00-\u9fff]{2}", text):
        return "zh"
    return "fa" if re.search(r"[\u0600-\u06ff]{2}", text) else "en"


@pytest.fixture(scope="module")
def mails() -> list[email.message.EmailMessage]:
    def parse(file: io.BufferedIOBase) -> email.message.EmailMessage:
        return email.message_from_binary_file(file, policy=email.policy.default)

    with contextlib.closing(mailbox.mbox(SAMPLES / "mail/support.mbox", factory=parse)) as box:
        return list(box)


def body_of(mail: email.message.EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    return part.get_content() if part else ""


def every_text(mails: list[email.message.EmailMessage]) -> str:
    files = [
        path.read_bytes().decode("utf-8", "replace")
        for path in sorted(SAMPLES.rglob("*"))
        if path.suffix in _TEXTS
    ]
    with zipfile.ZipFile(SAMPLES / "documents/returns-policy.docx") as archive:
        docx = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())
    pdf = "\n".join(
        page.extract_text() for page in PdfReader(SAMPLES / "documents/delivery-handbook.pdf").pages
    )
    headers = "\n".join(f"{name}: {value}" for mail in mails for name, value in mail.items())
    return "\n".join([*files, docx, pdf, headers, *map(body_of, mails)])


_TEXTS = {".jsonl", ".csv", ".md", ".html", ".mbox"}


def test_the_faq_has_enough_in_each_language_with_ids_that_say_it():
    counts = Counter(row["language"] for row in FAQ.values())
    assert len(FAQ) >= 48
    assert all(counts[language] >= 24 for language in LANGUAGES)
    assert all(re.fullmatch(rf"faq-{row['language']}-\d{{3}}", key) for key, row in FAQ.items())
    assert len(faq_rows()) == len(FAQ)


def test_faq_rows_are_complete_and_no_question_stands_twice():
    questions = [row["question"] for row in FAQ.values()]
    assert len(set(questions)) == len(questions)
    for row in FAQ.values():
        assert len(row["answer"]) >= 60, row["id"]
        assert row["category"], row["id"]
        assert row["audience"] in {"public", "agents"}, row["id"]
        assert script(row["answer"]) == row["language"], row["id"]


def test_some_faq_rows_are_for_agents_in_every_language():
    internal = Counter(row["language"] for row in FAQ.values() if row["audience"] == "agents")
    assert sum(internal.values()) >= 5
    assert set(internal) == set(LANGUAGES)


def test_words_of_internal_procedures_stand_in_no_public_text(mails):
    public = [row["answer"] + row["question"] for row in FAQ.values() if row["audience"] == "public"]
    texts = "\n".join([*public, chats_text(), *map(body_of, mails)]).lower()
    words = ("hornbeam", "kestrel", "saffron", "صنوبر", "لک‌لک", "红杉", "灰鹭")
    assert not [word for word in words if word in texts]


def chats_text() -> str:
    return "\n".join(message["text"] for chat in CHATS for message in chat["messages"])


def test_golden_questions_cover_the_languages_and_the_cases():
    counts = Counter(row["language"] for row in GOLDEN)
    assert len(GOLDEN) >= 75
    assert all(counts[language] >= 22 for language in LANGUAGES)
    assert sum(not row["relevant"] for row in GOLDEN) >= 18
    crossing = [
        row
        for row in GOLDEN
        if row["relevant"] and row["language"] not in {FAQ[key]["language"] for key in row["relevant"]}
    ]
    assert len(crossing) >= 15


def test_golden_ids_exist_and_a_customer_is_never_sent_to_agents_rows():
    for row in GOLDEN:
        audiences = {FAQ[key]["audience"] for key in row["relevant"]}
        assert audiences <= {row.get("audience", "public")}, row["question"]
        assert script(row["question"]) == row["language"], row["question"]


def test_golden_questions_are_not_copied_from_the_faq():
    known = {
        text.strip(" ?？؟.。").lower() for row in FAQ.values() for text in (row["question"], *row["variants"])
    }
    asked = [row["question"].strip(" ?？؟.。").lower() for row in GOLDEN]
    assert not known & set(asked)
    assert len(set(asked)) == len(asked)


def test_chats_follow_the_generic_format():
    ids = [chat["id"] for chat in CHATS]
    assert len(ids) == len(set(ids)) >= 65
    for chat in CHATS:
        assert chat["channel"]
        assert {message["role"] for message in chat["messages"]} <= {"customer", "agent", "bot"}
        times = [datetime.fromisoformat(message["sent_at"]) for message in chat["messages"]]
        assert times == sorted(times), chat["id"]
        assert all(message["text"].strip() for message in chat["messages"])


def test_chats_are_in_three_languages_and_not_all_solved():
    counts = Counter(chat["id"].split("-")[1] for chat in CHATS)
    assert all(counts[language] >= 20 for language in LANGUAGES)
    resolved = Counter(chat.get("resolved") for chat in CHATS)
    assert resolved[None] >= 10
    assert resolved[False] >= 6
    for chat in CHATS:
        assert chat.get("language", chat["id"].split("-")[1]) == chat["id"].split("-")[1]
    assert any("換貨" in message["text"] for chat in CHATS for message in chat["messages"])


def thread_count(mails: list[email.message.EmailMessage]) -> dict[str, list]:
    """Mails by their bare subject: no two threads of the archive share one."""
    threads: dict[str, list] = {}
    for mail in mails:
        subject = re.sub(
            r"^(?:(?:re|回复|答复)\s*[:：]\s*)+", "", str(mail["subject"]).strip(), flags=re.IGNORECASE
        )
        threads.setdefault(subject, []).append(mail)
    return threads


def test_the_mailbox_parses_without_defects(mails):
    assert len(mails) >= 75
    for mail in mails:
        assert not [*mail.defects, *(defect for part in mail.walk() for defect in part.defects)], mail[
            "subject"
        ]
        assert body_of(mail).strip(), mail["subject"]
        assert "\ufffd" not in body_of(mail), mail["subject"]


def test_the_mailbox_has_threads_in_three_languages(mails):
    threads = thread_count(mails)
    counts = Counter(script(body_of(thread[0])) for thread in threads.values() if len(thread) > 1)
    assert sum(counts.values()) >= 28
    assert all(counts[language] >= 9 for language in LANGUAGES)


def test_some_threads_were_never_solved(mails):
    customer_last = [
        thread
        for thread in thread_count(mails).values()
        if len(thread) > 1
        and "barg.example" not in thread[-1]["from"]
        and re.search(
            r"still|بازم کار|جواب|没有解决|没有人回复|answer",
            body_of(thread[-1]).split("\n>")[0],
            re.IGNORECASE,
        )
    ]
    assert len(customer_last) >= 6


def test_the_mailbox_has_the_mess_of_real_mail(mails):
    raw = (SAMPLES / "mail/support.mbox").read_bytes().decode("latin-1").lower()
    for charset in ("gb2312", "windows-1256", "big5", "utf-8"):
        assert f'charset="{charset}"' in raw
    for encoding in ("quoted-printable", "base64", "8bit"):
        assert f"content-transfer-encoding: {encoding}" in raw
    kinds = Counter(mail.get_content_type() for mail in mails)
    assert kinds["text/html"] >= 4
    assert kinds["multipart/report"] == 1
    assert sum(bool(mail["list-unsubscribe"]) for mail in mails) == 1
    assert sum(str(mail["subject"]).startswith("Automatic reply") for mail in mails) == 1
    assert any(mail["subject"].startswith("Re:") and not mail["in-reply-to"] for mail in mails)
    bodies = "\n".join(map(body_of, mails))
    for quote in ("wrote:", "-----Original Message-----", "Sent: ", "نوشت:", "发件人:", "写道：", "原始邮件"):
        assert quote in bodies


def test_message_ids_are_unique_and_replies_point_into_the_mailbox(mails):
    ids = [mail["message-id"] for mail in mails if mail["message-id"]]
    assert len(ids) == len(set(ids))
    for mail in mails:
        if mail["in-reply-to"]:
            assert mail["in-reply-to"] in ids


def test_only_two_of_the_five_rows_of_the_broken_file_are_broken():
    good, bad = 0, 0
    for line in (SAMPLES / "broken/broken.jsonl").read_text("utf-8").splitlines():
        try:
            good += "answer" in json.loads(line)
            bad += "answer" not in json.loads(line)
        except json.JSONDecodeError:
            bad += 1
    assert (good, bad) == (3, 2)


def test_no_real_domain_is_named(mails):
    found = {match.group(1).lower() for match in REAL_DOMAINS.finditer(every_text(mails))}
    assert not {domain for domain in found if not FOR_EXAMPLES.search(domain)}


def test_cards_and_ibans_are_test_numbers_with_a_right_checksum(mails):
    text = "\n".join([*map(body_of, mails), chats_text()])
    cards = set(re.findall(r"(?<!\d)(?<!\d )\d{4} \d{4} \d{4} \d{4}(?! ?\d)", text))
    ibans = set(re.findall(r"\b[A-Z]{2}\d{2}(?: [A-Z0-9]{2,4}){4,7}\b", text))
    assert len(cards) >= 3
    assert all(luhn.is_valid(card.replace(" ", "")) for card in cards)
    assert ibans
    for number in ibans:  # Iranian numbers are not in the registry that stdnum.iban reads: the checksum alone
        compact = number.replace(" ", "")
        assert mod_97_10.is_valid(compact[4:] + compact[:4]), number


def test_the_documents_can_be_read_and_have_headings():
    with zipfile.ZipFile(SAMPLES / "documents/returns-policy.docx") as archive:
        xml = archive.read("word/document.xml").decode()
    assert xml.count('w:val="Heading1"') >= 6
    assert "<w:tbl>" in xml
    pages = PdfReader(SAMPLES / "documents/delivery-handbook.pdf").pages
    text = "\n".join(page.extract_text() for page in pages)
    assert "Pickup points and lockers" in text
    assert re.search(r"自提点保存\s*10\s*天", text)


def test_the_archive_is_small():
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 1_500_000


def test_the_readme_counts_what_is_there(mails):
    readme = (SAMPLES.parent / "docs" / "samples.md").read_text("utf-8")
    assert f"{len(mails)} mails" in readme
    assert f"{len(GOLDEN)} questions" in readme
    assert f"{sum(not row['relevant'] for row in GOLDEN)} must be abstained" in readme
