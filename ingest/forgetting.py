"""Forgets a person everywhere in the installation: in the database, and in what waits in the spool and in uploads.

Whatever of theirs waits is taken off the disk, or remembered so that the import it waits for skips it, before the
database forgets them: no import that runs meanwhile brings it back.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from ingest import receiving, spool, uploads
from ingest.items import ChatEntry, Failed, Item, Mail, Skipped
from ingest.readers import read
from kb.archive import tombstones
from kb.archive.erasure import Erased, Person, erase, person_of
from kb.library import Library


def forget(library: Library, address: str) -> Erased:
    """Erase a person from database, index, spool and uploads.

    An uploaded file that an import has still to read may be a whole archive: what names the person is skipped in it,
    and the file goes as soon as that import is done.

    Raises:
        AddressInvalidError: it is neither an address nor a number.
    """
    person = person_of(library, address)
    root = spool.folder(library.settings)
    for file in sorted(one for one in root.rglob("*") if one.is_file()) if root.is_dir() else ():
        if _bury(library, file, "auto", person):
            file.unlink(missing_ok=True)
    uploads.forget(library, at_once=True)
    for file, kind in uploads.waiting(library):
        if file.exists() and _bury(library, file, kind, person):
            uploads.hurry(library, file)
    return erase(library, address)


def _bury(library: Library, file: Path, kind: str, person: Person) -> bool:
    """Remember as erased what a file has that names a person; say whether there is any."""
    named = False
    for item in read([file], kind):
        if _names(item, person):
            named = True
            _remember(library, item)
    return named


def _remember(library: Library, item: Item) -> None:
    content = item.content
    with library.database.session() as session:
        if isinstance(content, Mail):
            tombstones.bury_mail(session, content.message_id)
        elif isinstance(content, ChatEntry):
            tombstones.bury_messages(session, receiving.channel_of(content), receiving.said(content))
        else:
            tombstones.bury_item(session, receiving.content_hash(item))


def _names(item: Item, person: Person) -> bool:
    """Whether what was read, or the bytes it was read from, name the person."""
    if not isinstance(item.content, Failed | Skipped) and person.named_in(
        json.dumps(asdict(item.content), ensure_ascii=False, default=str)
    ):
        return True
    return person.named_in(item.raw.decode("utf-8", "replace"))
