"""Weighs, for one question, meaning against words, and puts the articles in their order.

By meaning an article is judged from several sides: its nearest piece, its title or phrasings beside its text, and
all of it. Words count the more, the more of what the question says the base has in one place, and where there is
nothing but text to set it beside; an article in another language cannot share them, and loses nothing by that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kb.index import Found, Fused, Ranked, by_words, fuse

# Chosen on the train halves of the label sets and on the samples, each from a flat range (docs/quality.md).
FIRST = 0.85  # dense share of the first look, which says which articles are looked at closely
CLOSELY = 30  # articles
BOTH_SIDES = 0.5  # share of: half title or phrasing, half text
WHOLE = 0.25  # share of the mean of the nearest pieces
NEAREST = 5  # pieces of an article that the mean is taken of
WORDS = 0.1  # least share of the words
COVERED = 0.2  # added to it where one piece holds every word of the question
BARE = (
    0.1  # added where no article has a title or phrasing: a question is more like a question than like a text
)
TELLING = 20  # articles by words; what those after them share any text shares
# Among Chinese texts alone, levelling and the other sides cost more than they bring: see docs/quality.md.
UNLEVELLED = frozenset({"zh"})
ACROSS = 0.7  # what an article in another language is given for words, as a share of its nearness


def candidates(ranked: Ranked) -> tuple[int, ...]:
    """Return the articles to look at closely, from a first look at both lists."""
    return tuple(hit.article_id for hit in fuse(ranked, FIRST)[:CLOSELY])


def alone(ranked: Ranked, language: str) -> bool:
    """Whether a question is better searched unlevelled: all that is near is in its own language."""
    return language in UNLEVELLED and all(piece.language == language for piece in ranked.dense)


def weigh(
    ranked: Ranked,
    pieces: Sequence[Found],
    language: str,
    coverage: float,
    *,
    plain: bool = False,
) -> list[Fused]:
    """Fuse both lists into articles, best first.

    Args:
        ranked: the two lists, each best first.
        pieces: every piece of the candidates, nearest first.
        language: of the question's text.
        coverage: the share of the question's words that one piece holds, 0..1.
        plain: judge an article by its nearest piece alone, and count words alike in every question.
    """
    if not ranked.dense:
        return fuse(ranked, 0.0)
    closely = _by_article(pieces)
    share = WORDS if plain else WORDS + COVERED * coverage + BARE * _bare(closely)
    if not pieces:
        return fuse(ranked, 1 - share)
    low, high = ranked.dense[-1].score, max(ranked.dense[0].score, pieces[0].score)
    words = by_words(ranked.lexical, None if plain else TELLING)
    first = fuse(ranked, FIRST)
    weighed = []
    for hit in first:
        if hit.article_id not in closely:
            continue
        own = closely[hit.article_id]
        meaning = _meaning(own[:1] if plain else own, low, high)
        shared = words.get(hit.article_id, 0.0)
        if own[0].language != language:
            shared = max(shared, ACROSS * meaning)
        score = (1 - share) * meaning + share * shared
        nearest = own[0]
        weighed.append(
            hit._replace(score=score, piece_id=nearest.id, kind=nearest.kind, dense=max(0.0, nearest.score))
        )
    weighed.sort(key=lambda hit: (-hit.score, hit.article_id))
    last = weighed[-1].score if weighed else 1.0
    others = [hit for hit in first if hit.article_id not in closely]
    return weighed + [hit if hit.score <= last else hit._replace(score=last) for hit in others]


def _bare(closely: Mapping[int, Sequence[Found]]) -> float:
    """Return the share of the articles that have neither title nor phrasing."""
    bare = sum(all(piece.kind == "passage" for piece in own) for own in closely.values())
    return bare / max(len(closely), 1)


def _meaning(own: Sequence[Found], low: float, high: float) -> float:
    """Return how near an article is, 0..1 within the list's range; its pieces come nearest first."""
    best = own[0].score
    texts = [piece.score for piece in own if piece.kind == "passage"]
    phrasings = [piece.score for piece in own if piece.kind != "passage"]
    both = (texts[0] + phrasings[0]) / 2 if texts and phrasings else best
    near = own[:NEAREST]
    whole = sum(piece.score for piece in near) / len(near)

    def within(score: float) -> float:
        return min(1.0, max(0.0, (score - low) / (high - low))) if high > low else 1.0

    return (1 - BOTH_SIDES - WHOLE) * within(best) + BOTH_SIDES * within(both) + WHOLE * within(whole)


def _by_article(pieces: Sequence[Found]) -> Mapping[int, list[Found]]:
    found: defaultdict[int, list[Found]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda piece: (-piece.score, piece.id)):
        found[piece.article_id].append(piece)
    return found
