"""Puts one draft together from all that conversations say of an issue: from the best of them, whichever came first.

Pure, and the same for the same accounts in any order. Every sentence stays a quote with its evidence.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kb import facts, languages
from kb.content import Account, Content, EvidenceSpan
from kb.issues.accounts import Contrast, Span

MOST_SENTENCES = 6  # a longer resolution is not a more complete one
MOST_CONTRASTS = 5  # shown of one article
COMPARED = 12  # accounts set against each other: the best ones
ALIKE = 0.5  # share of telling words from which two sentences speak of the same
SAID = 0.6  # share of a sentence's telling words that make it nothing new
_UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Composed:
    """A draft's text with its evidence and language, and whose account its resolution is."""

    content: Content
    evidence: tuple[EvidenceSpan, ...]
    language: str
    key: str


def compose(accounts: Sequence[Account]) -> Composed:
    """Put a draft together from at least one account.

    The language most conversations are in leads; then what was confirmed to help, what is complete, what is fresh.
    The best account gives title, issue and resolution; a cause or an environment that it lacks comes from the next
    one of its language.
    """
    ranked = ranking(accounts)
    best = ranked[0]
    content, evidence = best.content, list(best.evidence)
    for field in ("environment", "cause"):
        if getattr(content, field):
            continue
        giver = next((one for one in ranked[1:] if _gives(one, best, field)), None)
        if giver is not None:
            content = replace(content, **{field: getattr(giver.content, field)})
            evidence += [span for span in giver.evidence if span.field == field]
    return Composed(content, tuple(evidence), best.language, best.key)


def ranking(accounts: Sequence[Account]) -> list[Account]:
    """Return the accounts, best first, the same for any order they are given in."""
    spoken = Counter(one.language for one in accounts)

    def good(one: Account) -> tuple[object, ...]:
        told = one.told_at or _UNDATED
        return (
            -spoken[one.language],
            -one.standing,
            -_complete(one),
            -told.timestamp() if one.told_at else 0,
            one.key,
        )

    return sorted(accounts, key=good)


def _complete(one: Account) -> int:
    sentences = len(languages.sentences(one.content.resolution))
    return min(sentences, MOST_SENTENCES) + bool(one.content.cause) + bool(one.content.environment)


def _gives(one: Account, best: Account, field: str) -> bool:
    """Whether another account of the language has the field, from solving the issue at least as surely."""
    return (
        one.language == best.language and bool(getattr(one.content, field)) and one.standing >= best.standing
    )


def contrasts(accounts: Iterable[Account], published: Account | None = None) -> list[Contrast]:
    """Return where accounts state different facts, in an order that does not depend on theirs.

    Args:
        published: the article's own text, where readers see one that no conversation gave.
    """
    ordered = sorted(ranking(list(accounts))[:COMPARED], key=lambda one: one.key)
    pairs = [(published, one) for one in ordered] if published is not None else []
    pairs += itertools.combinations(ordered, 2)
    found = itertools.chain.from_iterable(itertools.starmap(_between, pairs))
    return list(itertools.islice(found, MOST_CONTRASTS))


def _between(one: Account, other: Account) -> Iterator[Contrast]:
    for here in _resolving(one):
        near = max(_resolving(other), key=lambda there: _alike(here, there), default=None)
        if near is None or near.message_id is None:
            continue
        kind = differ(here.quote, near.quote)
        single = len(_resolving(one)) == len(_resolving(other)) == 1
        if kind and (single or one.language != other.language or _alike(here, near) >= ALIKE):
            yield Contrast(kind, here, near)


def differ(one: str, other: str) -> str:
    """Return how two sentences differ in what they state: "figures", "denial", or "" where they do not."""
    first, second = (
        {figure for figure in facts.figures(text) if figure.kind not in {"number", "code"}}
        for text in (one, other)
    )
    kinds = {figure.kind for figure in first} & {figure.kind for figure in second}
    if any(
        {f for f in first if f.kind == kind}.isdisjoint({f for f in second if f.kind == kind})
        for kind in kinds
    ):
        return "figures"
    money = [{f.kind == "money" for f in side if f.kind.startswith("money")} for side in (first, second)]
    if money in ([{True}, {False}], [{False}, {True}]):  # free, against a price
        return "figures"
    return "denial" if facts.opposed(one, other) else ""


def _alike(one: Span, other: Span) -> float:
    found = facts.overlap(("", one.quote), ("", other.quote))
    return found.shorter if found.words else 0.0


def _resolving(account: Account) -> list[Span]:
    if account.evidence:
        return [
            Span(span.message_id, span.start, span.end, span.quote)
            for span in account.evidence
            if span.field == "resolution"
        ]
    text = account.content.resolution
    return [Span(None, at.start, at.end, text[at.start : at.end]) for at in languages.sentences(text)]


def news(account: Account, known: str) -> list[EvidenceSpan]:
    """Return the sentences of a resolution that say what `known`, of the same language, does not say yet."""
    words = set(languages.tokens(known))
    figures = facts.figures(known)
    fresh = []
    for span in account.evidence:
        own = set(languages.tokens(span.quote))
        if span.field != "resolution" or len(own) < 3:
            continue
        if len(own & words) < SAID * len(own) or (facts.figures(span.quote) - figures):
            fresh.append(span)
    return fresh
