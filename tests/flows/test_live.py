"""Live sources as an operator meets them: one pass, a watching command, their status; no password anywhere."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.command import DANESH, danesh, environment
from tests.ingest.sources.mail_server import PASSWORD, MailServer, mail


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.stop()


def secrets_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()]


@pytest.mark.slow
def test_a_mailbox_and_a_folder_are_fetched_once_and_named(tmp_path: Path, mail_server: MailServer) -> None:
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.eml").write_bytes(mail(1))
    mail_server.deliver(mail(1), mail(2), mail(3))
    live = {
        "DANESH_IMAP_URL": mail_server.url(),
        "DANESH_IMAP_PASSWORD": PASSWORD,
        "DANESH_WATCH_FOLDER": str(inbox),
    }
    first = danesh(home, "fetch", "--json", **live)
    assert first.code == 0, first.err
    assert [len(one["imports"]) for one in first.json["sources"]] == [1, 1]
    again = danesh(home, "fetch", "--json", **live)
    assert [one["imports"] for one in again.json["sources"]] == [[], []]
    shown = danesh(home, "sources", "--json", **live).json["sources"]
    assert [(one["kind"], one["items"], one["waiting"], one["last_error"]) for one in shown] == [
        ("imap", 3, 0, ""),
        ("folder", 1, 0, ""),
    ]
    assert len(danesh(home, "conversations", "--json").json["conversations"]) == 3
    assert not list((home / "spool").iterdir())
    wrong = danesh(home, "fetch", **{**live, "DANESH_IMAP_PASSWORD": "wrong horse"})
    assert wrong.code == 1
    assert "refused the user name or the password" in wrong.out
    settings = danesh(home, "settings", "--json", **live, DANESH_INBOUND_SECRET="a long shared secret")
    assert PASSWORD not in settings.out
    assert "shared secret" not in settings.out
    assert "wrong horse" not in wrong.out + wrong.err + danesh(home, "sources").out
    assert secrets_in(home) == []
    told = danesh(home, "fetch", DANESH_IMAP_URL=f"imaps://u:{PASSWORD.split()[0]}@h/INBOX")
    assert told.code == 2
    assert PASSWORD.split()[0] not in told.err


@pytest.mark.slow
def test_watching_imports_what_is_put_into_a_folder(tmp_path: Path) -> None:
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    inbox.mkdir()
    assert danesh(home, "watch", inbox / "missing").code == 2
    watching = subprocess.Popen(
        [DANESH, "watch", str(inbox)], env=environment(home), cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    try:
        assert watching.stdout is not None
        assert str(inbox) in watching.stdout.readline()
        (inbox / "a.eml").write_bytes(mail(1))
        for _ in range(120):
            time.sleep(0.5)
            found = danesh(home, "sources", "--json").json["sources"]
            if found and found[0]["items"] == 1 and found[0]["waiting"] == 0:
                break
        else:
            pytest.fail("it was not imported")
    finally:
        watching.send_signal(signal.SIGTERM)
        assert watching.wait(30) == 0
    assert len(danesh(home, "conversations", "--json").json["conversations"]) == 1
