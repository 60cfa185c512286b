"""Uploads: kept safely, queued, and followed."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.archive import imports, live_sources
from kb.desk import ledger
from tests.web.shop import send
from web import security
from web.manager import importing

ROW = b'{"id":"a","question":"How do I pay?","answer":"By card."}\n'


@pytest.fixture
def manager(signed_in):
    return signed_in("manager")


def upload(manager, *files, **fields):
    return send(manager, "/desk/imports", fields, page="/desk", files=[("files", file) for file in files])


def test_an_upload_is_kept_and_queued(manager, library):
    answer = upload(manager, ("faq.jsonl", ROW), ("chat.jsonl", b"{}"), kind="faq", publish="yes")
    assert answer.status_code == 303
    with library.database.reading() as session:
        job = imports.get(session, 1)
        assert (job.state, job.kind, job.publish, job.person_id) == ("queued", "faq", True, 2)
        kept = [library.settings.home / "uploads", *map(Path, job.paths)]
    assert [path.name for path in kept[1:]] == ["faq.jsonl", "chat.jsonl"]
    assert kept[1].read_bytes() == ROW
    assert all(kept[0].absolute() in path.parents for path in kept[1:])
    page = manager.get(answer.headers["location"]).text
    assert "Waiting" in page
    assert 'http-equiv="refresh"' in page


def test_a_finished_import_is_shown_with_its_problems(manager, library):
    from ingest import pipeline

    upload(manager, ("faq.jsonl", ROW + b"not json\n"), publish="yes")
    pipeline.run(library, 1)
    page = manager.get("/desk/imports/1").text
    assert "Done" in page
    assert 'http-equiv="refresh"' not in page
    assert "Failed" in page
    failed = manager.get("/desk/imports/1?outcome=failed").text
    assert "not valid JSON" in failed
    assert ">a<" not in failed
    assert manager.get("/desk/imports/1?outcome=nonsense").status_code == 404
    assert "faq.jsonl" in manager.get("/desk/imports").text


def test_names_of_files_in_several_scripts_do_not_mix(manager):
    upload(
        manager, ("گزارش.eml", b"x"), ("faq.jsonl", ROW), *[(f"{number}.txt", b"x") for number in range(30)]
    )
    for address, last in (("/desk/imports", "1.txt"), ("/desk/imports/1", "9.txt")):
        page = manager.get(address).text
        assert "<bdi>گزارش.eml</bdi>, <bdi>faq.jsonl</bdi>, " in page
        assert f"<bdi>{last}</bdi> …" in page
    manager.cookies.set("language", "fa")
    assert "<bdi>گزارش.eml</bdi>، <bdi>faq.jsonl</bdi>، " in manager.get("/desk/imports").text


def test_live_sources_are_shown_with_their_trouble(manager, library):
    from ingest.sources import inbound

    assert "Live sources" not in manager.get("/desk/imports").text
    mail = b"From: Mina <mina@example.com>\r\nTo: help@shop.example\r\nSubject: x\r\n\r\nWhere is it?\r\n"
    job = inbound.deliver(library, "forwarder", inbound.Payload("email", mail))
    with library.database.session() as session:
        source = live_sources.ensure(session, "imap", "imaps://help%40shop.example@mail.shop.example/INBOX")
        live_sources.failed(session, source.id, "The mailbox cannot be read: <its server is gone>.")
    page = manager.get("/desk/imports").text
    assert "imaps://help%40shop.example@mail.shop.example/INBOX" in page
    assert "&lt;its server is gone&gt;" in page
    assert page.count("inbound:forwarder") == 2, "as a source, and as what the import is of"
    assert "inbound:forwarder" in manager.get(f"/desk/imports/{job}").text
    assert "mail.eml" not in page


def test_an_upload_without_a_file_or_of_an_unknown_kind_is_one_sentence(manager, library):
    empty = send(manager, "/desk/imports", {"kind": "auto"}, page="/desk", files=[("files", ("", b""))])
    assert empty.status_code == 422
    assert "Please choose at least one file." in empty.text
    assert upload(manager, ("a.jsonl", ROW), kind="nonsense").status_code == 422
    assert not list((library.settings.home / "uploads").iterdir())
    with library.database.reading() as session:
        assert ledger.all_imports(session).total == 0


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/absolute/path.eml", "path.eml"),
        (".hidden", "hidden"),
        ("..", "file"),
        ("", "file"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("پرسش‌ها (۱).csv", "پرسش_ها_۱_.csv"),
        ("CON?*|.mbox", "CON_.mbox"),
        ("x" * 300 + ".jsonl", "x" * 88 + ".jsonl"),
        ("<script>.html", "script_.html"),
    ],
)
def test_a_name_from_outside_only_names_a_file(name, safe):
    assert importing.safe_name(name) == safe


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder(name):
    safe = importing.safe_name(name)
    assert safe not in {"", ".", ".."}
    assert not re.search(r"[/\\\x00-\x1f]", safe)
    assert not safe.startswith((".", "-"))
    assert len(safe) <= 100


def test_files_of_one_name_are_all_kept(manager, library):
    upload(manager, ("a.eml", b"1"), ("A.eml", b"2"), ("x/a.eml", b"3"))
    with library.database.reading() as session:
        paths = imports.get(session, 1).paths
    assert len(set(paths)) == 3
    assert {Path(path).read_bytes() for path in paths} == {b"1", b"2", b"3"}


def test_an_upload_that_is_too_large_is_refused(signed_in, monkeypatch):
    monkeypatch.setitem(security.BodyLimit.__init__.__kwdefaults__, "upload", 1000)
    answer = upload(signed_in("manager"), ("a.eml", b"x" * 2000))
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_a_running_import_shows_its_step_its_rate_and_the_time_left(manager, library):
    upload(manager, ("faq.jsonl", b"{}"))
    with library.database.session() as session:
        imports.claim(session)
        imports.progress(session, 1, "drafting", 0, 400)
        imports.progress(session, 1, "drafting", 100, 400)
        job = imports.get(session, 1)
        job.heartbeat = job.step_started_at + timedelta(seconds=60)
    page = manager.get("/desk/imports/1").text
    assert "Reading conversations" in page
    assert "100 / 400" in page
    assert "1.7 a second" in page
    assert "about 3 minutes left" in page
    assert 'http-equiv="refresh"' in page
    assert "100 / 400" not in manager.get("/desk/imports").text
