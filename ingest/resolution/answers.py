"""How likely a turn is the answer by its signs alone: a logistic score, and which turns are chosen by it.

Invariant: deterministic, and complete without an encoder; where its vectors are at hand, `judging` does better. The
weights were fitted to the share of annotators who called a turn the solution (training half of the public
helpdesk dialogues) and rounded.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from ingest.resolution import cues, customer_cues
from kb.languages import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.resolution.turns import Turn


#: Log-odds of each sign. Counts are capped, see `signs`.
WEIGHTS = {
    "always": -2.25,
    "size": 0.1,
    "instructs": 0.25,
    "points": 0.2,
    "states": 0.1,
    "done": 0.55,
    "asks": -0.45,
    "no_answer": -0.1,
    "deferring": -0.35,
    "last": 0.4,
    "late": -0.25,
    "thanked": 0.85,
    "confirmed": 0.3,
    "short_reply": 0.35,
    "overlap": 0.4,
    "bot": -0.5,
}
SURE = 0.36
PLAUSIBLE = 0.22
#: What is said straight to the customer, and is mostly an answer, needs little more.
DIRECT = 0.15
#: What advises outright needs less still: agents ask back in the same breath.
ADVICE = 0.1
_RELATED = 0.12
#: A second turn belongs to the answer when it is more than half as likely as the best one.
_NEARLY = 0.6
_SHORT_REPLY = 8
_HAN_PER_WORD = 1.6
_WORDS = re.compile(r"[^\W\d_\u3400-\u9fff]+|\d+")
_HAN = re.compile("[\u3400-\u9fff]")


def answer_scores(turns: Sequence[Turn]) -> dict[int, float]:
    """For each turn that answers, by its index: the probability (0 to 1) that it holds the solution."""
    scores = {}
    for at, turn in enumerate(turns):
        if turn.side == "answerer":
            log_odds = sum(WEIGHTS[sign] * value for sign, value in signs(turns, at).items())
            scores[at] = 1 / (1 + math.exp(-log_odds))
    return scores


def signs(turns: Sequence[Turn], at: int) -> dict[str, float]:
    """The signs of one answering turn, by the names in `WEIGHTS`; `turns` is the whole conversation."""
    turn = turns[at]
    content = turn.content
    answering = turn.answering
    others = [index for index, other in enumerate(turns) if other.side == "answerer"]
    reply = next((other.text for other in turns[at + 1 :] if other.side == "asker"), "")
    thanked = bool(customer_cues.THANKS.search(reply))
    return {
        "always": 1.0,
        "size": math.log1p(sum(words(sentence.text) for sentence in answering)),
        "instructs": min(cues.count(cues.INSTRUCTS, content), 4),
        "points": min(cues.count(cues.POINTS, content), 3),
        "states": min(cues.count(cues.STATES, content), 3),
        "done": min(cues.count(cues.DONE, content), 1),
        "asks": min(cues.count(cues.ASKS, content), 2),
        "no_answer": float(not answering),
        "deferring": 1 - len(answering) / max(len(turn.sentences), 1),
        "last": float(at == others[-1]),
        "late": others.index(at) / len(others),
        "thanked": float(thanked),
        "confirmed": float(bool(customer_cues.CONFIRMS.search(reply))),
        "short_reply": float(0 < words(reply) <= _SHORT_REPLY),
        "overlap": _overlap(_asked_before(turns, at), " ".join(sentence.text for sentence in answering)),
        "bot": float(turn.by_bot),
    }


def chosen(turns: Sequence[Turn], scores: dict[int, float], *, known_good: bool) -> list[int]:
    """The turns that answer, in order: the sure ones, else the best plausible one, else a direct one.

    Args:
        turns: The conversation.
        scores: From `answer_scores`, without the turns that cannot answer the question.
        known_good: Whether it is known that the problem was solved, so that one of them must have done it.
    """
    able = eligible(turns, scores)
    if not able:
        return []
    best = max(able, key=lambda at: (able[at], at))
    if able[best] >= SURE:
        least = max(PLAUSIBLE, _NEARLY * able[best])
        return [at for at in sorted(able) if at == best or (able[at] >= least and _firm(turns[at]))]
    if known_good or (able[best] >= PLAUSIBLE and _firm(turns[best])):
        return [best]
    direct = [at for at, score in able.items() if _answers_directly(turns, at, score)]
    return [max(direct, key=lambda at: (able[at], at))] if direct else []


def eligible(turns: Sequence[Turn], scores: Mapping[int, float]) -> dict[int, float]:
    """The turns that say anything that could stand in an answer.

    Rejected ones only when nothing came after, and those of a bot only when no person took over.
    """
    able = {at: score for at, score in scores.items() if turns[at].answering}
    people = [at for at in able if not turns[at].by_bot]
    able = {at: score for at, score in able.items() if not turns[at].by_bot or at > max(people, default=-1)}
    return {at: score for at, score in able.items() if at == max(able) or not _rejected(turns, at)}


def _answers_directly(turns: Sequence[Turn], at: int, score: float) -> bool:
    """Whether a turn answers or advises the customer, firmly or about the question, and is not denied."""
    turn, before = turns[at], turns[at - 1]
    whole = len(turn.answering) == len(turn.sentences)
    advises = any(cues.SUGGESTS.search(sentence.text) for sentence in turn.answering)
    mostly = whole or (advises and 2 * len(turn.answering) >= len(turn.sentences))
    if before.side != "asker" or not mostly or score < (ADVICE if advises else DIRECT):
        return False
    reply = turns[at + 1].text if at + 1 < len(turns) else ""
    asked = any(customer_cues.QUESTION.search(sentence.text) for sentence in before.sentences)
    related = asked and _overlap(_asked_before(turns, at), turn.content) > _RELATED
    return (related or _firm(turn)) and not customer_cues.DENIES.search(reply)


def _rejected(turns: Sequence[Turn], at: int) -> bool:
    """Whether the customer says next that this did not work."""
    reply = turns[at + 1].text if at + 1 < len(turns) and turns[at + 1].side == "asker" else ""
    return bool(customer_cues.BROKEN.search(reply)) and not customer_cues.WORKS.search(reply)


def _firm(turn: Turn) -> bool:
    return any(sentence.firm for sentence in turn.answering)


def words(text: str) -> float:
    """The length of a text in words; Chinese counts 1.6 characters as one."""
    return len(_WORDS.findall(text)) + len(_HAN.findall(text)) / _HAN_PER_WORD


def _asked_before(turns: Sequence[Turn], at: int) -> str:
    return "\n".join(turn.text for turn in turns[:at] if turn.side == "asker")


def _overlap(question: str, answer: str) -> float:
    """The cosine of the sets of words of two texts."""
    asked, told = set(tokens(question)), set(tokens(answer))
    return len(asked & told) / math.sqrt((len(asked) + 1) * (len(told) + 1))
