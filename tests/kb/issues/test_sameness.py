"""The hand-made issues in three languages: rewordings are one, another fact or name is another."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from kb.inference.encoder import Encoder
from kb.issues.sameness import Nearness, Relation, Said, compare, too_little

ISSUES = Path(__file__).parents[3] / "benchmarks" / "pairs" / "issues.tsv"


@pytest.mark.slow
def test_no_look_alike_is_taken_for_the_same_and_most_rewordings_are(encoder: Encoder) -> None:
    rows = [line.split("\t") for line in ISSUES.read_text(encoding="utf-8").splitlines()]
    questions = encoder.passages([row[3] for row in rows])
    answers = encoder.passages([row[4] for row in rows])
    found = total = 0
    for one, other in itertools.combinations(range(len(rows)), 2):
        (topic, language, version, *first), (theirs, other_language, another, *second) = (
            rows[one],
            rows[other],
        )
        near = Nearness(float(questions[one] @ questions[other]), float(answers[one] @ answers[other]))
        said = Said(first[0], first[1], language), Said(second[0], second[1], other_language)
        same = compare(*said, near) is Relation.SAME
        assert same is (compare(said[1], said[0], near) is Relation.SAME)
        if topic == theirs and (version == "x") == (another == "x"):
            found, total = found + same, total + 1
        else:
            assert not same, (rows[one], rows[other])
    assert found >= 0.8 * total


def test_a_brief_answer_without_a_name_is_recognised_only_almost_word_for_word() -> None:
    one = Said("Do you have high chairs?", "High chairs are not available here.", "en")
    again = Said("Do you have any high chairs?", "High chairs are not available.", "en")
    assert too_little(one, again, Nearness(0.97, 0.98))
    assert not too_little(one, again, Nearness(0.985, 0.985))
