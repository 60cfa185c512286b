"""After a decision on the desk: the index follows what was committed, and the next page says what was done."""

from fastapi import Request
from starlette.datastructures import FormData

from kb.library import Library
from web import sessions
from web.dependencies import bring_up_to_date, text
from web.i18n import Language, mark, translate

LATER = mark("The search index is not available: it will follow as soon as it is back.")


def follow(request: Request, library: Library, reader: Language, done: str) -> None:
    """Bring the index up to date and say on the next page what was done."""
    sessions.tell(request, done)
    if not bring_up_to_date(library):
        sessions.tell(request, translate(reader, LATER))


def number(form: FormData, name: str) -> int:
    """Return a whole number of a form; -1 for anything else."""
    value = text(form, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
