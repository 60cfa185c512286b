"""Reasons: what was made is read back as it was, also one within another; and the readers make no other ones."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import reasons
from ingest.items import Failed, Mail, Skipped
from ingest.pipeline import UnknownKindError
from ingest.readers import read
from ingest.reasons import SENTENCES, TEXTS, Told, because, counted, joined, told, told_key, words, written
from ingest.reasons.telling import BETWEEN
from ingest.sources.connection import MailboxRefusedError, MailboxUnavailableError
from ingest.sources.folder import FolderUnavailableError
from kb import errors
from kb.archive.tombstones import ErasedOnRequestError

ROOT = Path(__file__).resolve().parents[2]
# What readers put into the slots for plain texts: names of fields, extensions, codes, file names, errors, labels.
NAMES = st.from_regex(r"[A-Za-z0-9_پ问.+@/-]{1,12}( [A-Za-z0-9پ问]{1,8}){0,2}", fullmatch=True)
NUMBERS = {"d": st.integers(0, 10**7), ",": st.integers(0, 10**9), "g": st.integers(0, 9_999).map(float)}


def slots(kind: str) -> dict[str, str]:
    return {name: spec or "" for _, name, spec, _ in string.Formatter().parse(TEXTS[kind]) if name}


def told_by(kinds, depth=0):
    """Reasons of these kinds as they should be told, to be written out and read back."""
    return st.sampled_from(sorted(kinds)).flatmap(
        lambda kind: st.fixed_dictionaries(
            {name: values(name, spec, depth) for name, spec in slots(kind).items()}
        ).map(lambda given: Told(kind, given))
    )


SIMPLE = {kind for kind in SENTENCES if not slots(kind).keys() & {"reason", "trouble", "counts"}}


def values(name, spec, depth):
    if spec:
        return NUMBERS[spec]
    if name == "file":
        return NAMES.map(lambda name: f"{name}.csv")
    if name in {"reason", "trouble"}:
        return told_by(SIMPLE if depth else SENTENCES.keys() - words.DETAILS.keys(), depth + 1)
    if name == "counts":
        return st.lists(told_by(words.COUNTED), min_size=1, max_size=3).map(tuple)
    if name in words.SLOTS:
        return told_by(words.SLOTS[name])
    return NAMES


@pytest.mark.parametrize("kind", sorted(SENTENCES))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_sentence_is_read_back_as_it_was_made(kind, data):
    made = data.draw(told_by([kind]))
    assert told(written(made)) == (made,)


@pytest.mark.parametrize("kind", sorted(words.KEYS))
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_every_made_up_key_is_read_back(kind, data):
    made = data.draw(told_by([kind]))
    assert told_key(written(made)) == made


@given(st.lists(told_by(SENTENCES), min_size=2, max_size=5))
@settings(deadline=None)
def test_several_are_told_one_by_one(made):
    kept = joined(tuple(written(one) for one in made))
    assert kept == BETWEEN.join(map(written, made))
    assert told(kept) == tuple(made)


@pytest.mark.parametrize(
    ("kept", "kinds"),
    [
        ("line 3: the row is not valid JSON (Expecting value, column 1)", ["in_line"]),
        (
            (
                "the mail is larger than 64 MB; only its beginning is read;"
                " attachment 2 (.pdf) is not read: the file is empty"
            ),
            ["mail_begun", "attachment"],
        ),
        (
            (
                "attachment 1 (.doc) is not read: the file is protected by a password, or of an old format; save it"
                " without, as .docx, .xlsx or .pptx; only the first 20 attachments are read"
            ),
            ["attachment", "attachments_many"],
        ),
        ("no faq reader for .xls files (save it as .xlsx)", ["no_reader_of_kind_so"]),
        ("no reader for files without an extension", ["no_reader"]),
        (
            "messages that say nothing: 3 deleted messages, 12 pictures, sounds and files without words",
            ["passed_over"],
        ),
        ("the language given is not known (use a code such as en, fa or zh)", ["language_long"]),
        (
            (
                "The mailbox imaps://help@shop.example/INBOX cannot be read: its server refused the user name or the"
                " password; check DANESH_IMAP_URL and DANESH_IMAP_PASSWORD."
            ),
            ["mailbox_away"],
        ),
        ("an unforeseen error: ValueError('no')", ["unforeseen"]),
    ],
)
def test_rows_of_earlier_versions_stay_readable(kept, kinds):
    found = told(kept)
    assert [one.kind for one in found] == kinds
    assert BETWEEN.join(map(written, found)) == kept


@pytest.mark.parametrize(
    "kept",
    ["", "; ", "the file is empty; ", "line x: the file is empty", "line 3: why not", "The file is empty"],
)
def test_what_was_not_made_here_is_nothing(kept):
    assert told(kept) == ()


@given(st.text(max_size=300))
def test_any_text_can_be_asked_about(kept):
    told(kept)
    told_key(kept)


def test_very_many_parts_are_read_in_a_moment():
    many = BETWEEN.join([because("in_line", number=7, reason=because("field_missing", field="a"))] * 60)
    assert len(told(many)) == 60
    assert told(f"{many}; and more") == ()
    assert told("x; " * 3_000) == ()


def test_counts_are_told_with_what_was_counted():
    kept = because("passed_over", counts=counted({because("deleted"): 2, because("irc_notices"): 1}))
    (found,) = told(kept)
    assert [one.values["number"] for one in found.values["counts"]] == [2, 1]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (errors.EncoderUnavailableError(name="e5", reason="no file"), "encoder_away"),
        (errors.ChatModelUnavailableError(name="m", reason="no file"), "chat_model_away"),
        (errors.IndexUnavailableError(reason="connection refused"), "index_away"),
        (errors.IndexLockedError(path="/var/index", owner="danesh serve (7)"), "index_locked"),
        (errors.IndexMismatchError(built="e5 1", wanted="e5 2"), "index_mismatch"),
        (errors.DatabaseUnavailableError(reason="no such file or directory"), "database_away"),
        (errors.FileUnreadableError(path="a.csv", reason=because("missing")), "path_unreadable"),
        (errors.SettingInvalidError(name="DANESH_IMAP_URL", reason="no user"), "setting_wrong"),
        (MailboxUnavailableError(mailbox="imap://a", reason=because("mailbox_ended")), "mailbox_away"),
        (MailboxRefusedError(mailbox="imap://a", reason=because("mailbox_refused")), "mailbox_away"),
        (FolderUnavailableError(folder="/mail", reason="permission denied"), "folder_away"),
        (ErasedOnRequestError(), "erased"),
    ],
)
def test_what_ends_an_import_or_a_source_is_told(error, kind):
    (found,) = told(str(error))
    assert (found.kind, written(found)) == (kind, str(error))


def test_other_errors_are_left_to_themselves():
    assert told(str(UnknownKindError(kind="x", kinds="y"))) == ()


BROKEN = {
    "empty.csv": b"",
    "no-columns.csv": b"a,b\n1,2\n",
    "header-of-nothing.tsv": b"\t\n\t\n",
    "open-quote.csv": b'question,answer\nHow?,"never\nclosed\nhere\n',
    "no-answer.csv": b"question,answer\nHow?,\n",
    "rows.jsonl": b'not JSON\n[1]\n{"question": "a"}\n{"question": 1, "answer": "b"}\n'
    b'{"question": "", "answer": "b"}\n'
    b'{"question": "a", "answer": "b", "audience": "x"}\n{"question": "a", "answer": "b", "language": "xx-nowhere"}\n'
    b'{"question": "a", "answer": "b", "tags": 3}\n{"messages": 1}\n{"messages": []}\n{"messages": [1]}\n'
    b'{"messages": [{"text": "a", "sent_at": "soon"}]}\n{"messages": [{"text": 1}]}\n{"a": 1}\n'
    b'{"messages": [{"text": "a"}], "resolved": "yes"}\n{"question": "a", "relevant": []}\n"\\ud800"\n{"a\n',
    "golden.jsonl": b'{"question": "a", "relevant": []}\n',
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "noextension": b"words",
    "old.doc": b"\xd0\xcf\x11\xe0" + bytes(64),
    "locked.docx": b"\xd0\xcf\x11\xe0" + bytes(64),
    "broken.docx": b"PK\x03\x04broken",
    "broken.xlsx": b"PK\x03\x04broken",
    "broken.epub": b"no book",
    "broken.zip": b"PK\x03\x04broken",
    "broken.rtf": b"no RTF",
    "broken.msg": b"no mail",
    "empty.eml": b"  \n",
    "headless.eml": b"only words\n",
    "away.eml": b"From: a@shop.example\nTo: b@shop.example\nAuto-Submitted: auto-replied\n\nAway.\n",
    "telegram.json": b'{"name": "a", "type": "personal_chat", "id": 1, "messages": [{"id": 1, "type": "service",'
    b' "date": "2025-01-01T00:00:00"}, {"id": 2, "type": "message", "from_id": "user1", "text": "",'
    b' "date": "2025-01-01T00:00:00"}, {"id": 3,',
    "irc.log": b"[12:00] <ann> hello\n[12:01] <bob> hi\nno style\n[12:02] *** cid joins\n[12:03] <ann> so\n",
    "tickets.json": b'{"tickets": [{"id": 1, "subject": "a", "requester_id": 2, "status": "deleted", "comments": []},'
    b' {"id": 3, "subject": "b", "requester_id": 2, "comments": [{"public": false, "body": "x", "author_id": 4}]}]}',
}


def untold(paths, kind="auto"):
    """What items say that no page could tell, and how many reasons there were."""
    found, count = set(), 0
    for item in read(paths, kind):
        content = item.content
        kept = [content.reason] if isinstance(content, Failed | Skipped) else []
        kept += content.problems if isinstance(content, Mail) else []
        count += len(kept)
        found |= {one for one in kept if not told(one)}
    return found, count


@pytest.mark.parametrize("kind", ["auto", "email", "faq", "chat"])
def test_every_reason_of_broken_files_is_told(tmp_path, kind):
    for name, content in BROKEN.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "nothing").mkdir()
    left, count = untold([tmp_path, tmp_path / "not-there"], kind)
    assert left == set()
    assert count >= len(BROKEN) - 4


def test_every_reason_of_the_samples_is_told():
    left, count = untold([ROOT / "samples", ROOT / "tests/ingest/readers/files"])
    assert left == set()
    assert count


@pytest.mark.real_data
@pytest.mark.parametrize(("folder", "kind"), [("mail", "email"), ("mail", "auto"), ("exports", "auto")])
def test_every_reason_of_real_archives_is_told(real_data, folder, kind):
    left, _ = untold([real_data / folder], kind)
    assert left == set()


def test_messages_for_catalogues_hold_every_value():
    for kind in TEXTS:
        names = slots(kind)
        assert reasons.message(kind) % dict.fromkeys(names, "·") == TEXTS[kind].format_map(_Dots())


class _Dots(dict):
    def __missing__(self, name):
        return _Dot()


class _Dot:
    def __format__(self, spec):
        return "·"
