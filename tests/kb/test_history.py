"""Notes in an article's history: what we wrote reads back as what it was, and a person's words stay theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import history
from kb.history import NOTES, Told

VALUES = {"channel": "live chat", "count": "12", "id": "7"}


@pytest.mark.parametrize("kind", NOTES)
def test_what_was_written_reads_back(kind):
    told = history.told(history.note(kind, **VALUES))
    assert told is not None
    assert told.kind == kind
    assert told.values == {name: value for name, value in VALUES.items() if f"{{{name}}}" in NOTES[kind]}


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("drafted from email", Told("drafted", {"channel": "email"})),
        ("proposed: a conversation (chat) says more", Told("proposed", {"channel": "chat"})),
        ("put together from 3 conversations", Told("composed", {"count": "3"})),
        ("the proposal was declined", Told("declined")),
        ("merged with article 12", Told("merged", {"id": "12"})),
    ],
)
def test_rows_of_earlier_versions_stay_readable(kept, told):
    assert history.told(kept) == told


@pytest.mark.parametrize("kept", ["", "I imported it again", "Merged with article 12.", "drafted from "])
def test_a_persons_words_are_none_of_ours(kept):
    assert history.told(kept) is None


@given(st.text(max_size=200))
def test_any_note_can_be_read(kept):
    history.told(kept)
