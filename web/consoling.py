"""What a customer is told where there is no answer, or where a person should look at it too: by the reason.

One place for the page and the widget; a reason without words of its own gets those for "not sure".
"""

from assistant.outcome import Outcome
from web.i18n import Language, mark, translate

GLADLY = mark("Of course. Tell us how to reach you, and a person of our team will answer.")
DANGER = mark("If somebody is in danger, please call the emergency services now.")
TOO_IMPORTANT = mark(
    "This is too important for an automatic answer; a person of our team will take care of it."
)
SORRY = mark("We are sorry that something went wrong. A person of our team can look at it.")
AGAIN = mark("It seems that this did not help you the first time. A person of our team can look at it.")
LOOK = mark("A person of our team should look at this too. Please write to us at once.")
NOTHING = mark("There is nothing about this in our articles yet.")
UNSURE = mark("We are not sure enough to answer this.")
RATHER = mark("We would rather say so than guess. Your question has been noted for our team.")
BESIDE = {"angry": SORRY, "repeated": AGAIN, "sensitive": LOOK}


def told(outcome: Outcome, reader: Language) -> tuple[str, ...]:
    """Return the sentences in the reader's language; none beside an answer that needs no person."""
    return tuple(translate(reader, sentence) for sentence in _sentences(outcome))


def _sentences(outcome: Outcome) -> list[str]:
    beside = BESIDE.get(outcome.handover or "")
    if not outcome.abstained:
        return [beside] if beside else []
    if outcome.reason == "asked_for_human":
        return [GLADLY]
    if outcome.reason == "sensitive":
        return [DANGER, TOO_IMPORTANT] if outcome.urgent else [TOO_IMPORTANT]
    honest = [NOTHING if outcome.reason == "nothing_found" else UNSURE, RATHER]
    return [beside, *honest] if beside else honest
