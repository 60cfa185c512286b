"""Which reader takes which file: the one table of formats.

A new format is one module with a reader, one line here, one test and one sample. Invariant: `read` never
raises; every file gives at least one item, and whatever goes wrong is an item that says so in one sentence.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.items import Failed, Item, Kind, Mail, Skipped
from ingest.readers import (
    apart,
    documents,
    faq_csv,
    faq_html,
    faq_markdown,
    faq_sheet,
    jsonl,
    mail,
    mbox,
    msg,
    ole_mail,
    walk,
)
from ingest.readers.charsets import plain
from ingest.readers.chats import (
    chat_rows,
    chatwoot,
    intercom,
    irc,
    slack,
    survey,
    telegram,
    whatsapp,
    zendesk,
    zipped_chats,
)
from ingest.readers.chats.irc_lines import looks_like_irc
from ingest.readers.chats.json_stream import by_fields
from ingest.readers.chats.slack_tree import is_export_folder
from ingest.readers.chats.whatsapp_lines import looks_like_whatsapp
from ingest.readers.formats import Format, Read, chat, document, text
from ingest.readers.numbering import Numbering
from ingest.readers.sniffing import binary_kind, disguised, is_noise, start_of
from ingest.readers.trouble import sentence
from ingest.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

KEPT_OF_FAILED = 64 * 2**20  # bytes of a file that could not be read
MAIL = Format((".eml",), mail.read_mail, ("email",), "mail", is_text=False)
MBOX = Format((".mbox", ".mbx"), mbox.read_mbox, ("email",), "mail", is_text=False)
MSG = Format((".msg",), msg.read_msg, ("email",), "mail", is_text=False)
FORMATS = (
    MAIL,
    MBOX,
    Format((".jsonl", ".ndjson"), jsonl.read_jsonl, ("faq", "chat", "document")),
    Format((".csv", ".tsv"), faq_csv.read_csv, ("faq",), "faq"),
    document((".xlsx", ".xlsm"), faq_sheet.read_sheets, "faq"),
    text((".md", ".markdown"), faq_markdown.read_markdown),
    text((".html", ".htm", ".xhtml"), faq_html.read_html),
    document((".docx", ".docm"), documents.read_docx),
    document((".pptx", ".pptm"), documents.read_pptx, "document"),
    document((".pdf",), documents.read_pdf, "document"),
    document((".rtf",), documents.read_rtf),
    document((".epub",), documents.read_epub, "document"),
    text((".txt", ".text"), documents.read_text),
    MSG,
    Format((".zip",), zipped_chats.read_zip, ("chat",), "chat", is_text=False),
    chat((".txt", ".text", ""), whatsapp.read_whatsapp, looks_like_whatsapp),
    chat((".txt", ".text", ".log", ".weechatlog", ""), irc.read_irc, looks_like_irc),
    chat((".json",), telegram.read_telegram, by_fields(telegram.looks_like_telegram)),
    chat((".json",), slack.read_day, by_fields(slack.looks_like_day)),
    chat((".json", ".jsonl", ".ndjson"), intercom.read_intercom, by_fields(intercom.looks_like_intercom)),
    chat((".json", ".jsonl", ".ndjson"), chatwoot.read_chatwoot, by_fields(chatwoot.looks_like_chatwoot)),
    chat((".json", ".jsonl", ".ndjson"), zendesk.read_zendesk, by_fields(zendesk.looks_like_zendesk)),
    chat((".csv", ".tsv"), chat_rows.read_messages, chat_rows.looks_like_messages),
    chat((".csv", ".tsv"), survey.read_survey, survey.looks_like_survey),
)
_BY_EXTENSION = {extension: form for form in FORMATS if not form.tells for extension in form.extensions}
_BY_CONTENT = tuple(form for form in FORMATS if form.tells)
_NEVER_MAIL = {".json", ".xml", ".css", ".js", ".py", ".xbm"} | set(_BY_EXTENSION) - {
    ".eml",
    ".mbox",
    ".mbx",
    ".txt",
}
OLD_FORMATS = {
    **dict.fromkeys((".xls", ".xlsb", ".ods", ".numbers"), because("save_as", extension=".xlsx")),
    **dict.fromkeys((".doc", ".odt", ".wps", ".pages"), because("save_as", extension=".docx")),
    **dict.fromkeys((".ppt", ".pps", ".odp", ".key"), because("save_as", extension=".pptx")),
}
_MATERIAL = {
    "email": because("of_email"),
    "faq": because("of_faq"),
    "chat": because("of_chat"),
    "document": because("of_document"),
}
_WANTED: dict[str, Kind] = {"email": "mail", "faq": "faq", "chat": "chat", "document": "document"}


def read(paths: Sequence[Path], kind: str = "auto") -> Iterator[Item]:
    """Every item in some files and folders, streamed, in an order that is the same every time.

    Args:
        paths: Files and folders; folders are read with all below them, hidden files left out.
        kind: "auto" decides by extension, then content; "email", "faq", "chat" and "document" say what the
            material is, so that other files are skipped; "email" reads files of any name.

    Yields:
        Items; `Failed` and `Skipped` ones carry their reason.
    """
    for path in walk.files(paths):
        found = False
        for item in _unique(_guarded(path, kind)):
            found = True
            yield _storable(item)
        if not found:
            yield _whole(path, Skipped(because("empty")), raw=b"")


def reader_of(extension: str) -> Read:
    """The reader of files with this extension, as `ingest.readers.apart` asks for it."""
    return _BY_EXTENSION[extension].read


def format_of(path: Path, kind: str = "auto") -> Format | Skipped:
    """The format a file is read in, or why it is not read.

    Raises:
        OSError: The file cannot be opened.
    """
    extension = path.suffix.lower()
    start = start_of(path)
    if kind == "email":
        form = _mail_format(extension, start)
    elif kind == "auto":
        form = _automatic_format(path, extension, start)
    else:
        form = (_told(extension, start) if kind == "chat" else None) or _format_for(kind, extension)
    if isinstance(form, Format) and form is not MAIL and not start.strip():
        return Skipped(because("empty"))
    if isinstance(form, Format) and form.is_text:
        return _despite_its_name(form, extension, start, kind)
    return form


def _despite_its_name(form: Format, extension: str, start: bytes, kind: str) -> Format | Skipped:
    """The format of a file named as text: some are documents under a wrong name."""
    real = _BY_EXTENSION.get(disguised(start) or "")
    if real and (kind == "auto" or kind in real.kinds):
        return real
    if real or is_noise(start):
        what = (real and binary_kind(start)) or because("binary")
        return Skipped(because("disguised", what=what, extension=extension))
    return form


def _told(extension: str, start: bytes) -> Format | None:
    """The format that knows the beginning of a file, where several share its extension."""
    for form in _BY_CONTENT:
        if extension in form.extensions and form.tells is not None and form.tells(start):
            return form
    return None


def _format_for(kind: str, extension: str) -> Format | Skipped:
    form = _BY_EXTENSION.get(extension)
    if form is None or kind not in form.kinds:
        material, files = _MATERIAL[kind], _named(extension)
        if hint := OLD_FORMATS.get(extension):
            return Skipped(because("no_reader_of_kind_so", material=material, files=files, hint=hint))
        return Skipped(because("no_reader_of_kind", material=material, files=files))
    return form


def _mail_format(extension: str, start: bytes) -> Format | Skipped:
    if extension in MBOX.extensions or mbox.looks_like_mbox(start):
        return MBOX
    if extension in MAIL.extensions or mail.looks_like_mail(start) or not start.strip():
        return MAIL
    if extension in MSG.extensions or (not extension and start.startswith(ole_mail.SIGNATURE)):
        return MSG
    if what := binary_kind(start):
        return Skipped(because("what_no_mail", what=what))
    return Skipped(because("no_mails", files=_named(extension))) if extension in _NEVER_MAIL else MAIL


def _automatic_format(path: Path, extension: str, start: bytes) -> Format | Skipped:
    form = _BY_EXTENSION.get(extension)
    if walk.in_maildir(path) or form is None or form.read is documents.read_text:
        if mbox.looks_like_mbox(start):
            return MBOX
        if walk.in_maildir(path) or mail.looks_like_mail(start):
            return MAIL
    if told := _told(extension, start):
        return told
    if form is None:
        if hint := OLD_FORMATS.get(extension) or binary_kind(start):
            return Skipped(because("no_reader_so", files=_named(extension), hint=hint))
        return Skipped(because("no_reader", files=_named(extension)))
    return form


def _guarded(path: Path, kind: str) -> Iterator[Item]:
    """The items of one file; an exception anywhere becomes one more item."""
    try:
        if not path.exists():
            yield _whole(path, Failed(because("missing")), raw=b"")
            return
        if path.is_dir():
            next(path.iterdir(), None)  # raises what kept the walk out of it
            if kind in {"auto", "chat"} and is_export_folder(path):
                yield from slack.read_slack(path)
                return
        if not path.is_file():
            yield _whole(path, Skipped(because("not_regular")), raw=b"")
            return
        form = format_of(path, kind)
        if isinstance(form, Skipped):
            yield _whole(path, form, raw=_bytes(path))
        else:
            yield from _read(path, form, form.wanted if kind == "auto" else _WANTED.get(kind, "unknown"))
    except Exception as error:  # noqa: BLE001  readers stand on parsers that raise nearly anything
        yield _whole(path, Failed(sentence(error)), raw=_bytes(path))


def _read(path: Path, form: Format, wanted: Kind) -> Iterator[Item]:
    if form.largest is not None and path.stat().st_size > form.largest:
        reason = because("file_large", megabytes=form.largest // 2**20)
        yield _whole(path, Failed(reason), raw=_bytes(path))
    elif form.apart:
        yield from apart.read(path, form.extensions[0], wanted)
    else:
        yield from form.read(path, wanted)


def _unique(items: Iterable[Item]) -> Iterator[Item]:
    """Items with keys of their own: a different one under a known key gets "#2", then "#3".

    The same content under the same key is the same item met again, and keeps the key.
    """
    with closing(Numbering()) as numbering:
        for item in items:
            number = numbering.number(item.key, _digest(item))
            yield item if number == 1 else _renamed(item, f"#{number}")


def _digest(item: Item) -> bytes:
    """What makes an item itself: its bytes; of a mail the words, for copies differ in their postmarks."""
    content = item.content
    raw = item.raw
    if isinstance(content, Mail):
        raw = f"{content.from_address}\n{content.subject}\n{content.text}".encode()
    return hashlib.blake2b(raw, digest_size=8).digest()


def _renamed(item: Item, suffix: str) -> Item:
    """An item under a key and id of its own; a mail stays tied to the thread of the id it shares."""
    content = item.content
    if isinstance(content, Mail):
        ties = tuple(dict.fromkeys((*content.references, content.message_id)))
        content = replace(content, message_id=f"{content.message_id}{suffix}", references=ties)
    elif not isinstance(content, Failed | Skipped):
        content = replace(content, external_id=f"{content.external_id}{suffix}")
    return replace(item, key=f"{item.key}{suffix}", content=content)


def _storable(item: Item) -> Item:
    """The item with names that any store takes: on disk a name is bytes, of any or no encoding."""
    source, key = plain(item.source), plain(item.key)
    if source == item.source and key == item.key:
        return item
    content = item.content
    if not isinstance(content, Failed | Skipped | Mail):
        content = replace(content, external_id=plain(content.external_id))
    return replace(item, source=source, key=key, content=content)


def _whole(path: Path, content: Failed | Skipped, raw: bytes) -> Item:
    """The one item of a file that is not read."""
    return Item(source=str(path), key=path.name, kind="unknown", raw=raw, content=content)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(KEPT_OF_FAILED)
    except OSError:
        return b""


def _named(extension: str) -> Reason:
    return because("named_files", extension=extension) if extension else because("nameless_files")
