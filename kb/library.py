"""The open knowledge base: database, index and models, put together in one place.

The only composition root: every entry point opens a `Library` and hands it on. Models and index are opened at
first use, so a command pays only for what it needs.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from functools import cached_property
from typing import Self

from sqlalchemy import delete, select, text, update

from kb import languages, piece_ids
from kb.database import Database
from kb.errors import IndexMismatchError
from kb.index import Index, open_index
from kb.inference.chat import Chat, open_chat
from kb.inference.encoder import Encoder
from kb.inference.levelling import Levelling, levelling
from kb.settings import Settings
from kb.tables import IndexMarker, IndexState, Passage
from kb.tables.metadata import now
from kb.turns import Turns

PATIENCE = 5.0  # seconds after which a search no longer waits for those before it
INDEX_LOCK = 727002  # the number PostgreSQL knows our index lock by


class Library:
    """One knowledge base, open."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings.sqlalchemy_url)
        self.encoder = Encoder(settings.encoder, settings.cache, settings.threads)
        self._index: Index | None = None
        self._opening = threading.Lock()
        self._syncing = threading.RLock()
        self._searches = Turns(PATIENCE)
        self._depth = 0  # how often the thread that holds `_syncing` has entered it

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the database, migrating it if needed.

        Raises:
            DatabaseUnavailableError: the database cannot be reached.
        """
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)  # unmasked messages are kept in it
        return cls(settings)

    @property
    def index(self) -> Index:
        """The search index.

        Raises:
            IndexUnavailableError: it cannot be reached, or another process holds it.
            IndexMismatchError: it was built with another encoder or normaliser.
        """
        return self.open_index(verify=True)

    def open_index(self, *, verify: bool) -> Index:
        """Open the index; without `verify` also one that was built with other models (to rebuild it)."""
        with self._opening:
            if self._index is not None:
                return self._index
            opened = open_index(self.settings, self.encoder.dimension)
            try:
                known = self._known(opened, verify=verify)
            except BaseException:
                opened.close()
                raise
            self._index = opened
        if not known:
            with (
                self.index_lock()
            ):  # not inside `_opening`: who holds this lock may be about to open the index
                if not self._known(opened, verify=verify):  # nobody else did it meanwhile
                    self.begin_anew(opened)
        return opened

    def _known(self, index: Index, *, verify: bool) -> bool:
        """Compare the index with its marker; say whether it is whole, or vanished or was left half built."""
        with self.database.reading() as session:
            marker = session.get(IndexMarker, 1)
            held = session.scalar(select(Passage.id).limit(1)) is not None
        if marker is not None and verify:
            self._same(marker)
        return marker is not None and not (held and index.count() == 0)

    def begin_anew(self, index: Index) -> None:
        """Empty the index and note that everything has to be put into it; the caller holds the index lock.

        The marker goes first and comes back in the transaction that empties the index, so that a crash in
        between is found at the next opening.
        """
        with self.database.session() as session:
            marker = session.get(IndexMarker, 1)
            if marker is not None:
                session.delete(marker)
        with self.database.session() as session:
            if marker is not None or index.count():  # an empty one may have the dimension of another encoder
                index.clear()
            session.add(IndexMarker(id=1, **self.fingerprints(), built_at=now()))
            session.execute(delete(Passage))
            session.execute(update(IndexState).values(done=0, wanted=IndexState.wanted + 1))

    def _same(self, marker: IndexMarker) -> None:
        wanted = self.fingerprints()
        built = {"encoder": marker.encoder, "tokens": marker.tokens}
        if built != wanted:
            raise IndexMismatchError(
                built=" and ".join(f"{name} {value}" for name, value in built.items()),
                wanted=" and ".join(f"{name} {value}" for name, value in wanted.items()),
            )

    def fingerprints(self) -> dict[str, str]:
        """Name the encoder (with its levelling) and the tokens (with the form of ids) that the index depends on."""
        encoder = self.encoder.fingerprint + self.levelling.fingerprint
        return {"encoder": encoder, "tokens": f"{languages.fingerprint()}, {piece_ids.FORM}"}

    @property
    def levelling(self) -> Levelling:
        """How the index's vectors differ from the encoder's own."""
        return levelling(self.encoder.fingerprint)

    @contextlib.contextmanager
    def searching(self) -> Iterator[None]:
        """Let searches go one after the other where the index is in this process.

        Its engine keeps the interpreter to itself while it searches. Where many searched at once, they took it
        from each other at every row that SQLite gave, and two in three were done in the same time.
        """
        if self.settings.qdrant_url:
            yield
            return
        with self._searches.turn():
            yield

    @contextlib.contextmanager
    def index_lock(self) -> Iterator[None]:
        """Let one thread of one process at a time change the index, so that no older plan lands last."""
        with self._syncing:
            self._depth += 1
            try:
                if self._depth > 1 or self.database.engine.dialect.name != "postgresql":
                    yield
                else:
                    with self._server_lock():
                        yield
            finally:
                self._depth -= 1

    @contextlib.contextmanager
    def _server_lock(self) -> Iterator[None]:
        with self.database.engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": INDEX_LOCK})
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": INDEX_LOCK})
                connection.commit()

    @cached_property
    def chat(self) -> Chat | None:
        """The chat model, where one is configured.

        Raises:
            ChatModelUnavailableError: it is named but cannot be made.
        """
        return open_chat(self.settings)

    def close(self) -> None:
        """Give everything free."""
        if self._index is not None:
            self._index.close()
            self._index = None
        self.database.close()

    def __enter__(self) -> Self:
        """Return the library itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()
