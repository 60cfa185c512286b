"""What was encoded last is remembered, so much and no more, and what was given is never changed afterwards."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.inference.recent import Recent, digest

MOST = 3


def vector(number: int) -> np.ndarray:
    return np.full(4, number, np.float32)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6)), max_size=40))
def test_the_last_ones_are_remembered_as_they_were_put_in(steps: list[tuple[bool, int]]) -> None:
    recent, model = Recent(MOST), dict[int, int]()
    for at, (puts, number) in enumerate(steps):
        key = bytes([number])
        if puts:
            recent.put({key: vector(at)})
            model.pop(number, None)
            model[number] = at
            if len(model) > MOST:
                del model[next(iter(model))]
        else:
            found = recent.get([key])
            if number in model:
                model[number] = model.pop(number)
                assert found[key].tolist() == vector(model[number]).tolist()
            else:
                assert found == {}
    assert list(recent) == [bytes([number]) for number in model]


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_what_was_given_stays_when_its_place_is_taken(dtype: type) -> None:
    recent = Recent(1, dtype)
    recent.put({b"a": vector(1)})
    held = recent.get([b"a"])[b"a"]
    assert held.dtype == np.float32
    recent.put({b"b": vector(2)})
    assert held.tolist() == vector(1).tolist()
    recent.clear()
    assert recent.get([b"b"]) == {}
    recent.put({b"c": vector(3)})
    assert recent.get([b"c"])[b"c"].tolist() == vector(3).tolist()


def test_questions_and_passages_are_remembered_apart() -> None:
    assert digest("parcel", "query") != digest("parcel", "document")
