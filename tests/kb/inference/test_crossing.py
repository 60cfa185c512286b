from __future__ import annotations

import numpy as np

from kb.inference import bundled
from kb.inference.crossing import SHARE, Crossing, crossing, measured
from kb.inference.encoder import Encoder
from kb.inference.levelling import Levelling, levelling

BUNDLED = f"{bundled.NAME}:{bundled.SHA256[:12]}"


def units(count: int, seed: int = 3) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, 384)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_what_is_near_any_question_loses_most() -> None:
    questions = units(30)
    known = Crossing({"zh": questions}, {"zh": 0.1})
    middle = questions.sum(axis=0)
    passages = np.stack([middle / np.linalg.norm(middle), units(1, 9)[0]])
    off = known.taken_off(passages, "zh")
    assert off[0] > off[1]
    assert off[1] < SHARE * (float(questions[0] @ questions[0]) - 0.1)


def test_another_encoder_is_compared_as_it_is() -> None:
    assert not crossing("some-model:123").knows("en")
    assert crossing(BUNDLED).knows("zh")
    assert not crossing(BUNDLED).knows("de")


def test_what_was_measured_says_the_same_when_it_is_read() -> None:
    questions, passages = {"en": units(25)}, {"en": units(40, 5)}
    held = measured(Levelling({}), questions, passages)
    rows = held["en"].astype(np.float32)
    read = Crossing(
        {"en": rows / np.linalg.norm(rows, axis=1, keepdims=True)}, {"en": float(held["usual-en"])}
    )
    assert abs(float(read.taken_off(passages["en"], "en").mean())) < 1e-3


def test_an_outcry_in_another_language_comes_after_what_answers(encoder: Encoder) -> None:
    level, known = levelling(encoder.fingerprint), crossing(encoder.fingerprint)
    asked = level.question(encoder.questions(["宽带装了三次还没装好"])[0], "zh")
    texts = [
        "You promised to solve my problem and nobody did anything again!!!",
        "How is broadband installed?",
    ]
    rows, _ = level.passages(encoder.passages(texts), ["en", "en"])
    scores = rows @ asked - known.taken_off(rows, "zh")
    assert scores[1] > scores[0]
