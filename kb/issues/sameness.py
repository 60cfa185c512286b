"""Judges whether two accounts of an issue say the same, from what they state and how near their vectors lie.

Pure: the cosines are given. Nearness alone never decides: names, figures, topic and what is denied must agree, so
that the same question about two branches, or the same sentence with another price, stays two.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from kb import facts, languages

# Least cosines of the bundled encoder (question, answer, both together), chosen on hand-made pairs and look-alike
# FAQs; pairs in two languages lie lower (docs/quality.md).
SAME_LANGUAGE = (0.90, 0.92, 1.875)
OTHER_LANGUAGE = (0.835, 0.825, 1.745)
OTHER_SCRIPT = (0.82, 0.81, 1.70)  # English and Chinese lie further apart still
AGREEING = 0.045  # less, where both state the same figures
VERY_NEAR = 0.95
ALL_BUT_EQUAL = 1.94
NEAR_QUESTION = 0.90  # from here two questions are one question, whoever it is about
MANY_WORDS = 8  # telling words from which a text says more than another needs to repeat
WORD_FOR_WORD = 0.98  # both cosines from which two accounts differ in a "here" or an "any"
BRIEF = 12  # words up to which an answer that names nothing tells too little to be recognised by likeness
_MEMO = 2048


class Relation(Enum):
    """What two accounts are to each other."""

    SAME = "same"
    DIFFERS = "differs"  # one issue, but the facts are not the same: figures, or yes against no
    NAMED = "named"  # one question about two things
    OTHER = "other"


@dataclass(frozen=True)
class Said:
    """A question, its answer as plain text, and their language."""

    question: str
    answer: str
    language: str

    @property
    def text(self) -> str:
        """Question and answer together."""
        return f"{self.question}\n{self.answer}"


@dataclass(frozen=True)
class Nearness:
    """The cosines of two questions and of two answers."""

    question: float
    answer: float


def compare(one: Said, other: Said, near: Nearness) -> Relation:
    """Return what two accounts are to each other; symmetric."""
    alike = one.language == other.language
    if not near_enough(one, other, near):
        return Relation.OTHER
    if alike and not _one_topic(one, other, near):
        return Relation.OTHER
    if facts.contrary(one.text, other.text):
        return Relation.OTHER
    if names_differ(one, other):
        return Relation.NAMED if near.question >= NEAR_QUESTION else Relation.OTHER
    return Relation.DIFFERS if facts_differ(one.answer, other.answer) else Relation.SAME


def near_enough(one: Said, other: Said, near: Nearness) -> bool:
    """Whether two accounts may be of one issue by their nearness alone, whatever they state."""
    if one.language == other.language:
        least = SAME_LANGUAGE
    else:
        least = OTHER_SCRIPT if {one.language, other.language} == {"en", "zh"} else OTHER_LANGUAGE
    slack = AGREEING if one.language != other.language and _agree(one, other) else 0.0
    together = near.question + near.answer >= least[2] - slack
    return together and near.question >= least[0] and near.answer >= least[1]


def _agree(one: Said, other: Said) -> bool:
    """Whether both answers state figures, and the same ones; that something is free is none."""
    stated = _figures(one.answer) - {"money:0"}
    return bool(stated) and stated == _figures(other.answer) - {"money:0"}


def _one_topic(one: Said, other: Said, near: Nearness) -> bool:
    found = facts.overlap((one.question, one.answer), (other.question, other.answer))
    if _agree(one, other) or found.words >= MANY_WORDS:
        return found.shorter >= 0.3
    if one.language == "zh":  # pairs of characters rarely meet in a rewording
        return found.shorter >= 0.25
    if near.question + near.answer >= ALL_BUT_EQUAL:
        return found.shorter >= 0.49 and found.answers >= 0.51
    least = 0.49 if near.question >= 0.945 else 0.51
    return (
        found.shorter >= (0.59 if one.language == "en" else 0.4)
        and found.longer >= 0.3
        and found.answers >= least
    )


def too_little(one: Said, other: Said, near: Nearness) -> bool:
    """Whether two brief answers that name nothing are only alike: "Yes, it is free." is said of many things.

    What is not all but word for word the same is one then only where it states the same figures to nearly the same
    question.
    """
    if min(near.question, near.answer) >= WORD_FOR_WORD:
        return False
    if min(len(languages.tokens(said.answer)) for said in (one, other)) > BRIEF:
        return False
    if facts.names(one.text) | facts.names(other.text):
        return False
    return not surely(one, other, near)


def names_differ(one: Said, other: Said) -> bool:
    """Whether one names what the other does not; across languages only codes and Latin names can be compared."""
    if one.language == other.language:
        if one.language in {"fa", "zh", "ar", "ja"} and facts.swapped(one.text, other.text):
            return True
        return bool(_missing(one.text, other.text) or _missing(other.text, one.text))
    return facts.codes(one.text) != facts.codes(other.text) or facts.placed_elsewhere(one.text, other.text)


def facts_differ(one: str, other: str) -> bool:
    """Whether two answers state other figures, or one denies what the other affirms."""
    return contradict(one, other) or facts.opposed(one, other)


def contradict(one: str, other: str) -> bool:
    """Whether both texts name figures or links, and neither's are all among the other's."""
    first, second = _figures(one), _figures(other)
    return bool(first and second) and not (first <= second or second <= first)


def names_more(one: Said, other: Said) -> bool:
    """Whether `one` names something, and all that `other` names as well."""
    return bool(_missing(one.text, other.text)) and not _missing(other.text, one.text)


def surely(one: Said, other: Said, near: Nearness) -> bool:
    """Whether two accounts state the same prices or dates to nearly the same question."""
    telling = any(figure.startswith(("money ", "date:")) for figure in _figures(one.answer))
    return telling and near.question >= VERY_NEAR and _agree(one, other)


def identical(one: Said, other: Said) -> bool:
    """Whether question and answer are word for word the same, as search compares words."""
    return languages.normalise(one.text) == languages.normalise(other.text)


@lru_cache(_MEMO)
def _figures(text: str) -> frozenset[str]:
    return frozenset(map(str, facts.figures(text)))


@lru_cache(_MEMO)
def _missing(one: str, other: str) -> frozenset[str]:
    return facts.missing(one, other)
