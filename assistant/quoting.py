"""Answers by quoting: the sentences of the best article that answer, in their order, each with its citation.

It cannot invent: every sentence stands verbatim in the cited revision.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval import Evidence, Hit
from kb import chunking, languages
from kb.errors import EncoderUnavailableError
from kb.library import Library
from kb.reading import passages

WHOLE = 110  # words: an article up to this long is quoted whole
CANDIDATES = 24  # sentences of a longer passage that are weighed
MOST = 4  # sentences quoted of a longer passage, lists apart
NEAR = 0.025  # cosine below the best sentence that still belongs to the answer
LIST_LIMIT = 12
LIST_ITEM = re.compile(r"\s*(?:[-*+•]|[\d۰-۹٠-٩]{1,2}[.)、）]|[一二三四五六七八九十]、)\s*\S")
# What a page would not show, and what is no text: nobody reads it, so nobody is answered with it.
HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|iframe)\b.*?(?:</\1\s*>|\Z)"
    r"|<(\w+)\b[^>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|\shidden\b)[^>]*>.*?(?:</\2\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
TAG = re.compile(r"</?[a-z][^<>]*>|<!--.*?-->|-->", re.IGNORECASE)
PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
ZWNJ = "\u200c"  # Persian is written with it


@dataclass(frozen=True)
class Quote:
    """A sentence as it stands in an article's revision (Markdown, verbatim), and as plain text to show."""

    hit: Hit
    quote: str
    text: str


def quotes(library: Library, evidence: Evidence, hit: Hit) -> list[Quote]:
    """Return the sentences of an article that answer the question, in the article's order."""
    with library.database.reading() as session:
        readable = passages.readable(session, [hit.article_id], evidence.query.audience).get(hit.article_id)
        texts = passages.of_article(session, readable) if readable else []
    if not texts:
        return []
    whole = sum(chunking.words(text.text) for text in texts) <= WHOLE
    if whole:
        chosen = [sentence for text in texts for sentence in _sentences(text.text)]
    else:
        chosen = _best(library, evidence, _sentences(hit.passage))
    return [Quote(hit, sentence, shown) for sentence in chosen if (shown := _shown(sentence))]


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text, headings and what no page shows left out; each stands verbatim in it."""
    hidden = [found.span() for found in HIDDEN.finditer(text)]
    found = []
    for span in languages.sentences(text):
        start, end = span.start, span.end
        for first, last in hidden:
            if first <= start < last:
                start = min(last, end)
            elif start < first < end:
                end = first
        sentence = text[start:end].strip()
        if sentence and not sentence.startswith("#"):
            found.append(sentence)
    return found


def visible(text: str) -> str:
    """Return a text without characters that nobody sees (zero width, direction overrides, tags); ZWNJ stays."""
    return "".join(
        letter
        for letter in text
        if letter == ZWNJ or unicodedata.category(letter) not in {"Cf", "Co", "Cn"} or letter in "\n\t"
    )


def _shown(sentence: str) -> str:
    """Return a quote as plain text; a numbered step keeps its number."""
    number = re.match(r"\s*([\d۰-۹٠-٩]{1,2}[.)])\s+", sentence)
    bare = TAG.sub(" ", PICTURE.sub(r"\1", sentence))
    text = " ".join(visible(chunking.plain(bare)).split())
    return f"{number[1]} {text}" if number and text and not text.startswith(number[1]) else text


def _best(library: Library, evidence: Evidence, sentences: Sequence[str]) -> list[str]:
    if len(sentences) <= 1:
        return list(sentences)
    scores = _scores(library, evidence, sentences[:CANDIDATES])
    best = float(scores.max())
    near = [place for place in range(len(scores)) if scores[place] >= best - NEAR]
    ranked = sorted(near, key=lambda place: -scores[place])[:MOST]
    chosen = set(ranked)
    for place in ranked:
        chosen |= _list_around(sentences, place)
    return [sentences[place] for place in sorted(chosen)]


def _scores(library: Library, evidence: Evidence, sentences: Sequence[str]) -> NDArray[np.float32]:
    """Score sentences by meaning, or by shared words while the encoder is down."""
    if evidence.query.vector is not None:
        try:
            return (
                library.encoder.passages([chunking.plain(sentence) for sentence in sentences])
                @ evidence.query.vector
            )
        except EncoderUnavailableError:
            pass
    asked = set(evidence.query.words)
    shared = [len(asked & set(languages.tokens(sentence))) / max(len(asked), 1) for sentence in sentences]
    return np.asarray(shared, np.float32)


def _list_around(sentences: Sequence[str], place: int) -> set[int]:
    """Return the list that a sentence belongs to or introduces: half a list of steps is no answer."""
    start = place if LIST_ITEM.match(sentences[place]) else place + 1
    if start >= len(sentences) or not LIST_ITEM.match(sentences[start]):
        return set()
    if start > place and not sentences[place].rstrip().endswith((":", "：")):
        return set()
    first, last = start, start
    while first > 0 and LIST_ITEM.match(sentences[first - 1]):
        first -= 1
    while last + 1 < len(sentences) and LIST_ITEM.match(sentences[last + 1]):
        last += 1
    return set(range(first, min(last, first + LIST_LIMIT) + 1))
