"""What every index promises, run against each adapter: one class, so that they cannot drift apart.

A real server takes part where `DANESH_TEST_QDRANT_URL` names one.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.errors import IndexUnavailableError
from kb.index import Filter, Found, Index, Piece, Stored
from kb.index.edge import EdgeIndex
from kb.index.protocol import Vector
from kb.index.server import ServerIndex
from kb.piece_ids import piece_id

DIMENSION = 8
EVERYBODY = Filter(("public", "agents"), ("draft", "in_review", "published", "retired"))
HALF = 5e-4  # what 16 bits lose of a number at most
PUBLIC = Filter(("public",))
SERVER = os.environ.get("DANESH_TEST_QDRANT_URL")
VOCABULARY = ["parcel", "refund", "label", "shop", "card", "پول", "برگشت", "کارت", "退货", "运费"]


def server(client: object) -> Iterator[Index]:
    index = ServerIndex(client, DIMENSION, collection=f"test-{uuid.uuid4()}")  # type: ignore[arg-type]
    yield index
    index._client.delete_collection(index._collection)
    index.close()


@pytest.fixture(params=["edge", "local", *(["server"] if SERVER else [])])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    if request.param == "edge":
        edge = EdgeIndex(tmp_path / "index", DIMENSION)
        yield edge
        edge.close()
        return
    from qdrant_client import QdrantClient

    client = QdrantClient(":memory:") if request.param == "local" else QdrantClient(url=SERVER)
    yield from server(client)


def unit(*values: float) -> Vector:
    vector = np.zeros(DIMENSION, np.float32)
    vector[: len(values)] = values
    return vector / np.linalg.norm(vector)


def piece(number: int, vector: Vector | None = None, words: str = "parcel", **labels: object) -> Piece:
    values: dict[str, object] = {
        "article_id": number, "kind": "passage", "content_hash": f"hash {number}", "audience": "public",
        "status": "published", "language": "en", "category": None,
    }  # fmt: skip
    values |= labels
    vector = unit(1, number / 10) if vector is None else vector
    made = identity(number, str(values["kind"]), str(values["language"]))
    return Piece(id=made, vector=vector, words=words, **values)  # type: ignore[arg-type]


def identity(number: int, kind: str = "passage", language: str = "en") -> str:
    return piece_id(number, kind, language, "")


def numbers(found: Sequence[Found]) -> list[int]:
    return [piece.article_id for piece in found]


def dense(index: Index, vector: Vector, where: Filter = PUBLIC, limit: int = 10) -> list[int]:
    return numbers(index.search(vector, None, where, limit).dense)


def lexical(index: Index, words: str, where: Filter = PUBLIC, limit: int = 10) -> list[int]:
    return numbers(index.search(None, words, where, limit).lexical)


def crowd(count: int = 120) -> list[Piece]:
    """Random but repeatable pieces, no two alike."""
    random = np.random.default_rng(7)
    made = []
    for number in range(1, count + 1):
        vector = random.normal(size=DIMENSION).astype(np.float32)
        chosen = random.choice(VOCABULARY, size=random.integers(1, 30))
        made.append(
            piece(
                number,
                vector / np.linalg.norm(vector),
                " ".join(chosen),
                audience=str(random.choice(["public", "agents"])),
                status=str(random.choice(["published", "draft"])),
                language=str(random.choice(["en", "fa", "zh"])),
                category=random.choice(["Returns", "بازگشت", None]),
            )
        )
    return made


@pytest.mark.filterwarnings("ignore:Payload indexes have no effect")
class TestEveryIndex:
    def test_an_empty_index_finds_nothing(self, index: Index) -> None:
        assert index.count() == 0
        assert list(index.stored()) == []
        found = index.search(unit(1), "parcel", PUBLIC, 10)
        assert (found.dense, found.lexical) == ((), ())
        assert index.nearest([unit(1)], PUBLIC, 10) == [()]
        index.prune([1], [])
        index.upsert([])
        index.flush()
        index.optimize()

    def test_an_empty_question_finds_nothing(self, index: Index) -> None:
        index.upsert([piece(1)])
        for words in (None, ""):
            found = index.search(None, words, PUBLIC, 10)
            assert (found.dense, found.lexical) == ((), ())
        assert index.nearest([], PUBLIC, 10) == []

    def test_what_is_stored_is_found_by_meaning_nearest_first(self, index: Index) -> None:
        index.upsert([piece(1, unit(0, 1)), piece(2, unit(1, 0)), piece(3, unit(1, 1))])
        found = index.search(unit(1, 0.1), None, PUBLIC, 10).dense
        assert numbers(found) == [2, 3, 1]
        assert found[0].score == pytest.approx(float(unit(1, 0.1) @ unit(1, 0)), abs=HALF)
        assert [(hit.article_id, hit.kind) for hit in found] == [
            (2, "passage"),
            (3, "passage"),
            (1, "passage"),
        ]

    def test_what_is_found_says_what_it_is(self, index: Index) -> None:
        index.upsert(
            [piece(1, kind="title", language="fa"), piece(2, unit(1), kind="variant", language="zh")]
        )
        [found] = index.nearest([unit(1)], PUBLIC, 10)
        assert [(hit.id, hit.article_id, hit.kind, hit.language) for hit in found] == [
            (identity(2, "variant", "zh"), 2, "variant", "zh"),
            (identity(1, "title", "fa"), 1, "title", "fa"),
        ]

    def test_what_is_stored_is_found_by_its_words_the_rarer_the_better(self, index: Index) -> None:
        index.upsert(
            [
                piece(1, words="parcel refund"),
                piece(2, words="parcel label"),
                piece(3, words="parcel parcel"),
                piece(4, words="card"),
            ]
        )
        assert lexical(index, "refund parcel")[0] == 1
        assert set(lexical(index, "refund parcel")) == {1, 2, 3}
        assert lexical(index, "unheard") == []
        assert lexical(index, "PARCEL") == [], "words come normalised; the index leaves them as they are"

    def test_a_piece_that_says_it_more_often_or_shorter_comes_first(self, index: Index) -> None:
        padding = " ".join(f"w{number}" for number in range(60))
        index.upsert(
            [piece(1, words=f"refund {padding}"), piece(2, words="refund"), piece(3, words="refund refund x")]
        )
        assert lexical(index, "refund") == [3, 2, 1]

    def test_words_of_every_script_match(self, index: Index) -> None:
        index.upsert([piece(1, words="پول برگشت"), piece(2, words="退货 运费"), piece(3, words="refund")])
        assert lexical(index, "برگشت") == [1]
        assert lexical(index, "运费") == [2]

    def test_both_lists_come_from_one_question(self, index: Index) -> None:
        index.upsert([piece(1, unit(1), "x"), piece(2, unit(0, 1), "refund")])
        found = index.search(unit(1), "refund", PUBLIC, 1)
        assert numbers(found.dense) == [1]
        assert numbers(found.lexical) == [2]

    def test_a_piece_with_the_same_id_is_replaced(self, index: Index) -> None:
        index.upsert([piece(1, unit(1), "old", audience="public")])
        index.upsert([piece(1, unit(0, 1), "new", audience="agents", content_hash="other")])
        assert index.count() == 1
        assert list(index.stored()) == [Stored(identity(1), 1, "other")]
        assert dense(index, unit(1)) == []
        assert lexical(index, "old", EVERYBODY) == []
        assert lexical(index, "new", EVERYBODY) == [1]

    def test_a_piece_without_words_is_found_by_meaning_alone(self, index: Index) -> None:
        index.upsert([piece(1, words="")])
        assert dense(index, unit(1)) == [1]
        assert lexical(index, "parcel") == []

    @pytest.mark.parametrize(
        ("where", "expected"),
        [
            (Filter(("public",)), [1, 2, 4, 5, 6]),
            (Filter(("agents",)), [3]),
            (Filter(("public", "agents")), [1, 2, 3, 4, 5, 6]),
            (Filter(("public",), ("draft",)), [7]),
            (Filter(("public",), ("draft", "in_review", "published")), [1, 2, 4, 5, 6, 7]),
            (Filter(("public",), language="fa"), [4]),
            (Filter(("public",), category="Returns"), [5]),
            (Filter(("public",), category="returns"), []),
            (Filter(("public",), category="بازگشت"), [6]),
            (Filter(("public",), language="fa", category="Returns"), []),
            (Filter(("public",), ()), []),
            (Filter(()), []),
        ],
    )
    def test_every_search_keeps_to_its_filter(self, index: Index, where: Filter, expected: list[int]) -> None:
        index.upsert(
            [
                piece(1),
                piece(2),
                piece(3, audience="agents"),
                piece(4, language="fa"),
                piece(5, category="Returns"),
                piece(6, category="بازگشت"),
                piece(7, status="draft"),
            ]
        )
        assert sorted(dense(index, unit(1), where)) == expected
        assert sorted(lexical(index, "parcel", where)) == expected
        assert [sorted(numbers(found)) for found in index.nearest([unit(1)] * 2, where, 10)] == [expected] * 2

    def test_every_named_tag_must_be_carried_and_only_named_articles_are_found(self, index: Index) -> None:
        index.upsert([piece(1, tags=("pro", "ios")), piece(2, tags=("pro",)), piece(3)])
        assert sorted(dense(index, unit(1), Filter(("public",), tags=("pro",)))) == [1, 2]
        assert dense(index, unit(1), Filter(("public",), tags=("pro", "ios"))) == [1]
        assert sorted(lexical(index, "parcel", Filter(("public",), articles=(2, 3)))) == [2, 3]
        assert dense(index, unit(1), Filter(("agents",), articles=(2, 3))) == []

    def test_the_length_before_levelling_comes_back(self, index: Index) -> None:
        index.upsert([piece(1, length=0.5625), piece(2)])
        assert index.lengths([identity(1), identity(2), identity(99)]) == {
            identity(1): 0.5625,
            identity(2): 1,
        }

    def test_vectors_of_what_is_stored_come_back_as_they_went_in(self, index: Index) -> None:
        index.upsert([piece(1, unit(1, 2, 3)), piece(2, unit(0, 1)), piece(3)])
        vectors = index.vectors([identity(2), identity(1), identity(99)])
        assert set(vectors) == {identity(1), identity(2)}
        assert vectors[identity(1)] == pytest.approx(unit(1, 2, 3), rel=HALF)
        assert vectors[identity(2)] == pytest.approx(unit(0, 1), rel=HALF)
        assert index.vectors([]) == {}

    def test_a_limit_holds_for_each_list(self, index: Index) -> None:
        index.upsert([piece(number) for number in range(1, 30)])
        found = index.search(unit(1), "parcel", PUBLIC, 7)
        assert (len(found.dense), len(found.lexical)) == (7, 7)
        assert [len(one) for one in index.nearest([unit(1), unit(0, 1)], PUBLIC, 3)] == [3, 3]

    def test_the_nearest_come_for_each_vector_in_its_turn(self, index: Index) -> None:
        index.upsert([piece(1, unit(1)), piece(2, unit(0, 1)), piece(3, unit(0, 0, 1))])
        asked = [unit(0, 0, 1), unit(1), unit(0, 1)]
        assert [numbers(found) for found in index.nearest(asked, PUBLIC, 1)] == [[3], [1], [2]]

    def test_pruning_keeps_what_it_is_told_and_every_other_article(self, index: Index) -> None:
        index.upsert([piece(number, article_id=1) for number in (1, 2, 3)] + [piece(4, article_id=2)])
        index.prune([1], [identity(2), identity(99)])
        assert sorted(stored.id for stored in index.stored()) == sorted([identity(2), identity(4)])
        index.prune([1], iter([]))
        assert [stored.id for stored in index.stored()] == [identity(4)]

    def test_everything_stored_is_listed_once_however_much_it_is(self, index: Index) -> None:
        pieces = [piece(number, unit(1), "w") for number in range(1, 2502)]
        index.upsert(pieces)
        stored = list(index.stored())
        assert index.count() == len(stored) == 2501
        assert {(one.id, one.article_id, one.content_hash) for one in stored} == {
            (one.id, one.article_id, one.content_hash) for one in pieces
        }

    def test_clearing_leaves_an_index_to_go_on_with(self, index: Index) -> None:
        index.upsert([piece(1)])
        index.clear()
        assert index.count() == 0
        index.upsert([piece(2)])
        index.flush()
        assert dense(index, unit(1)) == lexical(index, "parcel") == [2]
        assert dense(index, unit(1), Filter(("agents",))) == []

    def test_optimizing_changes_nothing_that_is_found(self, index: Index) -> None:
        index.upsert(crowd())
        before = [index.search(unit(1, number), "refund 退货", PUBLIC, 20) for number in range(3)]
        index.optimize()
        after = [index.search(unit(1, number), "refund 退货", PUBLIC, 20) for number in range(3)]
        for one, other in zip(before, after, strict=True):
            assert numbers(one.dense) == numbers(other.dense)
            assert numbers(one.lexical) == numbers(other.lexical)

    def test_a_vector_of_another_encoder_is_refused_by_name(self, index: Index) -> None:
        with pytest.raises(IndexUnavailableError):
            index.upsert([piece(1, np.ones(DIMENSION + 1, np.float32))])
        with pytest.raises(IndexUnavailableError):
            index.search(np.ones(DIMENSION + 1, np.float32), None, PUBLIC, 1)
        assert index.count() == 0

    def test_it_ranks_as_exact_arithmetic_says(self, index: Index) -> None:
        """Both adapters agree with a plain computation, so they agree with each other."""
        pieces = crowd()
        index.upsert(pieces)
        for where in (
            PUBLIC,
            EVERYBODY,
            Filter(("public", "agents"), language="fa"),
            Filter(("agents",), category="Returns"),
        ):
            visible = [one for one in pieces if _visible(one, where)]
            for asked in ("refund", "پول 退货", "parcel card label"):
                vector = crowd(3)[len(asked) % 3].vector
                found = index.search(vector, asked, where, 200)
                by_dense = {one.id: float(one.vector @ vector) for one in visible}
                _same_ranking(found.dense, by_dense)
                _same_ranking(found.lexical, _bm25(pieces, visible, asked))


def _visible(one: Piece, where: Filter) -> bool:
    return (
        one.audience in where.audiences
        and one.status in where.statuses
        and where.language in {None, one.language}
        and where.category in {None, one.category}
    )


def _bm25(pieces: list[Piece], visible: list[Piece], asked: str) -> dict[str, float]:
    """BM25 with k1 = 1.2, b = .75, a fixed mean length of 40 and frequencies over the whole index."""
    scores: dict[str, float] = {}
    for word in asked.split():
        having = sum(word in one.words.split() for one in pieces)
        idf = np.log((len(pieces) - having + 0.5) / (having + 0.5) + 1)
        for one in visible:
            tokens = one.words.split()
            times = tokens.count(word)
            if times:
                weight = times * 2.2 / (times + 1.2 * (1 - 0.75 + 0.75 * len(tokens) / 40))
                scores[one.id] = scores.get(one.id, 0.0) + float(idf) * weight
    return scores


def _same_ranking(found: Sequence[Found], expected: dict[str, float]) -> None:
    assert {one.id: one.score for one in found} == pytest.approx(expected, abs=HALF)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
