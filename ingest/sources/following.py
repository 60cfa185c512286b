"""Follows every configured source for as long as a worker runs, each in a thread of its own.

Of several processes one at a time follows a source, by a lease in SQL. Nothing that a server or a disk does ends a
thread: trouble is noted with the source, and after a growing pause it is tried again.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest import spool
from ingest.sources import connection, fetching, folder
from ingest.sources.connection import Folder, MailboxRefusedError
from ingest.sources.mailbox_address import MailboxAddress, parse
from kb.archive import imports, live_sources
from kb.errors import DaneshError
from kb.library import Library

FIRST_PAUSE = 2.0  # seconds until the next attempt; doubled each time
LONGEST_PAUSE = 300.0  # seconds; at once after a refusal, for trying passwords locks accounts
ANOTHER_LOOK = 15.0  # seconds until a source that another process follows is asked for again
SIGN = 20.0  # seconds between signs of life, well below the lease
IDLE_FOR = 300.0  # seconds; servers and routers drop a connection that is silent for half an hour or less
TIDY_EVERY = 5.0  # seconds
SCAN_EVERY = 5.0  # seconds between looks at a watched folder, more where a look takes long
SCAN_SHARE = 20  # a look may take this part of the time

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """One thing to follow: `kind` is imap or folder, `name` its address or path."""

    kind: str
    name: str
    address: MailboxAddress | None = None
    part: str = ""


def configured(library: Library) -> list[Source]:
    """Return the sources that the settings name.

    Raises:
        SettingInvalidError: DANESH_IMAP_URL is no address of a mailbox.
    """
    found = []
    if library.settings.imap_url:
        address = parse(library.settings.imap_url)
        found = [Source("imap", address.name(part), address, part) for part in address.folders]
    return found + folders(library.settings.watch_folder)


def folders(paths: tuple[str, ...] | list[str]) -> list[Source]:
    """Return folders as sources."""
    return [Source("folder", str(Path(path).absolute())) for path in dict.fromkeys(paths)]


class Sources:
    """The threads that follow sources, and one that tidies what they brought."""

    def __init__(self, library: Library, sources: list[Source] | None = None) -> None:
        self._library = library
        self._stopping = threading.Event()
        wanted = configured(library) if sources is None else sources
        runs: list[tuple[str, Callable[[], None]]] = [("danesh-spool", self._tidy)]
        runs += [(f"danesh-{one.kind}", lambda one=one: self._follow(one)) for one in wanted]  # type: ignore[misc]
        self._threads = [threading.Thread(target=run, name=name, daemon=True) for name, run in runs]

    def start(self) -> None:
        """Start following."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the step at hand; what is half fetched is fetched again at the next start."""
        self._stopping.set()
        until = time.monotonic() + 5
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=max(0.1, until - time.monotonic()))

    def _tidy(self) -> None:
        while not self._stopping.is_set():
            try:
                spool.tidy(self._library)
                self._retry()
            except Exception:
                log.exception("tidying the spool goes on after an error")
            self._stopping.wait(TIDY_EVERY)

    def _retry(self) -> None:
        # Looked up first without a lock: an import may be writing, and there is seldom anything to do.
        with self._library.database.reading() as session:
            again = live_sources.cut_short(session, self._library.settings.keep_raw_days)
        if again:
            with self._library.database.session() as session:
                live_sources.retry(session, again)

    def _follow(self, source: Source) -> None:
        attempts = 0
        while not self._stopping.is_set():
            begun = time.monotonic()
            try:
                following = Following(self._library, source, self._stopping)
                following.run()
                attempts = 0
            except DaneshError as error:
                following.failed(str(error))
                # One that worked for a while starts counting anew.
                attempts = 1 if time.monotonic() - begun > LONGEST_PAUSE else attempts + 1
                self._stopping.wait(pause(attempts, refused=isinstance(error, MailboxRefusedError)))
            except Exception:
                log.exception("following %s goes on after an error it did not expect", source.name)
                attempts += 1
                self._stopping.wait(pause(attempts))


def pause(attempts: int, *, refused: bool = False) -> float:
    """Return the seconds until the next attempt: growing, and scattered so that not all come back at once."""
    longest = LONGEST_PAUSE if refused else min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts - 1, 10))
    return longest * random.uniform(0.8, 1.0)  # noqa: S311 - no secret


class Following:
    """One stretch of following a source, while its lease is ours and nothing goes wrong."""

    def __init__(self, library: Library, source: Source, stopping: threading.Event) -> None:
        self.library = library
        self.source = source
        self.stopping = stopping
        self.holder = imports.worker_name()
        with library.database.session() as session:
            self.source_id = live_sources.ensure(session, source.kind, source.name).id

    def run(self) -> None:
        """Follow until told to stop, or until another process has the source.

        Raises:
            DaneshError: the source cannot be read.
        """
        if not self.ours():
            self.stopping.wait(ANOTHER_LOOK)
            return
        try:
            if self.source.address is None:
                self._watch(Path(self.source.name))
            else:
                with connection.opened(
                    self.library.settings, self.source.address, self.source.part
                ) as opened:
                    self._read(opened)
        finally:
            with self.library.database.session() as session:
                live_sources.let_go(session, self.source_id, self.holder)

    def ours(self) -> bool:
        """Give a sign of life; say whether the source is ours."""
        with self.library.database.session() as session:
            return live_sources.hold(session, self.source_id, self.holder) == self.holder

    def once(self) -> list[int]:
        """Queue what is there now; return the imports.

        Raises:
            DaneshError: the source cannot be read.
        """
        if self.source.address is None:
            path = Path(self.source.name)
            before = folder.look(path)
            self.stopping.wait(folder.SETTLE)
            return folder.take(self.library, self.source_id, before, folder.look(path))
        with connection.opened(self.library.settings, self.source.address, self.source.part) as opened:
            return fetching.fetch_new(self.library, self.source_id, opened)

    def failed(self, sentence: str, *, aloud: bool = True) -> None:
        """Note the trouble with the source, and say it once as long as it stays the same."""
        with self.library.database.reading() as session:
            known = live_sources.trouble(session, self.source_id)
        if aloud and known != sentence:
            log.warning("%s", sentence)
        with self.library.database.session() as session:
            live_sources.failed(session, self.source_id, sentence)

    def _read(self, opened: Folder) -> None:
        while not self.stopping.is_set() and self.ours():
            # Again right away after mails came: others may have come meanwhile, and IDLE tells only of later ones.
            while fetching.fetch_new(self.library, self.source_id, opened) and not self.stopping.is_set():
                self.ours()
            if opened.pushes:
                self._idle(opened)
            else:
                self._wait(self.library.settings.imap_poll)
                opened.client.noop()

    def _idle(self, opened: Folder) -> None:
        """Wait until the server tells of a change, for IDLE_FOR at most (RFC 2177)."""
        opened.client.idle()
        until = time.monotonic() + IDLE_FOR
        next_sign = time.monotonic() + SIGN
        try:
            while not self.stopping.is_set() and time.monotonic() < until:
                asked = time.monotonic()
                told = opened.client.idle_check(timeout=1)
                if any(len(one) > 1 and one[1] == b"EXISTS" for one in told):
                    return
                if not told and time.monotonic() - asked < 0.5:  # woken by nothing: the connection is gone
                    return
                if time.monotonic() > next_sign:
                    next_sign = time.monotonic() + SIGN
                    if not self.ours():
                        return
        finally:
            opened.client.idle_done()

    def _watch(self, path: Path) -> None:
        before = folder.look(path)
        while not self.stopping.is_set() and self.ours():
            begun = time.monotonic()
            now = folder.look(path)
            folder.take(self.library, self.source_id, before, now)
            before = now
            self._wait(max(SCAN_EVERY, SCAN_SHARE * (time.monotonic() - begun)))

    def _wait(self, seconds: float) -> None:
        """Wait, with signs of life, until the time is over or everything stops."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self.stopping.wait(min(left, SIGN)):
            self.ours()
