"""SIGKILL between any two steps of fetching and importing: every mail is there in the end, each once."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from ingest import spool
from tests.flows.command import environment
from tests.ingest.sources.conftest import message_ids, run_all
from tests.ingest.sources.mail_server import PASSWORD, mail

# Fetches in batches of two and imports; ends itself at the given call of the given function.
CHILD = """
import os, signal, sys, threading
from ingest import pipeline, spool
from ingest.sources import fetching
from ingest.sources.following import Following, configured
from kb.archive import conversations, imports, live_sources
from kb.library import Library
from kb.settings import load
from tests.kb.digest_encoder import DigestEncoder

where, after = sys.argv[1], int(sys.argv[2])
place, name = where.split(".")
place, calls = globals()[place], 0
real = getattr(place, name)

def ends(*args, **more):
    global calls
    calls += 1
    if calls == after:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **more)

if name:
    setattr(place, name, ends)
fetching.BATCH_MAILS = 2
with Library.open(load()) as library:
    library.encoder = DigestEncoder("", library.settings.cache)
    for source in configured(library):
        Following(library, source, threading.Event()).once()
    while pipeline.run(library) is not None:
        pass
    spool.tidy(library)
"""
MOMENTS = [
    ("spool._flush", 2),  # a batch is half on disk
    ("live_sources.deliver", 2),  # between fetching and queueing
    ("live_sources.advance", 1),  # between queueing and moving the position
    ("imports.claim", 1),  # queued, nothing read
    ("conversations.append", 2),  # in the middle of an import
    ("spool.tidy", 1),  # everything is done but the spool
]
ROOT = Path(__file__).parents[3]


def test_nothing_is_lost_and_nothing_doubled(mail_server, mailbox, library, tmp_path, monkeypatch):
    url = mail_server.url(quote(mailbox))
    mails = [mail(number) for number in range(1, 8)]
    mail_server.deliver(*mails, folder=mailbox)
    before = mail_server.flags(mailbox)
    settings = environment(
        library.settings.home, DANESH_IMAP_URL=url, DANESH_IMAP_PASSWORD=PASSWORD, PYTHONPATH=str(ROOT)
    )
    monkeypatch.setattr("kb.archive.imports.SILENCE", timedelta(0))
    for where, after in MOMENTS:
        ran = subprocess.run(
            [sys.executable, "-c", CHILD, where, str(after)], env=settings, cwd=tmp_path, check=False,
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert ran.returncode == -signal.SIGKILL, f"{where}: {ran.stderr[-800:]}"
        run_again = run_all(library) if where == "conversations.append" else []
        assert all(job.state == "done" for job in run_again)
    jobs = run_all(library)
    assert all(job.state == "done" for job in jobs)
    assert message_ids(library) == sorted(f"{number}@example.com" for number in range(1, 8))
    assert sum(job.imported for job in jobs) == 7
    assert mail_server.flags(mailbox) == before
    monkeypatch.setattr(spool, "GRACE", -1)
    spool.tidy(library)
    assert not list(spool.folder(library.settings).iterdir())
