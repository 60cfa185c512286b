from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score, roc_auc_score

from assistant.metrics import auroc, ndcg, percentile, recall_at, reciprocal_rank

scores = st.lists(st.integers(0, 20).map(lambda n: n / 20), min_size=1, max_size=30)


@given(scores, scores)
def test_auroc_equals_the_reference(positive: list[float], negative: list[float]) -> None:
    expected = roc_auc_score([1] * len(positive) + [0] * len(negative), positive + negative)
    assert auroc(positive, negative) == pytest.approx(expected)


@given(st.lists(st.booleans(), min_size=10, max_size=10))
def test_ndcg_equals_the_reference(hits: list[bool]) -> None:
    ranked = [str(place) for place in range(10)]
    relevant = {str(place) for place, hit in enumerate(hits) if hit}
    expected = (
        ndcg_score([[int(hit) for hit in hits]], [[10 - place for place in range(10)]]) if relevant else 0
    )
    assert ndcg(ranked, relevant, 10) == pytest.approx(expected)


def test_auroc_needs_both_kinds() -> None:
    assert auroc([], [0.1]) is None


def test_ranks() -> None:
    assert reciprocal_rank(["a", "b"], {"b"}, 10) == 0.5
    assert reciprocal_rank(["a", "b"], {"b"}, 1) == 0
    assert recall_at(["a", "b"], {"b"}, 1) == 0
    assert recall_at(["a", "b"], {"b"}, 2) == 1


def test_percentile_is_a_value_that_occurred() -> None:
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile([3, 1, 2], 0.95) == 3
    assert percentile([], 0.5) is None
