"""Forgets a person everywhere in the installation: in the database, and in what waits in the spool.

Whatever of theirs waits is taken off the disk before the database forgets them, so that no import that runs
meanwhile brings it back; mails among it are remembered as erased.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from ingest import spool
from ingest.items import Failed, Item, Mail, Skipped
from ingest.readers import read
from kb.archive import tombstones
from kb.archive.erasure import Erased, Person, erase, person_of
from kb.library import Library


def forget(library: Library, address: str) -> Erased:
    """Erase a person from database, index and spool.

    Raises:
        AddressInvalidError: it is neither an address nor a number.
    """
    person = person_of(library, address)
    root = spool.folder(library.settings)
    for file in sorted(one for one in root.rglob("*") if one.is_file()) if root.is_dir() else ():
        _forget_file(library, file, person)
    return erase(library, address)


def _forget_file(library: Library, file: Path, person: Person) -> None:
    named = False
    for item in read([file]):
        if _names(item, person):
            named = True
            if isinstance(item.content, Mail):
                with library.database.session() as session:
                    tombstones.bury_mail(session, item.content.message_id)
    if named:
        file.unlink(missing_ok=True)


def _names(item: Item, person: Person) -> bool:
    """Whether what was read, or the bytes it was read from, name the person."""
    if not isinstance(item.content, Failed | Skipped) and person.named_in(
        json.dumps(asdict(item.content), ensure_ascii=False, default=str)
    ):
        return True
    return person.named_in(item.raw.decode("utf-8", "replace"))
