"""Every file gives at least one item, and nothing that goes wrong with one stops the rest."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.items import ChatEntry, DocumentEntry, Failed, FaqEntry, Mail, Skipped
from ingest.readers import count, read
from ingest.readers.registry import FORMATS

MAIL = b"From: a@b.example\nTo: c@d.example\nSubject: s\nMessage-ID: <1@x>\n\nwords\n"
FAQ = b'{"id": "1", "question": "Where?", "answer": "There."}\n'
CHAT = b'{"id": "c", "messages": [{"role": "customer", "text": "hi"}]}\n'


def files(folder: Path, **contents: bytes) -> Path:
    for name, data in contents.items():
        path = folder / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def found(path: Path, kind: str = "auto") -> dict[str, object]:
    return {os.path.relpath(item.source, path): item.content for item in read([path], kind)}


def reasons(path: Path, kind: str = "auto") -> dict[str, str]:
    return {name: content.reason for name, content in found(path, kind).items() if hasattr(content, "reason")}


def test_files_go_to_their_readers_by_extension_then_content(tmp_path):
    files(
        tmp_path,
        a_DOT_eml=MAIL,
        b=MAIL,
        c_DOT_txt=MAIL,
        d_DOT_jsonl=FAQ,
        e_DOT_jsonl=CHAT,
        f_DOT_md=b"# T\n\nx",
    )
    files(tmp_path, g_DOT_JSONL=FAQ, h=b"From x@y Tue Jul  1 10:52:37 2003\n" + MAIL)
    kinds = {name: type(content) for name, content in found(tmp_path).items()}
    assert kinds == {
        "a.eml": Mail,
        "b": Mail,
        "c.txt": Mail,
        "d.jsonl": FaqEntry,
        "e.jsonl": ChatEntry,
        "f.md": DocumentEntry,
        "g.JSONL": FaqEntry,
        "h": Mail,
    }


def test_what_has_no_reader_is_skipped_by_name(tmp_path):
    files(tmp_path, a_DOT_xyz=b"text", b_DOT_png=b"\x89PNG\r\n", c=b"text", d_DOT_json=b"{}")
    assert reasons(tmp_path) == {
        "a.xyz": "no reader for .xyz files",
        "b.png": "no reader for .png files (an image)",
        "c": "no reader for files without an extension",
        "d.json": "no reader for .json files",
    }


def test_mail_is_read_from_files_of_any_name_and_nothing_else(tmp_path):
    files(
        tmp_path, a_DOT_txt=MAIL, b_DOT_123=MAIL, c_DOT_gif=b"GIF89a", d_DOT_json=b'{"a": 1}', e_DOT_eml=b""
    )
    files(tmp_path, f_DOT_wav=b"RIFF0000WAVE", g_DOT_txt=b"just words", h_DOT_md=b"# words")
    assert {name for name, content in found(tmp_path, "email").items() if isinstance(content, Mail)} == {
        "a.txt",
        "b.123",
    }
    assert reasons(tmp_path, "email") == {
        "c.gif": "an image, not a mail",
        "d.json": ".json files are not mails",
        "e.eml": "the mail is empty",
        "f.wav": "a sound, not a mail",
        "g.txt": "the file has no mail headers",
        "h.md": ".md files are not mails",
    }


def test_the_kind_decides_what_an_ambiguous_file_is(tmp_path):
    files(tmp_path, a_DOT_md=b"# Delivery\n\nIn two days.\n", b_DOT_csv=b"x", c_DOT_eml=MAIL)
    assert isinstance(found(tmp_path, "faq")["a.md"], FaqEntry)
    assert isinstance(found(tmp_path, "document")["a.md"], DocumentEntry)
    assert reasons(tmp_path, "chat") == {
        "a.md": "no chat reader for .md files",
        "b.csv": "no chat reader for .csv files",
        "c.eml": "no chat reader for .eml files",
    }


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.extensions[0])
@pytest.mark.parametrize(
    "data", [b"", b"\0\1\2\xff\xfe" * 50, b"PK\x03\x04broken"], ids=["empty", "noise", "zip"]
)
def test_empty_and_broken_files_are_one_named_item(tmp_path, form, data):
    path = tmp_path / f"a{form.extensions[0]}"
    path.write_bytes(data)
    (item,) = read([path])
    if data.startswith(b"PK") and isinstance(item.content, DocumentEntry):
        return  # these few letters are a text too
    assert isinstance(item.content, Failed | Skipped)
    assert item.content.reason
    assert str(tmp_path) not in item.content.reason


def test_hidden_files_are_passed_over_unless_named(tmp_path):
    files(tmp_path, a_DOT_eml=MAIL, _DOT_b_DOT_eml=MAIL, _DOT_git__c_DOT_eml=MAIL)
    assert set(found(tmp_path)) == {"a.eml"}
    assert isinstance(next(iter(read([tmp_path / ".b.eml"]))).content, Mail)


def test_a_maildir_is_read_with_its_folders_and_without_what_is_being_delivered(tmp_path):
    for folder in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new"):
        (tmp_path / folder).mkdir(parents=True)
    files(tmp_path, cur__1=MAIL, new__2=MAIL, tmp__3=MAIL)
    (tmp_path / "cur/5.host:2,S").write_bytes(MAIL)
    (tmp_path / ".Sent/cur/6.host.md:2,S").write_bytes(MAIL)
    assert {name for name, content in found(tmp_path).items() if isinstance(content, Mail)} == {
        "cur/1",
        "cur/5.host:2,S",
        "new/2",
        ".Sent/cur/6.host.md:2,S",
    }


def test_the_order_is_the_same_every_time_and_no_file_comes_twice(tmp_path):
    files(tmp_path, b_DOT_eml=MAIL, a__c_DOT_eml=MAIL, a__b_DOT_eml=MAIL)
    sources = [item.source for item in read([tmp_path, tmp_path / "a", tmp_path / "b.eml"])]
    assert sources == [str(tmp_path / name) for name in ("a/b.eml", "a/c.eml", "b.eml")]


def test_links_to_folders_are_not_followed_round_and_round(tmp_path):
    files(tmp_path, a__b_DOT_eml=MAIL)
    (tmp_path / "a/loop").symlink_to(tmp_path / "a")
    (tmp_path / "a/gone.eml").symlink_to(tmp_path / "nowhere")
    assert reasons(tmp_path) == {"a/gone.eml": "there is no such file or folder"}
    assert set(found(tmp_path)) == {"a/b.eml", "a/gone.eml"}


def test_what_is_no_regular_file_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.eml")
    assert reasons(tmp_path) == {"pipe.eml": "not a regular file"}


def test_a_path_that_does_not_exist_is_an_item(tmp_path):
    (item,) = read([tmp_path / "none.mbox"])
    assert item.content == Failed("there is no such file or folder")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open anything")
def test_a_file_that_may_not_be_opened_is_named(tmp_path):
    files(tmp_path, a_DOT_eml=MAIL)
    (tmp_path / "a.eml").chmod(0)
    assert reasons(tmp_path) == {"a.eml": "the file cannot be opened (permission denied)"}


def test_a_reader_that_raises_halfway_keeps_what_it_gave(tmp_path, monkeypatch):
    files(tmp_path, a_DOT_jsonl=FAQ, b_DOT_jsonl=FAQ)

    def read_one_then_fail(path, wanted):
        yield from original(path, wanted)
        raise KeyError("secret text of a customer")

    original = FORMATS[2].read
    monkeypatch.setitem(
        __import__("ingest.readers.registry", fromlist=["x"])._BY_EXTENSION,
        ".jsonl",
        type(FORMATS[2])((".jsonl",), read_one_then_fail, ()),
    )
    contents = [item.content for item in read([tmp_path])]
    assert [type(content) for content in contents] == [FaqEntry, Failed, FaqEntry, Failed]
    assert contents[1] == Failed("the file cannot be read (KeyError)")


def test_different_items_under_one_id_are_both_kept(tmp_path):
    rows = [{"id": 7, "question": "Where?", "answer": answer} for answer in ("Here.", "There.", "Here.")]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    items = list(read([path]))
    assert [item.key for item in items] == ["7", "7#2", "7"]
    assert [item.content.external_id for item in items] == ["7", "7#2", "7"]


def test_two_mails_under_one_id_are_both_kept_in_one_thread(tmp_path):
    start = b"From x@y Tue Jul  1 10:52:37 2003\n"
    path = tmp_path / "a.mbox"
    path.write_bytes(
        start + MAIL + start + b"Received: by b\n" + MAIL + start + MAIL.replace(b"words", b"other")
    )
    mails = [item.content for item in read([path])]
    assert [mail.message_id for mail in mails] == ["1@x", "1@x", "1@x#2"]
    assert mails[2].references == ("1@x",)


def test_the_estimate_is_near(tmp_path):
    start = b"From x@y Tue Jul  1 10:52:37 2003\n"
    files(tmp_path, a_DOT_mbox=(start + MAIL) * 30, b_DOT_jsonl=FAQ * 20, c_DOT_eml=MAIL)
    assert count([tmp_path]) == 51
    assert count([tmp_path], "email") == 51
    assert count([tmp_path / "none"]) in {None, 1}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=200) | st.text(max_size=100).map(str.encode),
    extension=st.sampled_from(
        [
            ".eml",
            ".mbox",
            ".jsonl",
            ".json",
            ".csv",
            ".md",
            ".html",
            ".xlsx",
            ".docx",
            ".zip",
            ".log",
            ".txt",
            "",
            ".zzz",
        ]
    ),
    kind=st.sampled_from(["auto", "email", "faq", "chat"]),
)
def test_no_file_makes_reading_raise(tmp_path, data, extension, kind):
    path = tmp_path / f"file{extension}"
    path.write_bytes(data)
    assert list(read([path], kind))
