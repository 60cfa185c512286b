from __future__ import annotations

from typing import Any

from assistant.comparing import curve, flips


def judged(
    question: str, rank: int | None, *, answered: bool, relevant: tuple[str, ...] = ("a",)
) -> dict[str, Any]:
    first = "a" if rank == 1 else "b"
    shape = {"question": question, "language": "en", "relevant": list(relevant), "first": first, "rank": rank}
    return shape | {"answered": answered, "confidence": 0.8 if answered else 0.2}


def test_what_flipped_is_named_worse_first() -> None:
    base = [
        judged("kept", 1, answered=True),
        judged("lost", 1, answered=True),
        judged("won", 2, answered=False),
    ]
    base.append(judged("unknown", None, answered=False, relevant=()))
    now = [
        judged("kept", 1, answered=True),
        judged("lost", 3, answered=True),
        judged("won", 1, answered=True),
    ]
    now += [judged("unknown", None, answered=True, relevant=()), judged("new", 1, answered=True)]
    found = [(one.question, one.what, one.change) for one in flips(base, now)]
    assert found == [
        ("unknown", "answered", "worse"),
        ("lost", "first_place", "worse"),
        ("won", "answered", "better"),
        ("won", "first_place", "better"),
    ]
    assert flips(base, base) == []


def test_the_curve_says_what_each_threshold_costs() -> None:
    rows = [judged("one", 1, answered=True), judged("two", 2, answered=False)]
    rows.append(judged("three", None, answered=True, relevant=()))
    low, high = curve(rows)[0], curve(rows)[-1]
    assert (low["answered"], low["right"], low["wrongly_answered"]) == (1.0, 0.5, 1.0)
    assert (high["answered"], high["wrongly_answered"]) == (0.0, 0.0)
    assert curve([])[0]["answered"] == 0.0
