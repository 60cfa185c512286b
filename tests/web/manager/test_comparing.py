"""What a newer text changes: nothing is lost on either side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content import Content
from web.manager.comparing import changes, words

PIECES = ("Boil it.", "Rinse twice.\n", "\n\n- a step", "سلام. ", "加水。", "No end", "", "# Head\n")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)


def test_a_sentence_added_at_the_end_is_all_that_changes() -> None:
    (change,) = changes(Content("T", "Boil it. Rinse twice."), Content("T", "Boil it. Rinse twice.\n\nWait."))
    assert [(run.kind, run.text.strip()) for run in change.changes] == [
        ("kept", "Boil it. Rinse twice."),
        ("added", "Wait."),
    ]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_changes(before: str, after: str) -> None:
    found = changes(Content("T", before), Content("T", after))
    if not found:
        assert before == after
        return
    (change,) = found
    assert "".join(run.text for run in change.changes if run.kind != "removed") == after
    old = "".join(run.text for run in change.changes if run.kind != "added")
    assert "".join(old.split()) == "".join(before.split())


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_words_exactly(before: str, after: str) -> None:
    found = words(Content("T", before), Content("T", after))
    if not found:
        assert before == after
        return
    (change,) = found
    assert "".join(run.text for run in change.after) == after
    assert "".join(run.text for run in change.before) == before


@pytest.mark.parametrize(
    ("before", "after", "removed", "added"),
    [
        ("Within 30 days of delivery.", "Within 14 days of delivery.", ["30"], ["14"]),
        ("می‌توانید تا ۳۰ روز بازگردانید.", "می‌توانید تا ۱۴ روز بازگردانید.", ["۳۰"], ["۱۴"]),
        ("可以在三十天内退货。", "可以在十四天内退货。", ["三"], ["四"]),
        ("one two three", "uno dos three", ["one two"], ["uno dos"]),
    ],
)
def test_only_the_words_that_changed_are_marked(before, after, removed, added) -> None:
    (change,) = words(Content("T", before), Content("T", after))
    assert [run.text for run in change.inline if run.kind == "removed"] == removed
    assert [run.text for run in change.inline if run.kind == "added"] == added
