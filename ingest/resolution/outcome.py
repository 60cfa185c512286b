"""Whether the problem was solved, from what the archive says and the customer's last words.

Invariant: the archive's word wins; silence after an answer is neither a yes nor a no.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.resolution import customer_cues

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.resolution.turns import Turn

_ASKING = re.compile(r"[?？؟]")


def solved(turns: Sequence[Turn], resolved: bool | None) -> bool | None:
    """True or False where the archive or the customer says so, else None."""
    if resolved is not None:
        return resolved
    said = last_messages(turns)
    answered_since = bool(turns) and turns[-1].side == "answerer" and bool(turns[-1].answering)
    for words in (*said[-1:], "\n".join(said)):  # what was said last counts more than what led to it
        verdict = _verdict(words)
        if verdict is not None:
            return None if verdict is False and answered_since else verdict
    return None


def _verdict(reply: str) -> bool | None:
    if customer_cues.WORKS.search(reply) and not customer_cues.BROKEN.search(reply):
        return True
    glad = bool(customer_cues.THANKS.search(reply) or customer_cues.CONFIRMS.search(reply))
    unhappy = bool(customer_cues.DENIES.search(reply) or customer_cues.BROKEN.search(reply))
    if glad == unhappy:
        return None
    return False if unhappy else None if _ASKING.search(reply) else True


def outright(turns: Sequence[Turn]) -> bool | None:
    """True where the customer's last words are that it works, False where that it still does not, else None."""
    if still_broken(turns):
        return False
    reply = last_reply(turns)
    works = bool(customer_cues.WORKS.search(reply)) and not customer_cues.BROKEN.search(reply)
    return True if works else None


def believed(turns: Sequence[Turn], resolved: bool | None, judged: bool | None) -> bool | None:
    """Whether it was solved: by the archive's word, the customer's outright one, a model's, and then by the rest.

    Args:
        turns: From the problem on.
        resolved: What the archive says.
        judged: What a model makes of the whole; None where there is none or it cannot tell. It goes before
            `solved`, for it has read the last words too; but where only the customer is glad, it stays open, for
            thanks are often mere courtesy.
    """
    for word in (resolved, outright(turns)):
        if word is not None:
            return word
    said = solved(turns, None)
    if judged is None or (said is True and not judged):
        return said if judged is None else None
    return judged


def still_broken(turns: Sequence[Turn]) -> bool:
    """Whether the customer's last words, after every answer, are that it does not work."""
    if not turns or turns[-1].side != "asker":
        return False
    reply = last_reply(turns)
    return bool(customer_cues.BROKEN.search(reply)) and not customer_cues.WORKS.search(reply)


def last_reply(turns: Sequence[Turn]) -> str:
    """The customer's last turn, if it comes after an answer."""
    return "\n".join(last_messages(turns))


def last_messages(turns: Sequence[Turn]) -> list[str]:
    """The messages of the customer's last turn, if it comes after an answer."""
    last = max((at for at, turn in enumerate(turns) if turn.side == "asker"), default=-1)
    answered = any(turn.side == "answerer" for turn in turns[: max(last, 0)])
    return [message.text for message in turns[last].messages] if answered else []
