"""How the words of a claim stand to those of its evidence: which are new, and which take the place of another.

"The cotton blanket" against "the wool blanket" is a word in another's place: among otherwise equal words that is how
a claim comes to speak of another thing. Pure functions of text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from assistant.claim_figures import spelled
from kb import languages
from kb.languages import persian, stopwords
from kb.languages.scripts import HAN

_HAN = re.compile(f"[{HAN}]")
_TOKEN = re.compile(rf"[{HAN}]|\d+(?:\.\d+)?|[^\W\d_{HAN}]+")
_CLAUSE = re.compile(
    r"[;؛；。！？!?\n]+|\.(?=\s|$)|，|[,،](?!\d)|\s(?:but|while|whereas)\s"
    r"|\sand\s(?=(?:cannot|can't|do not|don't|does not|doesn't|is not|isn't|are not|aren't"
    r"|will not|must not|never)\b)"
    r"|\s(?:ولی|اما)\s"
    r"|(?<=است)\sو\s|(?<=[نک]ید)\sو\s|(?<=ارد)\sو\s|(?<=شود)\sو\s|但(?:是)?|而且"
)
# Lists of words: light ones say nothing about the topic; of those alike, each may stand for the others; phrases are
# put in one wording before words are told apart.
_TERMS = json.loads(Path(__file__).with_name("claim_terms.json").read_text(encoding="utf-8"))
_LIGHT = frozenset(_TERMS["light"]["en"])
_LIGHT_FA = frozenset(_TERMS["light"]["fa"])
_LIGHT_HAN = frozenset(_TERMS["light"]["zh"])
_ENDS_LIKE_VERB = frozenset(_TERMS["ends_like_verb"])
_GROUPS = [{token for word in group for token in languages.tokens(word)[:1]} for group in _TERMS["alike"]]
_PHRASES = tuple((re.compile(pattern), word) for pattern, word in _TERMS["phrases"])
_SAME_HAN = str.maketrans(
    {
        "换": "更",
        "收": "取",
        "能": "可",
        "够": "可",
        "您": "你",
        "里": "中",
        "选": "点",
        "付": "支",
        "含": "包",
        "有": "包",
        "让": "请",
    }
)
OPENING, OPENING_HAN = 3, 7  # content words that name what a text is about
LONGEST_SWAP = 4  # words; where more differ it is another sentence, not another word


@dataclass(frozen=True)
class Token:
    """A word as it is compared, and whether it says what the text is about."""

    key: str
    content: bool
    written: str


@dataclass(frozen=True)
class Worded:
    """What became of a claim's words.

    Attributes:
        unknown: content words the evidence lacks altogether.
        replaced: content words in the place of another one of the evidence.
        crossed: those among them that the evidence has, in another clause.
        covered: share of the claim's content words in the evidence.
        alike: how alike the claim and the nearest clause read, 0 to 1.
    """

    unknown: tuple[str, ...]
    replaced: tuple[str, ...]
    crossed: tuple[str, ...]
    covered: float
    alike: float


def clauses(text: str) -> list[str]:
    """Return the parts of a text that each say one thing."""
    found = [part.strip() for part in _CLAUSE.split(text)]
    return [part for part in found if any(map(str.isalnum, part))] or [text]


@lru_cache(2048)
def words(text: str) -> tuple[Token, ...]:
    """Return the words of a text in order; Chinese as characters."""
    plain = spelled(text)
    for pattern, word in _PHRASES:
        plain = pattern.sub(word, plain)
    return tuple(_token(found[0]) for found in _TOKEN.finditer(plain))


def placed(text: str) -> list[tuple[int, int, Token]]:
    """Return the words of a text as it stands, each with its span in characters."""
    return [
        (found.start(), found.end(), _token(languages.normalise(found[0]) or found[0]))
        for found in _TOKEN.finditer(text)
    ]


def _token(word: str) -> Token:
    if _HAN.match(word):
        return Token(word.translate(_SAME_HAN), word not in _LIGHT_HAN, word)
    if word[0].isdigit():
        return Token(word, content=False, written=word)  # figures are compared on their own
    if word.isascii():
        light = word in _LIGHT or word in stopwords.ENGLISH or len(word) < 2
    else:
        bare = persian.without_inflection(word)
        light = bool({word, bare} & (_LIGHT_FA | stopwords.PERSIAN | persian.AFFIXES)) or _persian_verb(word)
    return Token((languages.tokens(word) or [word])[0], not light, word)


def _persian_verb(word: str) -> bool:
    """Whether a word ends like a verb; what Persian verbs say stands mostly in the noun before them."""
    return len(word) >= 4 and word.endswith(("ید", "یم", "ند")) and word not in _ENDS_LIKE_VERB


def nearest(claim: str, evidence: list[str]) -> str:
    """Return the clause of the evidence that shares most with a clause; what few of them have counts most."""
    there = [{token.key for token in words(clause)} for clause in evidence]
    mine = {
        token.key: 2.0 if token.key.isdigit() else 1.0 if token.content else 0.3 for token in words(claim)
    }
    scores = [
        sum(weight / sum(key in other for other in there) for key, weight in mine.items() if key in keys)
        - 0.01 * len(keys)
        for keys in there
    ]
    return evidence[scores.index(max(scores))] if evidence else ""


def subject(clause: str) -> set[str]:
    """Return the words a text opens with: what it speaks of, which later clauses leave out."""
    opening = [token for token in words(clause) if token.content or token.key.isdigit()]
    return {
        token.key
        for token in opening[: OPENING_HAN if opening and _HAN.match(opening[0].written) else OPENING]
    }


def told_apart(claim: str, one: list[str], other: list[str], aside: set[str]) -> int:
    """Return how many telling words of a claim only the one clauses have, less those only the other have."""
    first = {token.key for clause in one for token in words(clause)}
    second = {token.key for clause in other for token in words(clause)}
    mine = {token.key for token in words(claim) if token.content or token.key.isdigit()} - aside
    return sum((key in first) - (key in second) for key in mine)


def covered(claim: str, evidence: str) -> float:
    """Return the share of a claim's content words that the evidence has; 1 where it has none."""
    known = {token.key for token in words(evidence)}
    content = [token for token in words(claim) if token.content]
    return sum(stands_in(token.key, known) for token in content) / len(content) if content else 1.0


def worded(claim: str, evidence: str) -> Worded:
    """Compare the words of a claim with all of the evidence, and clause by clause in order with the nearest."""
    known = {token.key for token in words(evidence)}
    parts = clauses(evidence)
    replaced: list[str] = []
    ratios = []
    for clause in clauses(claim):
        others, ratio = _replaced(words(clause), words(nearest(clause, parts)))
        replaced += others
        ratios.append(ratio)
    crossed = tuple(
        token.written for token in words(claim) if token.written in replaced and stands_in(token.key, known)
    )
    unknown = _runs(words(claim), known)
    return Worded(unknown, tuple(replaced), crossed, covered(claim, evidence), min(ratios))


def _replaced(mine: tuple[Token, ...], near: tuple[Token, ...]) -> tuple[list[str], float]:
    """Return the content words that stand where the clause has others, between words that both have."""
    there, here = {token.key for token in near}, {token.key for token in mine}
    matcher = SequenceMatcher(
        None, [token.key for token in mine], [token.key for token in near], autojunk=False
    )
    found = []
    for action, first, last, start, end in matcher.get_opcodes():
        gone = [token for token in near[start:end] if token.content and not stands_in(token.key, here)]
        if action != "replace" or not gone or max(last - first, end - start) > LONGEST_SWAP:
            continue
        found += [
            token.written for token in mine[first:last] if token.content and not stands_in(token.key, there)
        ]
    return found, matcher.ratio()


def _runs(mine: tuple[Token, ...], known: set[str]) -> tuple[str, ...]:
    """Return the unknown content words; Chinese characters that stand together as one."""
    found: list[str] = []
    together = False
    for token in mine:
        lost = token.content and not stands_in(token.key, known)
        if lost and together and _HAN.match(token.written):
            found[-1] += token.written
        elif lost:
            found.append(token.written)
        together = lost and bool(_HAN.match(token.written))
    return tuple(found)


def stands_in(key: str, known: set[str]) -> bool:
    """Whether a word, or one that means the same, is among known ones."""
    if key in known:
        return True
    if any(key in group and group & known for group in _GROUPS):
        return True
    return len(key) >= 4 and any(
        len(one) >= 4 and (one.startswith(key) or key.startswith(one)) for one in known
    )
