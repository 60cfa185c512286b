from __future__ import annotations

import pytest

from assistant.across import comparable
from assistant.question import understand
from assistant.retrieval import search
from kb.index import Ranked
from kb.library import Library


@pytest.fixture
def found(shop: Library) -> Ranked:
    query = understand(shop, "会员积分会不会作废")
    assert query.vector is not None
    vector = shop.levelling.question(query.vector, query.written)
    return shop.index.search(vector, None, query.where, 50)


def test_pieces_in_the_questions_language_keep_their_nearness(shop: Library, found: Ranked) -> None:
    query = understand(shop, "会员积分会不会作废")
    moved, pieces = comparable(shop, query, found, found.dense)
    before = {piece.id: piece.score for piece in found.dense if piece.language == "zh"}
    assert before
    assert before == {piece.id: piece.score for piece in moved.dense if piece.language == "zh"}
    assert {piece.id for piece in pieces} == {piece.id for piece in found.dense}
    assert list(pieces) == sorted(pieces, key=lambda piece: (-piece.score, piece.id))


def test_where_all_is_in_one_language_nothing_moves(shop: Library, found: Ranked) -> None:
    query = understand(shop, "会员积分会不会作废")
    own = tuple(piece for piece in found.dense if piece.language == "zh")
    assert comparable(shop, query, Ranked(own, ()), own) == (Ranked(own, ()), own)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("می‌خوام جنس رو پس بدم، چیکار کنم؟", "return"),
        ("我想把东西退了", "return"),
        ("رمز عبورم رو یادم رفته", "password"),
        ("میشه مجانی بفرستین؟", "delivery-fa"),
        ("will I lose my points?", "points-zh"),
    ],
)
def test_everyday_words_find_what_is_meant_in_any_language(shop: Library, asked: str, wanted: str) -> None:
    assert search(shop, asked).hits[0].external_id == wanted
