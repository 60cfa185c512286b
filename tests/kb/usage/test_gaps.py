"""Questions nobody answered, grouped: asked here, and left open in conversations."""

from datetime import UTC, datetime

import numpy as np
import pytest

from kb.archive import conversations
from kb.archive.conversations import Opening
from kb.errors import EncoderUnavailableError
from kb.usage import gaps, questions
from tests.kb.full_library import a_question

MAY = datetime(2024, 5, 1, tzinfo=UTC)


class Subjects:
    """An encoder for which texts that name the same thing lie together."""

    things = ("refund", "lamp", "پول")

    def __init__(self):
        self.encoded = []

    def questions(self, texts):
        self.encoded += texts
        rows = np.zeros((len(texts), 4), np.float32)
        for at, text in enumerate(texts):
            thing = next((one for one in self.things if one in text), "lamp")
            rows[at, 0 if thing == "پول" else self.things.index(thing)] = 1
        return rows


class Down:
    def questions(self, texts):
        raise EncoderUnavailableError(name="x", reason="down")


def ask(session, text, language, *, abstained=True):
    from dataclasses import replace

    questions.record(session, replace(a_question(1), text=text, language=language, abstained=abstained))


def leave(session, name, text, language="en"):
    thread = conversations.start(session, Opening(name, "a", "chat"))
    questions.note_open(session, thread.id, text, language, MAY)
    return thread.id


@pytest.fixture
def filled(library):
    with library.database.session() as session:
        ask(session, "How do I get a refund?", "en")
        ask(session, "answered refund", "en", abstained=False)
        ask(session, "پول من کی برمی‌گردد؟", "fa")
        left = leave(session, "one", "my refund is missing")
        leave(session, "two", "the lamp flickers")
    return library, left


def test_alike_questions_make_one_gap_across_languages_and_origins(filled):
    library, left = filled
    library.encoder = Subjects()
    refund, lamp = gaps.gaps(library)
    assert (refund.count, refund.asked, lamp.count) == (3, 2, 1)
    assert set(refund.languages) == {"en", "fa"}
    assert [one.conversation_id for one in refund.examples] == [left]
    assert refund.question == "my refund is missing"  # the first that was asked
    assert [gap.count for gap in gaps.gaps(library, "fa")] == [3]


def test_without_an_encoder_words_group(filled):
    library, _ = filled
    library.encoder = Down()
    with library.database.session() as session:
        leave(session, "three", "the lamp flickers!")
    assert max(gap.count for gap in gaps.gaps(library)) == 2


def test_noted_again_it_is_one_and_solved_it_goes(filled):
    library, left = filled
    library.encoder = Subjects()
    with library.database.session() as session:
        questions.note_open(session, left, "my refund is still missing", "en", MAY)
    assert sum(gap.count for gap in gaps.gaps(library)) == 4
    with library.database.session() as session:
        questions.forget_open(session, left)
    assert sum(gap.count for gap in gaps.gaps(library)) == 3


def test_an_erased_conversation_takes_its_question_along(filled):
    library, left = filled
    library.encoder = Subjects()
    with library.database.session() as session:
        session.delete(conversations.get(session, left))
    assert all(one.conversation_id != left for gap in gaps.gaps(library) for one in gap.examples)


def test_two_threads_that_merge_leave_one_question(filled):
    library, left = filled
    library.encoder = Subjects()
    with library.database.session() as session:
        other = leave(session, "reply", "where is the refund", "en")
        conversations.merge(session, conversations.get(session, left), conversations.get(session, other))
    shown = [one.conversation_id for gap in gaps.gaps(library) for one in gap.examples]
    assert shown.count(left) == 1
    assert other not in shown


def test_looking_again_encodes_only_what_is_new(filled):
    library, left = filled
    library.encoder = encoder = Subjects()
    first = gaps.gaps(library)
    assert len(encoder.encoded) == 4
    assert gaps.gaps(library) == first
    gaps.gaps(library, "fa")
    assert len(encoder.encoded) == 4
    with library.database.session() as session:
        leave(session, "three", "one more lamp")
    assert sum(gap.count for gap in gaps.gaps(library)) == 5
    assert encoder.encoded[4:] == ["one more lamp"]
    with library.database.session() as session:
        session.delete(conversations.get(session, left))
    gaps.gaps(library)
    with library.database.session() as session:
        leave(session, "four", "my refund is missing")
    gaps.gaps(library)
    assert encoder.encoded[5:] == ["my refund is missing"], "nothing of what was erased is remembered"


def test_another_encoder_begins_anew(filled):
    library, _ = filled
    library.encoder = Subjects()
    gaps.gaps(library)
    library.encoder = Down()
    assert len(gaps.gaps(library)) == 4
