"""Why a file, a document or an archive was left out or could not be read.

Invariant: a sentence that was kept once is never changed without its old form staying readable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WHOLE_FILES: Mapping[str, str] = {
    "empty": "the file is empty",
    "missing": "there is no such file or folder",
    "not_regular": "not a regular file",
    "file_large": "the file is larger than {megabytes:d} MB",
    "disguised": "{what} in a {extension} file",
    "no_reader_so": "no reader for {files} ({hint})",
    "no_reader": "no reader for {files}",
    "no_reader_of_kind_so": "no {material} reader for {files} ({hint})",
    "no_reader_of_kind": "no {material} reader for {files}",
    "what_no_mail": "{what}, not a mail",
    "no_mails": "{files} are not mails",
    "library_missing": "the library '{library}' that reads such files is not installed",
    "not_opened": "the file cannot be opened ({detail})",
    "unknown_encoding": "the file is in an unknown encoding",
    "not_read": "the file cannot be read ({error})",
    "file_too_deep": "the file is nested too deeply",
    "out_of_memory": "the file is too large to read",
    "slow": "reading it took longer than {seconds:g} seconds",
    "crashed": "reading it crashed the parser or needed more than {megabytes:d} MB of memory",
    "swollen": "reading it needs more than {megabytes:d} MB of memory",
    "no_process": "no process could be started to read it",
}
DOCUMENTS: Mapping[str, str] = {
    "no_text": "the document has no text in it",
    "document_long": "the text of the document is longer than {limit:,} characters",
    "pdf_locked": "the PDF is protected by a password",
    "pdf_closed": "the PDF does not allow its text to be read",
    "pdf_damaged": "the file is damaged or no PDF",
    "pdf_cut": "the PDF is cut off or damaged",
    "pdf_scan": "the PDF has no text in it (a scan?)",
    "pdf_long": "the PDF has more than {limit:,} pages",
    "damaged": "the file is damaged or no {extension} file",
    "xml_damaged": "the file holds damaged XML",
    "other_format": "the file is damaged or of another format than its name says",
    "office_locked": (
        "the file is protected by a password, or of an old format; save it without, as .docx, .xlsx or .pptx"
    ),
    "macros": "macros are never run or read; the text of the file was read without them",
    "book_long": "the book has more than {limit:,} chapters",
    "book_encrypted": "the book is encrypted",
    "book_lost": "the file does not say which chapters it has",
    "chapter_large": "a chapter is larger than {megabytes:d} MB",
    "sheet_long": "sheet '{sheet}': rows beyond {limit:,} are not read",
}
ARCHIVES: Mapping[str, str] = {
    "archive_damaged": "the file is damaged or no archive",
    "unpacks_many": "the file unpacks to more than {limit:,} files",
    "unpacks_large": "the file unpacks to more than {megabytes:d} MB",
    "unpacks_wide": "the file unpacks to more than {times:d} times its size",
    "leads_outside": "a name in the archive leads outside of it",
    "encrypted": "the file is encrypted",
    "encrypted_inside": "the file in the archive is encrypted",
    "link_inside": "a link in the archive is not followed",
    "archive_inside": "an archive in the archive is not opened",
}
