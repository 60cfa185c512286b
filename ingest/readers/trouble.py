"""What went wrong with a file, in one sentence a person understands.

Invariant: the sentence names the kind of trouble and never repeats text of the file or its place on disk.
"""

from __future__ import annotations

from kb.errors import DaneshError

_BY_NAME = {
    "PDFPasswordIncorrect": "the PDF is protected by a password",
    "PDFTextExtractionNotAllowed": "the PDF does not allow its text to be read",
    "PasswordError": "the PDF is protected by a password",
    "PDFSyntaxError": "the file is damaged or no PDF",
    "PSEOF": "the PDF is cut off or damaged",
    "PdfError": "the file is damaged or no PDF",
    "BadZipFile": "the file is damaged or no archive",
    "PackageNotFoundError": "the file is damaged or no .docx file",
    "InvalidFileException": "the file is damaged or no .xlsx file",
    "XMLSyntaxError": "the file holds damaged XML",
    "UnprocessableEntityError": "the file is damaged or of another format than its name says",
    "RecursionError": "the file is nested too deeply",
    "MemoryError": "the file is too large to read",
}


def sentence(error: BaseException) -> str:
    """The reason of a `Failed` item for an exception, by its type or one it derives from."""
    if isinstance(error, ModuleNotFoundError):
        return f"the library '{error.name}' that reads such files is not installed"
    if isinstance(error, DaneshError) and "reason" in error.values:
        return str(error.values["reason"])
    for kind in type(error).__mro__:
        if kind.__name__ in _BY_NAME:
            return _BY_NAME[kind.__name__]
    if isinstance(error, OSError):
        return f"the file cannot be opened ({(error.strerror or type(error).__name__).lower()})"
    if isinstance(error, UnicodeError):
        return "the file is in an unknown encoding"
    return f"the file cannot be read ({type(error).__name__})"
