"""Threads of many voices: a forum, a group chat; which of the replies answers."""

from ingest.resolution import Resolution, resolve, texts_to_encode
from ingest.resolution.replies import many_voiced, reply_scores
from ingest.resolution.turns import read_turns
from kb.inference.encoder import Encoder
from tests.ingest.resolution.conversations import conversation

LINES = (
    "U: سلام بچه‌ها، پسرم سه سالشه و شب‌ها خیلی سرفه می‌کنه، چی کار کنم بهتر بشه؟",
    "U: منم همین مشکل رو دارم 😭",
    "U: عسل رقیق با آب ولرم قبل خواب بهش بده و اتاق رو با بخور سرد مرطوب نگه دار، اگه تب کرد ببرش دکتر.",
    "U: ممنون امتحان می‌کنم",
    "U: .",
    "U: چند وقته؟",
)
AUTHORS = ("u0", "u1", "u2", "u0", "u3", "u4")


def test_the_reply_that_advises_stands_before_sympathy_questions_and_dots(encoder: Encoder) -> None:
    spoken = conversation(*LINES, authors=AUTHORS)
    turns = read_turns(spoken)
    assert many_voiced(turns)
    vectors = encoder.questions(texts_to_encode(spoken))
    scores = reply_scores(turns, vectors)
    assert max(scores, key=scores.__getitem__) == 2
    found = resolve(spoken, vectors)
    assert isinstance(found, Resolution)
    assert "m2" in {piece.message_id for piece in found.resolution}
    assert not {"m1", "m4", "m5"} & {piece.message_id for piece in found.resolution}


def test_a_chat_with_an_agent_is_no_forum() -> None:
    assert not many_voiced(read_turns(conversation("C: hi there", "A: one", "C: two", "A: three")))
    assert not many_voiced(read_turns(conversation("U: a b", "U: c d", authors=("x", "y"))))
