"""What a newer text changes: nothing is lost on either side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.content import Content
from web.comparing import changes

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
