"""What people also asked: for near articles one question each, in words that may be shown to everybody.

A question is shown as a manager or a trusted file put it, or as several visitors did, and then only when the article
itself has every word of it; never as it stands in somebody's conversation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import func, select

from kb.database import Session
from kb.languages import normalise, tokens
from kb.languages.scripts import HAN
from kb.privacy import PLACEHOLDER
from kb.reading import catalogue
from kb.reading.catalogue import Card
from kb.tables import Article, Revision, Variant
from kb.usage.asked import Frequent

SHORTEST, LONGEST = 6, 140  # characters of a question that people asked
_HAN = re.compile(f"[{HAN}]")
# Words that any question may have, whatever it is about.
_ASKING = (
    "how long often many much when where why what which who does do did is are can could will i my me you your it"
    " they we us get have need want there any if not still"
    " چقدر چند کجا کی چرا کدام چطور چگونه آیا چه من ما شما هنوز اگر دارم دارید می‌شود می‌توانم باید است نیست"
    " 我你您我们你们怎么怎样如何多久多少几时何时什么哪里哪个为为什么吗呢的了可以能会要有没有是不是请问"
)


def near(
    session: Session, article_ids: Sequence[int], audience: str, language: str, frequent: Iterable[Frequent]
) -> list[tuple[str, Card]]:
    """Return questions that articles answer, with the article: at most one each, in the order of the articles.

    Args:
        session: only reads.
        article_ids: the articles near what somebody reads.
        audience: the reader's; no other article comes out.
        language: the questions'.
        frequent: what customers asked often; it goes before the articles' own phrasings.
    """
    said = _frequent(session, article_ids, language, frequent)
    for owner, text in _curated(session, article_ids, language):
        said[owner].append(text)
    found = []
    for card in catalogue.cards(session, article_ids, audience):
        first = next((text for text in said[card.article_id] if fit_to_show(text, card.title)), None)
        if first is not None:
            found.append((first, card))
    return found


def fit_to_show(text: str, title: str) -> bool:
    """Whether a phrasing may stand on a page as a question that people asked, beside an article's title."""
    asks = text.rstrip().endswith(("?", "؟", "？"))
    short = SHORTEST <= len(text) <= LONGEST and "\n" not in text
    return asks and short and not PLACEHOLDER.search(text) and normalise(text) != normalise(title)


def _curated(session: Session, article_ids: Sequence[int], language: str) -> Iterator[tuple[int, str]]:
    """Go through the phrasings that were written for an article; those of conversations are single customers'."""
    query = (
        select(Variant.article_id, Variant.text)
        .where(
            Variant.article_id.in_(article_ids),
            Variant.language == language,
            Variant.conversation_id.is_(None),
        )
        .order_by(func.length(Variant.text), Variant.id)
    )
    yield from session.execute(query).all()


def _frequent(
    session: Session, article_ids: Sequence[int], language: str, frequent: Iterable[Frequent]
) -> defaultdict[int, list[str]]:
    wanted = [one for one in frequent if one.article_id in article_ids and one.language == language]
    query = (
        select(Article.id, Revision)
        .join(Revision, (Revision.article_id == Article.id) & (Revision.number == Article.published))
        .where(Article.id.in_({one.article_id for one in wanted}))
    )
    texts = {
        article_id: _words(f"{shown.title}\n{shown.issue}\n{shown.cause}\n{shown.resolution}")
        for article_id, shown in session.execute(query)
    }
    said: defaultdict[int, list[str]] = defaultdict(list)
    for one in wanted:
        if _words(one.text) - _ASKING_WORDS <= texts.get(one.article_id, frozenset()):
            said[one.article_id].append(one.text)
    return said


def _words(text: str) -> frozenset[str]:
    """The words that mean something, by their stems; Chinese letter by letter, for its tokens are pairs of them."""
    found = {token for token in tokens(text) if not _HAN.search(token)}
    return frozenset(found | set(_HAN.findall(normalise(text))))


_ASKING_WORDS = _words(_ASKING)
