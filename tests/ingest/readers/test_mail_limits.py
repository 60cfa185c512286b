"""Hostile and enormous mails: read as far as they are of use, in bounded memory; what was cut is named."""

import base64
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.items import Failed, Mail
from ingest.readers import mail_limits
from ingest.readers.mail import LONGEST_TEXT, mail_item, mail_items
from ingest.readers.mail_limits import LARGEST_UNSEEN, bounded

HEAD = b"From: a@b.example\nTo: c@d.example\nSubject: s\nMessage-ID: <h@x>\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=q\n\n"


def read(raw: bytes) -> Mail:
    found = mail_item("s", raw).content
    assert isinstance(found, Mail), found
    return found


@given(st.binary(max_size=2000))
def test_a_mail_of_ordinary_size_stays_as_it_is(raw):
    assert bounded(raw).raw == raw


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.sampled_from([b"--q\n", b"--q--\n", b"x" * 300 + b"\n", b"\n", b"a: b\n", b" c\n", b"QUFB\n"])
    )
)
def test_a_large_one_loses_nothing_below_the_bounds(lines):
    raw = MIXED + b"".join(lines) + b"x\n" * LARGEST_UNSEEN
    assert bounded(raw).raw == raw


def test_a_file_that_is_never_read_is_left_out_and_what_comes_after_is_not():
    picture = base64.encodebytes(b"p" * 400_000)
    raw = (
        MIXED + b"--q\n\nwords\n--q\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n"
        + picture + b"--q\nContent-Disposition: attachment; filename=n.txt\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(b"n" * 200_000) + b"--q--\n"
    )  # fmt: skip
    assert len(bounded(raw).raw) < len(raw) - 500_000
    found = read(raw)
    assert (found.text, found.attachments, found.problems) == ("words", ("a.png", "n.txt"), ())
    assert len(found.documents[0].text) == 200_000


def test_headers_without_end_are_cut(monkeypatch):
    raw = HEAD + b"".join(b"X-H%d: v\n" % number for number in range(100_000)) + b"\nwords"
    found = read(raw)
    assert (found.text, found.subject) == ("words", "s")
    assert found.problems == ("headers beyond 512 KB are left out",)


def test_parts_without_number_are_cut():
    raw = MIXED + b"--q\n\nx\n" * 100_000 + b"--q--\n"
    found = read(raw)
    assert found.problems == ("the mail has more than 5,000 parts; the rest is left out",)
    assert len(found.text.split()) == 5_000


def test_lines_without_number_are_cut(monkeypatch):
    monkeypatch.setattr(mail_limits, "MOST_LINES", 1000)
    found = read(HEAD + b"\n" + b"x\n" * 100_000)
    assert found.problems == ("the mail has more than 1,000 lines; the rest is left out",)


def test_a_text_of_one_endless_line_is_cut():
    found = read(HEAD + b"\n" + b"x" * 5_000_000)
    assert len(found.text) == LONGEST_TEXT
    assert found.problems == ("texts are cut after 4 MB", "its text is cut after 1,000,000 characters")


@pytest.mark.parametrize("kind", [b"multipart/mixed; boundary=b%d\n\n--b%d", b"message/rfc822; x=%d%d\n"])
def test_ten_thousand_levels_are_one_sentence(kind):
    nested = b"".join(b"Content-Type: " + kind % (number, number) + b"\n" for number in range(10_000))
    contents = [item.content for item in mail_items("s", HEAD + nested)]
    assert Failed("the parts of the mail are nested too deeply") in contents or all(
        isinstance(content, Mail | Failed) for content in contents
    )
    assert len(contents) < 30


def test_parameters_in_two_hundred_thousand_pieces_take_no_time():
    pieces = b"".join(b" name*%d*=%%41;\n" % number for number in range(200_000))
    assert read(HEAD + b"Content-Type: text/plain;" + pieces + b"\n\nwords").text == "words"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is in kilobytes on Linux only")
@pytest.mark.parametrize("name", ["a.eml", "a.mbox"])
def test_a_line_of_half_a_gigabyte_is_read_in_bounded_memory(tmp_path, name):
    path = tmp_path / name
    with path.open("wb") as file:
        if name == "a.mbox":
            file.write(b"From a@b.example Mon May  6 09:12:33 2024\n")
        file.write(HEAD + b"\nwords ")
        file.truncate(500 * 2**20)  # a line of NUL bytes, which takes no room on disk
    code = f"""
        import resource
        from pathlib import Path
        from ingest.readers.mail import read_mail
        from ingest.readers.mbox import read_mbox
        read = read_mbox if {name!r} == "a.mbox" else read_mail
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        (item,) = read(Path({str(path)!r}))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, item.content.problems[0])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True, timeout=120
    )
    grown, _, problem = done.stdout.strip().partition(" ")
    assert problem == "the mail is larger than 64 MB; only its beginning is read"
    assert int(grown) < 200_000  # kilobytes
