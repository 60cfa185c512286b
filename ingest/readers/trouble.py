"""What went wrong with a file, in one sentence a person understands.

Invariant: the sentence names the kind of trouble and never repeats text of the file or its place on disk.
"""

from __future__ import annotations

from ingest.reasons import Reason, because
from kb.errors import DaneshError

_BY_NAME = {
    "PDFPasswordIncorrect": because("pdf_locked"),
    "PDFTextExtractionNotAllowed": because("pdf_closed"),
    "PasswordError": because("pdf_locked"),
    "PDFSyntaxError": because("pdf_damaged"),
    "PSEOF": because("pdf_cut"),
    "PdfError": because("pdf_damaged"),
    "BadZipFile": because("archive_damaged"),
    "PackageNotFoundError": because("damaged", extension=".docx"),
    "InvalidFileException": because("damaged", extension=".xlsx"),
    "XMLSyntaxError": because("xml_damaged"),
    "UnprocessableEntityError": because("other_format"),
    "RecursionError": because("file_too_deep"),
    "MemoryError": because("out_of_memory"),
}


def sentence(error: BaseException) -> Reason:
    """The reason of a `Failed` item for an exception, by its type or one it derives from."""
    if isinstance(error, ModuleNotFoundError):
        return because("library_missing", library=error.name)
    if isinstance(error, DaneshError) and "reason" in error.values:
        return Reason(str(error.values["reason"]))
    for kind in type(error).__mro__:
        if kind.__name__ in _BY_NAME:
            return _BY_NAME[kind.__name__]
    if isinstance(error, OSError):
        return because("not_opened", detail=(error.strerror or type(error).__name__).lower())
    if isinstance(error, UnicodeError):
        return because("unknown_encoding")
    return because("not_read", error=type(error).__name__)
