from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reliability import diagram, reliability, table

SURE = st.floats(0, 1)
JUDGED = st.builds(
    lambda sure, rank: {"confidence": sure, "rank": rank}, SURE, st.sampled_from([None, 1, 2, 10])
)


def judged(*rows: tuple[float, int | None]) -> list[dict[str, object]]:
    return [{"confidence": sure, "rank": rank} for sure, rank in rows]


def test_a_confidence_that_keeps_its_promise_has_no_error() -> None:
    found = reliability(judged(*[(0.75, 1)] * 3, (0.75, None), (0.25, 1), *[(0.25, 2)] * 3))
    assert found.error == pytest.approx(0)
    assert [(one.low, one.questions, one.right) for one in found.ranges] == [(0.2, 4, 0.25), (0.7, 4, 0.75)]


def test_only_a_relevant_article_in_first_place_is_right() -> None:
    found = reliability(judged((1.0, 1), (0.95, 2), (0.9, None)))
    assert len(found.ranges) == 1
    assert found.ranges[0].right == pytest.approx(1 / 3)
    assert found.error == pytest.approx(0.95 - 1 / 3)


def test_without_questions_there_is_nothing_to_believe() -> None:
    found = reliability([])
    assert table(found) == {"expected_calibration_error": 0.0, "ranges": []}
    assert ET.fromstring(diagram(found, 0.6, "nothing")).tag.endswith("svg")


@given(st.lists(JUDGED, max_size=60))
def test_every_question_is_in_one_range_that_holds_its_confidence(rows: list[dict[str, object]]) -> None:
    found = reliability(rows)
    assert sum(one.questions for one in found.ranges) == len(rows) == found.questions
    assert 0 <= found.error <= 1
    for one in found.ranges:
        assert one.low <= one.confidence + 1e-9
        assert one.confidence <= one.high + 1e-9
        assert 0 <= one.right <= 1


@given(st.lists(JUDGED, max_size=30), SURE, st.text(st.characters(codec="utf-8", exclude_categories=["C"])))
def test_the_diagram_is_wellformed_and_says_its_figures(
    rows: list[dict[str, object]], threshold: float, title: str
) -> None:
    found = reliability(rows)
    drawn = ET.fromstring(diagram(found, threshold, title))
    said = " ".join("".join(part.itertext()) for part in drawn.iter() if part.text)
    assert title in said
    assert f"{found.questions} questions" in said
    for one in found.ranges:
        assert f"{one.questions} questions, {one.right:.2f} right" in said
