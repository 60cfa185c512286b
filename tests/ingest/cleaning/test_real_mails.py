"""Replies of a dozen mail programs and mailing lists: the new text agrees with what a reader marked as new."""

import email
import email.policy
from email.utils import parseaddr
from pathlib import Path

import pytest

from ingest.cleaning import clean_mail

FOLDERS = {"a": "replies-a/test/emails", "b": "replies-b/tests/fixtures", "t": "threads/default"}
LABELS = Path(__file__).with_name("kept_lines.txt")
pytestmark = pytest.mark.real_data


def labelled():
    for line in LABELS.read_text().splitlines():
        if not line.startswith("#"):
            name, _, lines = line.partition(" | ")
            yield name, lines


def path_of(folder, name):
    first, _, rest = name.partition("/")
    return folder / FOLDERS[first] / rest if first in FOLDERS else folder / name


def read(path):
    """The body of a mail and its author's name."""
    raw = path.read_bytes()
    if path.suffix == ".txt":
        return raw.decode(), ""
    if path.name.endswith("_body"):
        author = path.with_name(path.name.replace("_body", "_sender")).read_text().strip()
        return raw.decode().replace("#sig#", ""), author
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    return mail.get_body(("plain",)).get_content(), parseaddr(str(mail["from"]))[0]


def expected(body, lines):
    wanted = set()
    for part in lines.split():
        first, _, last = part.partition("-")
        wanted |= set(range(int(first), int(last or first) + 1))
    return [line for number, line in enumerate(body.replace("\r", "").split("\n"), 1) if number in wanted]


def test_new_text_is_exact_on_nine_of_ten_mails(real_data):
    wrong = []
    total = 0
    for name, lines in labelled():
        body, author = read(path_of(real_data / "mail", name))
        total += 1
        if clean_mail(body, author).split() != " ".join(expected(body, lines)).split():
            wrong.append(name)
    assert total > 90
    assert len(wrong) / total <= 0.10, wrong


def test_no_mail_of_any_kind_breaks_it(real_data):
    for path in (real_data / "mail").rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert len(clean_mail(text)) <= len(text)
