"""What the held-out sentences hold is found whole, and what only looks like it stays."""

import pytest

from kb.privacy import PlaceholderBook, mask, participants
from kb.privacy.masking import find
from tests.kb.privacy import heldout, unseen


def spans(item):
    at = 0
    for _, value in item.values:
        at = item.text.index(value, at)
        yield at, at + len(value)
        at += len(value)


@pytest.mark.parametrize("items", [heldout.ITEMS, unseen.ITEMS], ids=["heldout", "unseen"])
@pytest.mark.parametrize("language", heldout.ITEMS)
def test_recall_and_precision_by_the_letter(language, items):
    right, missed, wrong = 0, [], []
    for item in items[language]:
        found = find(item.text, participants((), [item.text]))
        covered = {at for one in found for at in range(one.start, one.end)}
        personal = set()
        for start, end in spans(item):
            personal |= set(range(start, end))
            if all(at in covered for at in range(start, end) if item.text[at].isalnum()):
                right += 1
            else:
                missed.append(item.text[start:end])
        wrong += [item.text for one in found if not personal & set(range(one.start, one.end))]
    assert len(heldout.ITEMS[language]) >= 60
    assert right / (right + len(missed)) >= 0.95, missed
    assert right / (right + len(wrong)) >= 0.90, wrong


@pytest.mark.parametrize("language", heldout.ITEMS)
def test_masking_twice_changes_nothing(language):
    for item in heldout.ITEMS[language]:
        once = mask(item.text, names=participants((), [item.text]), book=PlaceholderBook()).text
        assert mask(once, names=participants((), [once]), book=PlaceholderBook()).text == once
