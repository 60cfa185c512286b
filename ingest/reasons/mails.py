"""Why a mail was left out, or what of it was not read.

Invariant: a sentence names an attachment by its number and kind, for file names tell about people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAILS: Mapping[str, str] = {
    "mail_empty": "the mail is empty",
    "mail_malformed": "the mail is malformed ({error})",
    "mail_headless": "the file has no mail headers",
    "mail_too_deep": "the parts of the mail are nested too deeply",
    "mail_damaged": "the file is damaged or no Outlook mail",
    "mail_large": "the mail is larger than {megabytes:d} MB",
    "mail_begun": "the mail is larger than {megabytes:d} MB; only its beginning is read",
    "mail_long": "its text is cut after {limit:,} characters",
    "automatic": "{what}, not written by a person",
    "mails_inside_deep": "the mails inside it are nested too deeply",
    "mails_inside_many": "it holds more than {limit:d} mails",
    "mail_lines": "the mail has more than {limit:,} lines; the rest is left out",
    "mail_parts": "the mail has more than {limit:,} parts; the rest is left out",
    "mail_head": "headers beyond {kilobytes:d} KB are left out",
    "mail_texts": "texts are cut after {megabytes:d} MB",
    "thread_long": "its thread has {limit:,} mails already, so it begins a conversation of its own",
}
ATTACHMENTS: Mapping[str, str] = {
    "attachment": "attachment {number:d} ({detail}) is not read: {reason}",
    "attachments_many": "only the first {limit:d} attachments are read",
    "attachment_large": "an attachment is too large to be read",
    "attachment_long": "its text is longer than {limit:,} characters",
    "attachment_wordless": "it holds no text",
    "no_attachment_reader_such": "no reader for such attachments",
    "no_attachment_reader": "no reader for {extension} attachments",
}
