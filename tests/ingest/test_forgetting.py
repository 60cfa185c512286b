"""Whoever was forgotten is gone from spool and uploads too, and no archive, mailbox or webhook brings them back."""

from __future__ import annotations

import json
import os
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest import pipeline, spool, uploads
from ingest.forgetting import forget
from ingest.worker import sweep
from kb.archive import conversations, imports
from kb.errors import UnusableInputError
from kb.library import Library
from kb.tables import Base
from tests.kb.digest_encoder import DigestEncoder

SARA, LIN = "sara.ahmadi@example.com", "lin@example.org"


@pytest.fixture
def digests(either_library: Library) -> Library:
    either_library.encoder = DigestEncoder("", either_library.settings.cache)
    return either_library


def a_mail(address: str, number: int = 1) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = address, "help@shop.example"
    mail["Subject"], mail["Message-ID"] = f"Lamp {number} of {address[:3]}", f"<{number}.{address}>"
    mail["Date"] = "Mon, 06 May 2024 10:00:00 +0000"
    mail.set_content("My lamp does not light up. What can I do?", cte="base64")
    return bytes(mail)


def archive(folder: Path) -> Path:
    folder.mkdir()
    for address in (SARA, LIN):
        (folder / f"{address}.eml").write_bytes(a_mail(address))
        said = [
            {"role": "customer", "text": f"I am {address}. Where is my lamp?"},
            {"role": "agent", "text": "Here."},
        ]
        talk = {"id": address[:3], "channel": "chat", "messages": said}
        (folder / f"{address}.jsonl").write_text(json.dumps(talk) + "\n")
    return folder


def run(library: Library, path: Path) -> tuple[dict[str, int], list[str]]:
    import_id = pipeline.enqueue(library, [path])
    pipeline.run(library, import_id)
    with library.database.reading() as session:
        job = imports.get(session, import_id)
        reasons = [item.reason for item in imports.problems(session, import_id)]
        return {name: getattr(job, name) for name in ("imported", "unchanged", "skipped", "failed")}, reasons


def test_what_was_erased_is_not_read_again(digests: Library, tmp_path: Path) -> None:
    run(digests, archive(tmp_path / "one"))
    assert forget(digests, SARA).conversations == 2
    counts, reasons = run(digests, archive(tmp_path / "two"))
    assert counts == {"imported": 0, "unchanged": 2, "skipped": 2, "failed": 0}
    assert reasons == ["It was erased on request and is not read again."] * 2
    (tmp_path / "new.eml").write_bytes(a_mail(SARA, 2))
    assert run(digests, tmp_path / "new.eml")[0]["imported"] == 1, "what a person writes later is new"


def test_what_waits_in_the_spool_is_deleted_and_remembered(digests: Library, tmp_path: Path) -> None:
    with spool.filling(digests.settings, "mailbox") as box:
        (box / "1.eml").write_bytes(a_mail(SARA))
        (box / "2.eml").write_bytes(a_mail(LIN))
    waiting = spool.folder(digests.settings) / "mailbox"
    forget(digests, SARA)
    assert [file.name for file in waiting.iterdir()] == ["2.eml"]
    assert run(digests, waiting)[0]["imported"] == 1
    (tmp_path / "again.eml").write_bytes(a_mail(SARA))
    assert run(digests, tmp_path / "again.eml")[0]["skipped"] == 1
    with digests.database.reading() as session:
        assert [
            one.messages[0].raw.address for one in conversations.every(session) if one.messages[0].raw
        ] == [LIN]


def test_what_is_no_address_deletes_nothing(digests: Library) -> None:
    with spool.filling(digests.settings, "mailbox") as box:
        (box / "1.eml").write_bytes(a_mail(SARA))
    with pytest.raises(UnusableInputError):
        forget(digests, "Sara")
    assert (spool.folder(digests.settings) / "mailbox" / "1.eml").exists()


def uploaded(library: Library, name: str, **files: bytes) -> list[Path]:
    """Put files where the pages put what was sent to them, an hour ago."""
    folder = uploads.folder(library.settings) / name
    folder.mkdir(parents=True)
    for file, content in files.items():
        (folder / file.replace("_", ".")).write_bytes(content)
    long_ago = time.time() - 3600
    os.utime(folder, (long_ago, long_ago))
    return sorted(folder.iterdir())


def talk(address: str) -> bytes:
    said = [
        {"role": "customer", "text": f"I am {address}. Where is my lamp?"},
        {"role": "agent", "text": "Here."},
    ]
    return json.dumps({"id": address[:3], "channel": "chat", "messages": said}).encode() + b"\n"


def row(address: str) -> bytes:
    return (
        json.dumps({"id": address[:3], "question": f"Who is {address}?", "answer": "The boss."}).encode()
        + b"\n"
    )


def everything(library: Library) -> str:
    with library.database.reading() as session:
        tables = Base.metadata.sorted_tables
        return "\n".join(repr(tuple(one)) for table in tables for one in session.execute(select(table)))


def test_an_upload_is_gone_once_its_import_is_done_and_looked_at(digests: Library) -> None:
    old = uploaded(digests, "old", chats_jsonl=talk(LIN))
    import_id = pipeline.enqueue(digests, old)
    assert uploads.forget(digests) == 0, "it waits"
    assert sweep(digests)
    assert not old[0].exists()
    young = uploaded(digests, "young", chats_jsonl=talk(LIN))
    os.utime(young[0].parent)
    pipeline.run(digests, pipeline.enqueue(digests, young))
    assert uploads.forget(digests) == 0
    assert young[0].exists(), "its import can still be profiled"
    assert import_id == 1


def test_erasing_somebody_removes_finished_uploads_at_once(digests: Library) -> None:
    files = uploaded(digests, "done", mail_eml=a_mail(SARA))
    os.utime(files[0].parent)
    pipeline.run(digests, pipeline.enqueue(digests, files))
    coming = uploaded(digests, "coming", mail_eml=a_mail(LIN))
    os.utime(coming[0].parent)
    forget(digests, SARA)
    assert not files[0].exists()
    assert coming[0].exists(), "it is about to be queued"


@pytest.mark.parametrize("publish", [False, True])
def test_what_waits_in_uploads_is_skipped_and_then_gone(digests: Library, publish: bool) -> None:
    own_ids = ((SARA, b"<one@mail.example>"), (LIN, b"<two@mail.example>"))
    box = b"".join(
        b"From x@y.example Mon May  6 10:00:00 2024\n"
        + a_mail(address).replace(f"<1.{address}>".encode(), own_id)
        + b"\n\n"
        for address, own_id in own_ids
    )
    files = uploaded(
        digests,
        "waiting",
        box_mbox=box,
        chats_jsonl=talk(SARA) + talk(LIN),
        faq_jsonl=row(SARA) + row(LIN),
        broken_jsonl=b'{"messages": "' + SARA.encode() + b'"\n' + talk(LIN).replace(b"lin", b"two"),
        note_md=b"# Lamps\n\nAsk sara.ahmadi@example.com about lamps.\n",
    )
    os.utime(files[0].parent)
    import_id = pipeline.enqueue(digests, files, publish=publish)
    forget(digests, SARA)
    assert all(file.exists() for file in files), "the rest of them is not hers"
    assert sweep(digests)
    with digests.database.reading() as session:
        job = imports.get(session, import_id)
        reasons = {str(item.reason) for item in imports.problems(session, import_id)}
    assert (job.imported, job.skipped, job.failed) == (4, 5, 0), "broken bytes would be kept to be read again"
    assert reasons == {"It was erased on request and is not read again."}
    kept = everything(digests)
    assert LIN in kept
    assert SARA not in kept
    assert not files[0].parent.exists(), "at once, not after the while that others are kept"


def test_a_chat_that_was_erased_while_it_waited_is_known_in_a_grown_export(
    digests: Library, tmp_path: Path
) -> None:
    files = uploaded(digests, "waiting", chats_jsonl=talk(SARA))
    pipeline.enqueue(digests, files)
    forget(digests, SARA)
    sweep(digests)
    grown = json.loads(talk(SARA))
    grown["messages"].append({"role": "customer", "text": "Thank you."})
    (tmp_path / "grown.jsonl").write_text(json.dumps(grown) + "\n")
    assert run(digests, tmp_path / "grown.jsonl")[0]["skipped"] == 1
