"""Words inside reasons: kinds of files, of mails and of passed-over messages, and what systems and parsers say.

Invariant: each word belongs to the slots of `SLOTS`, so that an ordinary value is never taken for one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES: Mapping[str, str] = {
    "nameless_files": "files without an extension",
    "named_files": "{extension} files",
}
KINDS_OF_FILES: Mapping[str, str] = {
    "image": "an image",
    "sound": "a sound",
    "archive": "an archive",
    "program": "a program",
    "pdf": "a PDF",
    "old_office": "an Outlook or old Office file",
    "database": "a database",
    "binary": "binary data",
}
KINDS_OF_MAILS: Mapping[str, str] = {
    "invitation": "a calendar invitation",
    "automatic_reply": "an automatic reply",
    "receipt": "a read receipt",
    "bounce": "a delivery report (bounce)",
    "notification": "an automatic notification",
    "newsletter": "a newsletter",
    "bulk": "a bulk mail",
}
HINTS: Mapping[str, str] = {"save_as": "save it as {extension}"}
MATERIAL: Mapping[str, str] = {
    "of_email": "email", "of_faq": "faq", "of_chat": "chat", "of_document": "document",
}  # fmt: skip
COUNTED: Mapping[str, str] = {"counted": "{number:d} {group}"}
GROUPS: Mapping[str, str] = {
    "deleted": "deleted messages",
    "channel_notices": "notices of the channel (somebody came or left, or it was changed)",
    "irc_notices": "notices of the channel (somebody came, left or was renamed)",
    "whatsapp_notices": "notices of WhatsApp",
    "telegram_notices": "notices of Telegram",
    "files_alone": "pictures and files without words",
    "media_alone": "pictures, sounds and files without words",
    "to_oneself": "messages of notes to oneself",
    "of_channel": "messages of a channel",
    "wordless_rows": "rows without words",
    "empty_answers": "empty answers",
    "lines_before": "lines before the first message",
    "lines_more": "further lines of no known style",
}
DETAILS: Mapping[str, str] = {
    "without_extension": "without an extension",
    "no_pem": "not PEM",
    "own_signed": "self-signed certificate",
    "own_signed_chain": "self-signed certificate in certificate chain",
    "expired": "certificate has expired",
    "no_issuer": "unable to get local issuer certificate",
    "other_host": "Hostname mismatch, certificate is not valid for '{host}'.",
    "other_address": "IP address mismatch, certificate is not valid for '{host}'.",
    "denied": "permission denied",
    "gone": "no such file or directory",
    "is_folder": "is a directory",
    "no_folder_there": "not a directory",
    "input_output": "input/output error",
    "disk_full": "no space left on device",
    "name_long": "file name too long",
    "files_open": "too many open files",
    "links_many": "too many levels of symbolic links",
    "stale": "stale file handle",
    "unreachable": "network is unreachable",
    "no_route": "no route to host",
    "json_value": "Expecting value",
    "json_comma": "Expecting ',' delimiter",
    "json_colon": "Expecting ':' delimiter",
    "json_name": "Expecting property name enclosed in double quotes",
    "json_string": "Unterminated string starting at",
    "json_control": "Invalid control character at",
    "json_escape": "Invalid \\escape",
    "json_unicode": "Invalid \\uXXXX escape",
    "json_extra": "Extra data",
    "json_trailing": "Illegal trailing comma before end of {ending}",
    "json_mark": "Unexpected UTF-8 BOM (decode using utf-8-sig)",
}
# What may stand in a slot, by its name; `detail` takes anything else as well.
SLOTS: Mapping[str, Mapping[str, str]] = {
    "files": FILES,
    "what": {**KINDS_OF_FILES, **KINDS_OF_MAILS},
    "hint": {**HINTS, **KINDS_OF_FILES},
    "material": MATERIAL,
    "group": GROUPS,
    "counts": COUNTED,
    "detail": DETAILS,
}
KEYS: Mapping[str, str] = {
    "key_row_answer": "row {number:d}/{column:d}",
    "key_row": "row {number:d}",
    "key_line": "line {number:d}",
    "key_end": "end of the export",
    "key_cut": "the export ends early",
    "key_passed": "{chat} (passed over)",
    "key_macros": "{file} macros",
    "key_rows": "{file} rows",
}
