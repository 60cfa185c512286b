"""A mailbox gives each of its mails once, whatever stands in their bodies."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.items import Failed, Mail
from ingest.readers import mbox
from ingest.readers.mbox import looks_like_mbox, read_mbox

FROM = "From sara@mail.example Tue Jul  1 10:52:37 2003\n"


def written(path, *mails: str):
    path.write_bytes("".join(mails).encode())
    return list(read_mbox(path))


def one(number: int, body: str = "words") -> str:
    return f"{FROM}From: a@b.example\nSubject: s{number}\nMessage-ID: <{number}@x>\n\n{body}\n\n"


def test_mails_come_one_by_one(tmp_path):
    items = written(tmp_path / "a.mbox", one(1), one(2), one(3))
    assert [item.key for item in items] == ["1@x", "2@x", "3@x"]
    assert all(isinstance(item.content, Mail) and item.content.text == "words" for item in items)


def test_a_sentence_that_begins_with_from_does_not_begin_a_mail(tmp_path):
    body = "hello\n\nFrom now on, write to us.\nFrom 10:30 we are open.\nBye"
    (item,) = written(tmp_path / "a.mbox", one(1, body))
    assert item.content.text == body


def test_quoted_from_lines_are_unquoted(tmp_path):
    (item,) = written(tmp_path / "a.mbox", one(1, ">From here\n>>From there"))
    assert item.content.text == "From here\n>From there"


def test_windows_line_ends_and_a_missing_last_one(tmp_path):
    items = written(tmp_path / "a.mbox", one(1).replace("\n", "\r\n"), one(2).replace("\n", "\r\n").rstrip())
    assert [item.key for item in items] == ["1@x", "2@x"]


def test_a_broken_mail_costs_only_itself(tmp_path):
    items = written(tmp_path / "a.mbox", one(1), f"{FROM}X-Only: this\n\nx\n\n", one(2))
    assert [item.key for item in items][::2] == ["1@x", "2@x"]
    assert items[1].content == Failed("the file has no mail headers")


def test_one_enormous_mail_is_refused_and_the_next_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(mbox, "LARGEST_MAIL", 2000)
    items = written(tmp_path / "a.mbox", one(1, "x" * 3000), one(2))
    assert isinstance(items[0].content, Failed)
    assert items[1].key == "2@x"


def test_a_mailbox_is_told_from_text():
    assert looks_like_mbox(one(1).encode())
    assert not looks_like_mbox(b"From 10:30 we are open.\n")


@settings(max_examples=40)
@given(st.lists(st.text(alphabet="From >:a1\n", max_size=40), min_size=1, max_size=4))
def test_what_a_mailbox_writer_wrote_is_read_back(tmp_path_factory, bodies):
    path = tmp_path_factory.mktemp("box") / "a.mbox"
    box = mailbox.mbox(path)
    for number, body in enumerate(bodies):
        message = EmailMessage()
        message["From"], message["Message-ID"] = "a@b.example", f"<{number}@x>"
        message.set_payload(body)
        box.add(message)
    box.close()
    assert [item.key for item in read_mbox(path)] == [f"{number}@x" for number in range(len(bodies))]
