"""A mailbox is read completely, once, and without a trace in it, whatever happens on the way."""

from __future__ import annotations

import threading
import time
from urllib.parse import quote

import pytest
from sqlalchemy import select

from ingest import spool
from ingest.sources import connection, fetching, following
from ingest.sources.connection import MailboxUnavailableError
from ingest.sources.following import Following, Sources, configured
from kb.archive import live_sources
from kb.tables import ImportItem, LiveSource
from tests.ingest.sources.conftest import message_ids, run_all
from tests.ingest.sources.mail_server import PASSWORD, USER, Wire, free_port, mail

MAILS = [mail(number) for number in range(1, 8)]
IDS = sorted(f"{number}@example.com" for number in range(1, 8))


def wait_for(condition, seconds: float = 15) -> float:
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, "it did not happen in time"
        time.sleep(0.02)
    return time.monotonic() - started


def once(library) -> list[int]:
    never = threading.Event()
    return [job for source in configured(library) for job in Following(library, source, never).once()]


def status(library) -> live_sources.Status:
    with library.database.reading() as session:
        found = live_sources.statuses(session)
    return found[0] if found else live_sources.Status("", "", None, "", None, 0, 0, 0, "")


def spooled(library) -> list[str]:
    root = spool.folder(library.settings)
    return sorted(one.name for one in root.iterdir()) if root.is_dir() else []


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(fetching, "BATCH_MAILS", 3)


def test_every_mail_is_imported_and_the_mailbox_is_as_before(mail_server, mailbox, configure):
    library = configure(imap_url=mail_server.url(quote(mailbox)))
    mail_server.deliver(*MAILS, folder=mailbox)
    before = mail_server.flags(mailbox)
    assert len(once(library)) == 1
    [job] = run_all(library)
    assert (job.state, job.items, job.imported) == ("done", 7, 7)
    assert message_ids(library) == IDS
    assert mail_server.flags(mailbox) == before == {uid: set() for uid in before}
    now = status(library)
    assert (now.kind, now.items, now.last_error, now.waiting) == ("imap", 7, "", 0)
    assert now.last_uid == max(before)
    assert now.last_success is not None
    with library.database.reading() as session:
        sources = set(session.scalars(select(ImportItem.source)))
    assert sources == {f"{now.name};UID={uid}" for uid in before}, "each item says which mail it was"


def test_later_only_what_is_new_is_fetched(mail_server, mailbox, configure):
    library = configure(imap_url=mail_server.url(quote(mailbox)))
    mail_server.deliver(*MAILS[:5], folder=mailbox)
    once(library)
    assert once(library) == []
    mail_server.deliver(*MAILS[5:], folder=mailbox)
    assert len(once(library)) == 1
    assert [job.items for job in run_all(library)] == [5, 2]
    assert message_ids(library) == IDS


def test_several_folders_are_read_each_from_where_it_was(mail_server, mailbox, configure):
    with mail_server.client() as client:
        client.create_folder(f"{mailbox} شکایت, alt")
    other = quote(f"{mailbox} شکایت, alt")
    library = configure(imap_url=mail_server.url(f"{quote(mailbox)},{other}"))
    mail_server.deliver(*MAILS[:4], folder=mailbox)
    mail_server.deliver(*MAILS[3:], folder=f"{mailbox} شکایت, alt")
    once(library)
    jobs = run_all(library)
    assert [(job.items, job.imported, job.unchanged) for job in jobs] == [(4, 4, 0), (4, 3, 1)]
    assert message_ids(library) == IDS


def test_another_numbering_is_read_anew_and_doubles_nothing(mail_server, mailbox, configure):
    library = configure(imap_url=mail_server.url(quote(mailbox)))
    mail_server.deliver(*MAILS[:6], folder=mailbox)
    once(library)
    run_all(library)
    mail_server.renumber(*MAILS[3:], folder=mailbox)
    once(library)
    job = run_all(library)[-1]
    assert (job.items, job.imported, job.unchanged) == (4, 1, 3)
    assert message_ids(library) == IDS


def test_the_spool_is_empty_once_everything_is_imported(mail_server, mailbox, configure, small_batches):
    library = configure(imap_url=mail_server.url(quote(mailbox)))
    mail_server.deliver(*MAILS, folder=mailbox)
    assert len(once(library)) == 3
    assert spool.tidy(library) == 0, "nothing of it was imported yet"
    assert len(spooled(library)) == 3
    assert all(
        mode & 0o077 == 0 for one in spool.folder(library.settings).iterdir() for mode in [one.stat().st_mode]
    )
    run_all(library)
    assert spool.tidy(library) == 3
    assert spooled(library) == []


@pytest.mark.parametrize("moment", ["between fetch and queue", "while queueing", "while spooling"])
def test_a_crash_loses_and_doubles_nothing(
    mail_server, mailbox, configure, small_batches, monkeypatch, moment
):
    """The process ends at its worst moments; a real SIGKILL is in tests/flows/test_live_killed.py."""
    library = configure(imap_url=mail_server.url(quote(mailbox)))
    mail_server.deliver(*MAILS, folder=mailbox)
    place, name = {
        "between fetch and queue": (live_sources, "deliver"),
        "while queueing": (live_sources, "advance"),
        "while spooling": (spool, "_flush"),
    }[moment]
    real, calls = getattr(place, name), []

    def dies(*args, **more):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **more)

    monkeypatch.setattr(place, name, dies)
    with pytest.raises(KeyboardInterrupt):
        once(library)
    monkeypatch.undo()
    run_all(library)
    monkeypatch.setattr(fetching, "BATCH_MAILS", 3)
    once(library)
    jobs = run_all(library)
    assert sum(job.imported for job in jobs) == 7
    assert message_ids(library) == IDS
    monkeypatch.setattr(spool, "GRACE", -1)
    spool.tidy(library)
    assert spooled(library) == [], "what was never queued does not linger"


def test_a_connection_that_is_cut_resumes_where_it_was(
    mail_server, mailbox, configure, small_batches, monkeypatch
):
    monkeypatch.setattr(following, "FIRST_PAUSE", 0.05)
    wire = Wire(mail_server.port, cut_after=2600)
    library = configure(imap_url=mail_server.url(quote(mailbox), port=wire.port))
    mail_server.deliver(*MAILS, folder=mailbox)
    with pytest.raises(MailboxUnavailableError, match="ended the connection"):
        once(library)
    assert status(library).items == 3, "what came whole is kept"
    wire.cut_after = 1700
    followed = Sources(library)
    followed.start()
    wait_for(lambda: "ended the connection" in status(library).last_error)
    wire.cut_after = None
    wait_for(lambda: status(library).items >= 7)
    wait_for(lambda: not status(library).last_error)
    assert wire.connections > 1
    followed.stop()
    wire.close()
    run_all(library)
    assert message_ids(library) == IDS


def test_a_new_mail_is_there_within_seconds(mail_server, mailbox, configure):
    wire = Wire(mail_server.port)
    library = configure(imap_url=mail_server.url(quote(mailbox), port=wire.port), imap_poll=600.0)
    mail_server.deliver(*MAILS[:2], folder=mailbox)
    followed = Sources(library)
    followed.start()
    try:
        wait_for(lambda: status(library).items == 2)
        assert status(library).holder
        time.sleep(0.3)  # now it waits for the server to tell
        mail_server.deliver(MAILS[2], folder=mailbox)
        assert wait_for(lambda: status(library).items == 3) < 5
        wire.cut()  # and after the connection was lost in the middle of waiting
        mail_server.deliver(MAILS[3], folder=mailbox)
        assert wait_for(lambda: status(library).items == 4) < 10
    finally:
        followed.stop()
        wire.close()
    assert status(library).holder == "", "the next process need not wait for the lease to end"
    run_all(library)
    assert message_ids(library) == IDS[:4]


def test_a_server_that_cannot_push_is_asked(mail_server, mailbox, configure, monkeypatch):
    from imapclient import IMAPClient

    monkeypatch.setattr(IMAPClient, "has_capability", lambda *_: False)
    library = configure(imap_url=mail_server.url(quote(mailbox)), imap_poll=0.2)
    followed = Sources(library)
    followed.start()
    try:
        wait_for(lambda: status(library).last_success is not None)
        mail_server.deliver(MAILS[0], folder=mailbox)
        assert wait_for(lambda: status(library).items == 1) < 5
    finally:
        followed.stop()


def test_two_processes_do_not_read_the_same_mailbox(mail_server, mailbox, configure):
    library = configure(imap_url=mail_server.url(quote(mailbox)))
    mail_server.deliver(*MAILS, folder=mailbox)
    [source] = configured(library)
    mine, theirs = (Following(library, source, threading.Event()) for _ in range(2))
    theirs.holder = "other:1"
    assert theirs.ours()
    assert not mine.ours()
    with library.database.session() as session:
        past = session.get_one(LiveSource, theirs.source_id)
        past.held_until = past.created_at  # it gave no sign of life since
    assert mine.ours()
    assert not theirs.ours()


def test_what_the_server_cannot_give_is_a_failed_item(mail_server, mailbox, configure, monkeypatch):
    from imapclient import IMAPClient
    from imapclient.exceptions import IMAPClientError

    library = configure(imap_url=mail_server.url(quote(mailbox)))
    mail_server.deliver(*MAILS[:3], folder=mailbox)
    [_, broken, _] = mail_server.flags(mailbox)
    real = IMAPClient.fetch

    def fetch(self, uids, data, *more):
        if any("BODY" in one for one in data) and broken in uids:
            raise IMAPClientError("NO [SERVERBUG]")
        return real(self, uids, data, *more)

    monkeypatch.setattr(IMAPClient, "fetch", fetch)
    once(library)
    [job] = run_all(library)
    assert (job.items, job.imported, job.failed) == (3, 2, 1)


def test_a_mail_larger_than_any_is_cut_and_named(mail_server, mailbox, configure, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST_MAIL", 2000)
    monkeypatch.setattr("ingest.readers.mail.LARGEST_MAIL", 2000)
    library = configure(imap_url=mail_server.url(quote(mailbox)))
    mail_server.deliver(mail(1), mail(2, "x" * 100_000), folder=mailbox)
    once(library)
    kept = [file.stat().st_size for file in spool.folder(library.settings).glob("*/*.eml")]
    assert max(kept) == 2001


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"imap_password": "wrong horse"}, "refused the user name or the password"),
        ({"imap_password": ""}, "there is no password"),
        ({"imap_password_file": "nowhere.txt"}, "DANESH_IMAP_PASSWORD_FILE cannot be read"),
        ({"imap_auth": "xoauth2"}, "refused the user name or the password"),
        ({"imap_ca_file": "nowhere.pem"}, "DANESH_IMAP_CA_FILE"),
    ],
)
def test_wrong_credentials_are_one_sentence(mail_server, mailbox, configure, caplog, change, sentence):
    library = configure(imap_url=mail_server.url(quote(mailbox)), **change)
    [source] = configured(library)
    with caplog.at_level("DEBUG"):
        with pytest.raises(MailboxUnavailableError, match=sentence) as raised:
            Following(library, source, threading.Event()).once()
        Following(library, source, threading.Event()).failed(str(raised.value))
    said = str(raised.value) + status(library).last_error + caplog.text
    assert str(raised.value).count(". ") == 0
    assert "\n" not in str(raised.value)
    assert PASSWORD not in said
    assert "wrong horse" not in said


def test_wrong_addresses_are_one_sentence(mail_server, mailbox, configure):
    host = f"{USER}@127.0.0.1"
    for url, sentence in [
        (f"imap+insecure://{host}:{free_port()}/INBOX", "no mail server answers"),
        (f"imap+insecure://{USER}@nowhere.invalid/INBOX", "no server of this name|cannot be reached"),
        (mail_server.url("Nonsense"), "no such folder"),
        (
            f"imaps://{host}:{mail_server.port}/INBOX",
            "does not speak TLS|ended the connection|did not answer",
        ),
        (f"imap://{host}:{mail_server.port}/INBOX", "lacks what is needed"),
    ]:
        library = configure(imap_url=url)
        with pytest.raises(MailboxUnavailableError, match=sentence):
            once(library)


def test_the_password_may_come_from_a_file_that_changes(mail_server, mailbox, configure, tmp_path):
    secret = tmp_path / "password"
    secret.write_text("old\n")
    url = mail_server.url(quote(mailbox))
    library = configure(imap_url=url, imap_password="", imap_password_file=str(secret))
    with pytest.raises(connection.MailboxRefusedError):
        once(library)
    secret.write_text(f"{PASSWORD}\n")
    assert once(library) == []


def test_a_token_signs_in_and_is_read_anew_each_time(mail_server, mailbox, configure, tmp_path, monkeypatch):
    """pymap knows no XOAUTH2: the server's side of it is a password here, ours is the real one up to the library."""
    from imapclient import IMAPClient
    from imapclient.exceptions import LoginError

    def signs_in(self, user, token):
        if (user, token) != (USER, "token two"):
            raise LoginError("AUTHENTICATE failed.")
        self.login(user, PASSWORD)

    monkeypatch.setattr(IMAPClient, "oauth2_login", signs_in)
    token = tmp_path / "token"
    token.write_text("token one\n")
    url = mail_server.url(quote(mailbox))
    library = configure(imap_url=url, imap_password="", imap_password_file=str(token), imap_auth="xoauth2")
    with pytest.raises(connection.MailboxRefusedError):
        once(library)
    token.write_text("token two\n")
    assert once(library) == []


def test_an_import_that_could_not_go_on_is_tried_again_by_itself(
    mail_server, mailbox, configure, monkeypatch
):
    from datetime import timedelta

    from ingest import pipeline
    from kb.archive import imports

    library = configure(imap_url=mail_server.url(quote(mailbox)))
    mail_server.deliver(*MAILS, folder=mailbox)
    [job] = once(library)

    def down(*_args):
        raise OSError("the disk is away")

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "read", down)
        with pytest.raises(OSError):
            pipeline.run(library, job)
    assert status(library).waiting == 1
    monkeypatch.setattr(live_sources, "RETRY", timedelta(0))
    followed = Sources(library, [])
    followed.start()

    def state():
        with library.database.reading() as session:
            return imports.get(session, job).state

    wait_for(lambda: state() == "queued")
    followed.stop()
    run_all(library)
    assert message_ids(library) == IDS
