"""Which texts pass a model together: each once, within the budget, and in few shapes however long the import."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.inference.shapes import TOKENS, groups, shape, width

MOST = 512


@given(st.lists(st.integers(1, MOST), max_size=60))
def test_texts_of_like_length_are_encoded_together_and_each_once(lengths: list[int]) -> None:
    found = groups(lengths)
    assert sorted(at for group in found for at in group) == list(range(len(lengths)))
    for group in found:
        padded = width(max(lengths[at] for at in group))
        assert len(group) == 1 or len(group) * padded <= TOKENS


@given(st.integers(1, 200), st.integers(1, MOST))
def test_a_shape_holds_its_texts_and_stays_within_the_budget(count: int, longest: int) -> None:
    rows, tokens = shape(count, longest, MOST)
    assert rows >= count
    assert longest <= tokens <= MOST
    assert rows * tokens <= max(TOKENS, count * tokens)


def test_a_long_import_meets_few_shapes() -> None:
    fits = [(count, longest) for longest in range(1, MOST + 1) for count in range(1, TOKENS // longest + 1)]
    assert (
        len({shape(count, longest, MOST) for count, longest in fits if width(longest) * count <= TOKENS})
        < 200
    )


def test_a_question_alone_is_not_padded() -> None:
    assert shape(1, 13, MOST) == (1, 13)
