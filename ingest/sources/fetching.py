"""Fetches what is new in a mailbox folder into the spool, and queues its import.

Flags never change (BODY.PEEK). The position moves in the transaction that queues the mails up to it: killed
anywhere, the same mails are fetched again at most, and a Message-ID is taken only once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from ingest import spool
from ingest.readers.mail import LARGEST_MAIL
from ingest.sources.connection import Folder
from kb.archive import live_sources
from kb.archive.live_sources import Parcel
from kb.library import Library

WINDOW = 2000  # UIDs asked for at once; an answer's line must stay far below imaplib's limit of 1 MB
HIGHEST_UID = 2**32 - 1
BATCH_MAILS = 200
BATCH_BYTES = 32 * 2**20


def fetch_new(library: Library, source_id: int, folder: Folder) -> list[int]:
    """Fetch all mails that came since the last time; return the imports they were queued in.

    With another UIDVALIDITY every mail is fetched anew; those that are known end as `unchanged`.
    """
    with library.database.reading() as session:
        last = live_sources.position(session, source_id, folder.uid_validity)
    queued = []
    for uids in _found(folder, last):
        sizes = {uid: _size(data) for uid, data in folder.client.fetch(uids, ["RFC822.SIZE"]).items()}
        for batch in batches(sizes):
            import_id = _take(library, source_id, folder, batch)
            if import_id is not None:
                queued.append(import_id)
    with library.database.session() as session:
        live_sources.succeeded(session, source_id)
    return queued


def _found(folder: Folder, last: int) -> Iterator[list[int]]:
    """Yield the UIDs above the last one, lowest first, window by window; gaps are crossed in growing steps."""
    low, width = last + 1, WINDOW
    while low < folder.uid_next:
        high = min(low + width - 1, HIGHEST_UID)
        found = sorted(folder.client.search(["UID", f"{low}:{high}"]))
        if found:
            yield found
        low, width = high + 1, WINDOW if found else width * 2
    # `*` is the highest UID there is, even where that lies below the range (RFC 3501, 6.4.8).
    found = sorted(uid for uid in folder.client.search(["UID", f"{low}:*"]) if uid >= low)
    for start in range(0, len(found), WINDOW):
        yield found[start : start + WINDOW]


def _size(data: Mapping[bytes, Any]) -> int:
    return int(data.get(b"RFC822.SIZE", 0))


def batches(sizes: Mapping[int, int]) -> list[list[int]]:
    """Group UIDs, in order, so that no group is larger than a batch unless it is a single mail."""
    groups: list[list[int]] = []
    held = 0
    for uid in sorted(sizes):
        size = min(sizes[uid], LARGEST_MAIL)
        if not groups or len(groups[-1]) >= BATCH_MAILS or held + size > BATCH_BYTES:
            groups.append([])
            held = 0
        groups[-1].append(uid)
        held += size
    return groups


def _take(library: Library, source_id: int, folder: Folder, uids: list[int]) -> int | None:
    name = f"imap-{secrets.token_hex(12)}"
    with spool.filling(library.settings, name) as box:
        mails = _bodies(folder, uids)
        for uid, raw in mails.items():
            (box / f"{uid}.eml").write_bytes(raw)
    parcel = Parcel((str(spool.folder(library.settings) / name),), len(mails), kind="email", spool=name)
    with library.database.session() as session:
        import_id = live_sources.deliver(session, source_id, parcel) if mails else None
        live_sources.advance(session, source_id, folder.uid_validity, uids[-1])
    return import_id


def _bodies(folder: Folder, uids: list[int]) -> dict[int, bytes]:
    """Fetch whole mails by UID; what was deleted meanwhile is missing, what the server cannot give is empty.

    An empty one becomes an item that failed, so that one broken mail neither stops a mailbox nor vanishes.
    """
    # One byte more than a mail may have tells that it is too large, and keeps memory bounded.
    wanted = f"BODY.PEEK[]<0.{LARGEST_MAIL + 1}>"
    try:
        answers = folder.client.fetch(uids, [wanted])
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        if len(uids) == 1:
            return {uids[0]: b""}
        return {uid: raw for one in uids for uid, raw in _bodies(folder, [one]).items()}
    return {uid: body for uid, data in answers.items() if (body := _body(data)) is not None}


def _body(data: Mapping[bytes, Any]) -> bytes | None:
    for name, value in data.items():
        if name.startswith(b"BODY[]"):
            return value if isinstance(value, bytes) else b""
    return None
