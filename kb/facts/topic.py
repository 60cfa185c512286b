"""The words that say what a text is about, without those that any question and any answer has.

Support texts of one house share most of their words ("Is there … at …?", "… is not available"); what they are about
stands in the few others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kb import languages
from kb.facts.names import capitals

# Said of anything; normalised, as `kb.languages.tokens` gives them.
_GENERIC = frozenset(
    languages.tokens(
        """
        offer offers offered provide provides provided available availability service services option options allow
        allowed accept accepts accepted have has having had there here site onsite location place property
        establishment restaurant hotel business shop store company guest guests customer customers currently present
        moment get give make take want need like use please thank sorry yes no not any some kind type what which when
        where how many much who know wonder wondering question tell just also more only possible able can could may
        enough good best your our you we they it its this that these those time ask asked help information all every
        during stay really still already now then than one each other different find found see look thing way work
        day hello hi must free house isnt doesnt dont cant arent wont didnt menu area areas food friendly
        facility charge cost fee should would might let via such after before into onto out up down about very
        cannot without
        click choose open select go page button
        """
    )
) | frozenset(
    languages.tokens(
        """
        لطفا سلام ممنون تشکر بله خیر نه ما شما من خود می توانید میتوانید کنید کنم بخش گزینه صفحه روی سپس بعد امکان
        دارد ندارد وجود است نیست هست هستید چه کار چند تا چقدر انتخاب هر یکی همه همین برای باید بزنید کلیک هم چیزی
        طریق صورت مورد
        """
    )
)
_LEAST_PART = 5  # letters of a stem that stands within another
_MEMO = 1024
_HAN = re.compile(r"[\u3400-\u9fff]")
_GENERIC_HAN = frozenset(
    "请您我你们的是有在可以吗呢和与或不没无会能要就也都到把被让给为对从上下中里后前这那个什么怎样如何点击选择打开"
)


@dataclass(frozen=True)
class Overlap:
    """How much of what two accounts are about they share, each 0 to 1 (see `overlap`).

    Attributes:
        shorter, longer: share of the telling words of the account with fewer, and with more of them, that the other
            has.
        answers: the lesser share of the telling words of an answer that stand in the other answer.
        words: how many telling words the shorter account has.
    """

    shorter: float
    longer: float
    answers: float
    words: int


@lru_cache(_MEMO)
def overlap(one: tuple[str, str], other: tuple[str, str]) -> Overlap:
    """Compare two accounts of one language, each a question and its answer, by the words that tell their topic."""
    here, there = "\n".join(one), "\n".join(other)
    named = {stem for name in capitals(here, there) | capitals(there, here) for stem in _stems(name)}
    first, second = _telling(here), _telling(there)
    if first - named and second - named:
        first, second = first - named, second - named
        answers = (_telling(one[1]) - named, _telling(other[1]) - named)
    else:  # nothing but names: then they are the topic
        answers = (_telling(one[1]), _telling(other[1]))
    short, long = (first, second) if len(first) < len(second) else (second, first)
    if len(short) == len(long):
        short, long = sorted((short, long), key=sorted)
    return Overlap(
        _covered(short, long),
        _covered(long, short),
        min(_covered(*answers), _covered(answers[1], answers[0])) if all(answers) else 1.0,
        len(short),
    )


@lru_cache(_MEMO)
def _telling(text: str) -> frozenset[str]:
    return frozenset(
        stem
        for stem in languages.tokens(text)
        if stem not in _GENERIC
        and not stem.isdigit()
        and not (_HAN.match(stem) and (len(stem) < 2 or all(letter in _GENERIC_HAN for letter in stem)))
    )


def _covered(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of stems that stand in the other set, whole or as a part: "deliv", "deliveri"."""
    if not one:
        return 1.0
    others, long = _joined(other)
    missing = (
        stem
        for stem in one - other
        if not (len(stem) >= _LEAST_PART and stem in others) and not any(word in stem for word in long)
    )
    return 1 - sum(1 for _ in missing) / len(one)


@lru_cache(_MEMO)
def _joined(words: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    return " ".join(sorted(words)), tuple(word for word in words if len(word) >= _LEAST_PART)


@lru_cache(_MEMO)
def _stems(name: str) -> tuple[str, ...]:
    return tuple(languages.tokens(name))
