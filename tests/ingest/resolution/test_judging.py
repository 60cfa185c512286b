"""What the network makes of turns: in three languages, at any length, and only with the encoder it was fitted for."""

import numpy as np
import pytest

from ingest.resolution import Resolution, Unresolved, judges, resolve, texts_to_encode
from ingest.resolution.encoding import considered
from ingest.resolution.judging import judge, weights
from ingest.resolution.turns import read_turns
from kb.inference.encoder import Encoder
from tests.ingest.resolution.conversations import conversation, quotes

HANDED_OVER_THEN_ANSWERED = {
    "en": (
        "C: My robot vacuum stops in the middle of the room.",
        "A: Hello, we are sorry for that. Please send us your order number by private message.",
        "C: sent it",
        "A: Thank you. The wheel sensor is dirty: please wipe both wheels with a dry cloth and press Home.",
        "C: that helped, it drives again, thanks",
    ),
    "fa": (
        "C: جاروی رباتی وسط اتاق می‌ایستد.",
        "A: سلام، بابت مشکل پیش‌آمده متأسفیم. لطفاً شماره سفارش را ارسال کنید تا پیگیری شود.",
        "C: فرستادم",
        "A: سنسور چرخ کثیف شده است؛ هر دو چرخ را با دستمال خشک تمیز کنید و دکمهٔ خانه را بزنید.",
        "C: درست شد، ممنون",
    ),
    "zh": (
        "C: 扫地机器人总是停在房间中间。",
        "A: 您好，很抱歉给您带来不便，请私信提供订单号，以便为您核实。",
        "C: 已经发了",
        "A: 是轮子的传感器脏了，请用干布把两个轮子擦干净，然后按一下回充键。",
        "C: 好了，谢谢",
    ),
}


@pytest.mark.parametrize("language", HANDED_OVER_THEN_ANSWERED)
def test_the_turn_that_solves_is_told_from_the_one_that_hands_over(encoder: Encoder, language: str) -> None:
    spoken = conversation(*HANDED_OVER_THEN_ANSWERED[language])
    vectors = encoder.questions(texts_to_encode(spoken))
    shares = judge(read_turns(spoken), vectors).solution
    assert shares[3] > 2 * shares[1]
    found = resolve(spoken, vectors)
    assert isinstance(found, Resolution)
    assert {piece.message_id for piece in found.resolution} == {"m3"}
    assert found.solved is True
    assert found.confirmed is True


def test_what_was_only_handed_over_is_unsolved_and_no_draft(encoder: Encoder) -> None:
    spoken = conversation(
        "C: 宽带又断了，打了三次电话都没人管！",
        "A: 您好，给您带来不便非常抱歉，您反映的情况我们会尽快反馈给相关部门。",
        "C: 每次都这么说，投诉你们！",
    )
    found = resolve(spoken, encoder.questions(texts_to_encode(spoken)))
    assert isinstance(found, Unresolved)
    assert found.solved is False
    assert found.question is not None


def test_the_archive_and_the_customers_outright_words_go_before_the_network(encoder: Encoder) -> None:
    lines = ("C: The app crashes.", "A: We will forward it to the relevant department.")
    spoken = conversation(*lines, "C: it works now")
    assert resolve(spoken, encoder.questions(texts_to_encode(spoken))).solved is True
    told = conversation(*lines, resolved=True)
    found = resolve(told, encoder.questions(texts_to_encode(told)))
    assert found.solved is True
    spoken = conversation(*lines, "C: no change, it still does not work")
    assert resolve(spoken, encoder.questions(texts_to_encode(spoken))).solved is False


def test_an_unanswered_question_is_neither_solved_nor_unsolved(encoder: Encoder) -> None:
    spoken = conversation("C: Do you ship to Canada?")
    assert resolve(spoken, encoder.questions(texts_to_encode(spoken))).solved is None


@pytest.mark.parametrize("turns", [1, 47, 48, 49, 500])
def test_texts_and_vectors_agree_however_long_the_thread(turns: int) -> None:
    lines = [f"{'CA'[at % 2]}: turn {at} please click Settings " + "x" * 2_000 for at in range(turns)]
    spoken = conversation(*lines)
    texts = texts_to_encode(spoken)
    assert len(texts) == len(considered(turns)) <= 48
    assert max(map(len, texts)) <= 600
    assert texts[-1].startswith(f"turn {turns - 1} ")
    rows = np.random.default_rng(0).normal(size=(len(texts), 384)).astype(np.float32)
    resolve(spoken, rows / np.linalg.norm(rows, axis=1, keepdims=True))


def test_an_opening_before_the_problem_keeps_rows_and_turns_together(encoder: Encoder) -> None:
    lines = HANDED_OVER_THEN_ANSWERED["en"]
    spoken = conversation("C: hi", "A: Hello! How can I help?", *lines)
    found = resolve(spoken, encoder.questions(texts_to_encode(spoken)))
    assert quotes(found.issue) == ["My robot vacuum stops in the middle of the room."]
    assert {piece.message_id for piece in found.resolution} == {"m5"}


def test_the_weights_are_for_the_bundled_encoder_alone_and_small() -> None:
    assert judges(Encoder("", None).fingerprint)
    assert not judges("intfloat/multilingual-e5-large:0123456789ab")
    assert weights().unsolved <= weights().solved


def test_votes_are_shares_over_what_a_side_can_get() -> None:
    spoken = conversation(*HANDED_OVER_THEN_ANSWERED["en"])
    rows = np.eye(5, 384, dtype=np.float32)
    first, again = judge(read_turns(spoken), rows), judge(read_turns(spoken), rows)
    assert first == again
    assert set(first.solution) == {1, 3}
    assert set(first.confirms) == {0, 2, 4}
    assert all(0 <= share <= 1 for share in (*first.solution.values(), *first.confirms.values()))
