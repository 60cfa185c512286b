"""Addresses of mailboxes, batches, pauses and the crossing of gaps: everything that is decided without a server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources import fetching
from ingest.sources.connection import Folder
from ingest.sources.following import LONGEST_PAUSE, pause
from ingest.sources.mailbox_address import MailboxAddress, parse
from kb.errors import SettingInvalidError
from kb.settings import load

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("imaps://u@h/INBOX", ("tls", "h", 993, "u", ("INBOX",))),
        ("imaps://u@h", ("tls", "h", 993, "u", ("INBOX",))),
        ("imap://u@h:1143/A,B/C", ("starttls", "h", 1143, "u", ("A", "B/C"))),
        ("imaps://a%40b.example@mail.b.example/", ("tls", "mail.b.example", 993, "a@b.example", ("INBOX",))),
        ("imaps://a@b.example@mail.b.example/x", ("tls", "mail.b.example", 993, "a@b.example", ("x",))),
        ("imaps://u@[::1]:99/%D8%B4%DA%A9%D8%A7%DB%8C%D8%AA,a%2Cb", ("tls", "::1", 99, "u", ("شکایت", "a,b"))),
        ("imap+insecure://u@h/INBOX,INBOX", ("none", "h", 143, "u", ("INBOX",))),
    ],
)  # fmt: skip
def test_an_address_is_read(url, expected):
    found = parse(url)
    assert (found.security, found.host, found.port, found.user, found.folders) == expected


@pytest.mark.parametrize(
    "url",
    [
        "pop://u@h/",
        "mail.shop.example",
        "imaps://h/INBOX",
        "imaps://u@/INBOX",
        "imaps://u@h:x/",
        "imaps://u@h:99999/",
        "imaps://u:secret@h/",
        "imaps://u@[::1/",
        "imaps://u@h/" + ",".join(map(str, range(50))),
    ],
)
def test_what_is_no_address_is_one_sentence_that_names_the_setting(url):
    with pytest.raises(SettingInvalidError, match="DANESH_IMAP_URL") as raised:
        parse(url)
    assert "secret" not in str(raised.value)


@given(WORDS, WORDS, st.integers(1, 65535))
def test_a_name_leads_back_to_the_folder(user, folder, port):
    address = MailboxAddress("imaps", "mail.example", port, user, (folder,))
    assert parse(address.name(folder)) == address


def test_a_password_in_the_address_is_refused_and_never_shown(monkeypatch):
    monkeypatch.setenv("DANESH_IMAP_URL", "imaps://u:secret@h/INBOX")
    with pytest.raises(SettingInvalidError, match="DANESH_IMAP_PASSWORD") as raised:
        load()
    assert "secret@" not in str(raised.value)


def test_a_secret_that_can_be_guessed_is_refused(monkeypatch):
    monkeypatch.setenv("DANESH_INBOUND_SECRET", "hunter2")
    with pytest.raises(SettingInvalidError, match="16 characters") as raised:
        load()
    assert "hunter2" not in str(raised.value)


@given(st.dictionaries(st.integers(1, 10**6), st.integers(0, 2**28)))
def test_batches_hold_every_mail_once_in_order_and_stay_small(sizes):
    groups = fetching.batches(sizes)
    assert [uid for group in groups for uid in group] == sorted(sizes)
    for group in groups:
        held = sum(min(sizes[uid], fetching.LARGEST_MAIL) for uid in group)
        assert len(group) == 1 or (held <= fetching.BATCH_BYTES and len(group) <= fetching.BATCH_MAILS)


class Numbers:
    """A mailbox that knows only its UIDs; `*` means the highest, also below the range (RFC 3501)."""

    def __init__(self, uids):
        self.uids = uids
        self.searches = 0

    def search(self, criteria):
        self.searches += 1
        low, high = criteria[1].split(":")
        if high == "*":
            high = max(self.uids, default=0)
            low, high = sorted((int(low), high))
        return [uid for uid in self.uids if int(low) <= uid <= int(high)]


@given(st.sets(st.integers(1, 2**32 - 2), max_size=50), st.integers(0, 2**32 - 2), st.booleans())
def test_all_uids_above_the_last_are_found_in_order_with_few_questions(uids, last, said):
    mailbox = Numbers(sorted(uids))
    folder = Folder(mailbox, 1, max(uids, default=0) + 1 if said else 0, pushes=True)
    found = [uid for window in fetching._found(folder, last) for uid in window]
    assert found == sorted(uid for uid in uids if uid > last)
    assert mailbox.searches <= 25 * (len(uids) + 2)


def test_pauses_grow_and_a_refusal_waits_longest():
    assert [round(max(pause(n) for _ in range(50))) for n in (1, 2, 3)] == [2, 4, 8]
    assert pause(1000) <= LONGEST_PAUSE
    assert pause(1, refused=True) >= 0.8 * LONGEST_PAUSE
