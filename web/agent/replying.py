"""Words a suggested reply to a customer: greeting, the cited sentences, links, what is missing, a closing.

It says nothing about the matter that the answer does not say, names no internal address, and is in the customer's
language as far as our own phrases go; in a language without phrases it is the answer and its links alone.
"""

from collections.abc import Sequence

from web import showing
from web.contexts import ShownAnswer
from web.i18n import LANGUAGES, mark, translate

GREETING = mark("Hello, thank you for writing to us.")
MORE = mark("You can read more about it here:")
PLEASE = mark("So that we can help you quickly, please send us:")
CLOSING = mark("Kind regards")
NEEDS = {
    "order": mark("your order number"),
    "error": mark("the exact error message, or a screenshot of it"),
    "version": mark("the version of the app or program"),
    "device": mark("your device and its operating system"),
    "date": mark("the date on which it happened"),
}


def suggested(answer: ShownAnswer | None, missing: Sequence[str], language: str, public_url: str) -> str:
    """Return the text of a reply; empty where there is neither an answer nor anything to ask for."""
    text, links = _answer(answer, public_url)
    if not text and not missing:
        return ""
    known = LANGUAGES.get(language)
    if known is None:
        return "\n\n".join(part for part in (text, "\n".join(links)) if part)
    parts = [translate(known, GREETING), text]
    if links:
        parts.append("\n".join([translate(known, MORE), *links]))
    if missing:
        needs = [f"- {translate(known, NEEDS[name])}" for name in missing]
        parts.append("\n".join([translate(known, PLEASE), *needs]))
    return "\n\n".join(part for part in [*parts, translate(known, CLOSING)] if part)


def _answer(answer: ShownAnswer | None, public_url: str) -> tuple[str, list[str]]:
    if answer is None or answer.outcome.abstained:
        return "", []
    text = answer.outcome.text or ""
    return text, [line for line in showing.reply(answer, public_url)[len(text) :].split("\n") if line]
