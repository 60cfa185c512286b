"""The encoder: unit vectors that mean something in three languages, and one sentence when it cannot be had."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from kb.errors import EncoderUnavailableError
from kb.inference.encoder import Encoder

QUESTIONS = ["How do I return a parcel?", "چطور بسته را پس بفرستم؟", "怎么退货？"]
RETURNS = [
    "To send a parcel back, print the return label and drop it at any shop.",
    "برای پس فرستادن بسته، برچسب بازگشت را چاپ کنید و بسته را به یکی از فروشگاه‌ها بدهید.",
    "如需退货，请打印退货标签，并把包裹送到任意门店。",
]
PASSWORDS = [
    "Change your password in the settings of the app.",
    "رمز عبور خود را در تنظیمات برنامه عوض کنید.",
    "请在应用设置中修改密码。",
]


def test_vectors_are_float32_and_of_unit_length(encoder: Encoder) -> None:
    vectors = encoder.passages([*RETURNS, "", "x", "word " * 3000, "ﷺ", "\ud800 half", "👩‍👩‍👧"])
    assert vectors.shape == (9, encoder.dimension) == (9, 384)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(9), abs=1e-5)


def test_nothing_to_encode_is_no_rows(encoder: Encoder) -> None:
    assert encoder.questions([]).shape == encoder.passages([]).shape == (0, 384)


def test_the_same_text_gives_the_same_vector(encoder: Encoder) -> None:
    together = encoder.passages(RETURNS + PASSWORDS)
    assert np.array_equal(together, encoder.passages(RETURNS + PASSWORDS))
    alone = np.concatenate([encoder.passages([text]) for text in RETURNS + PASSWORDS])
    assert (together * alone).sum(axis=1) == pytest.approx(np.ones(6), abs=2e-3), (
        "whatever else is in the batch"
    )


def test_white_space_and_width_make_no_difference(encoder: Encoder) -> None:
    one, other = encoder.passages(["Return the ABC parcel", " Return\n the\tＡＢＣ   parcel "])
    assert np.array_equal(one, other)


def test_questions_and_passages_have_prompts_of_their_own(encoder: Encoder) -> None:
    as_question, as_passage = encoder.questions(QUESTIONS), encoder.passages(QUESTIONS)
    cosines = (as_question * as_passage).sum(axis=1)
    assert (cosines < 0.99).all()
    assert (cosines > 0.9).all()


def test_every_question_is_nearest_to_its_answer_in_every_language(encoder: Encoder) -> None:
    cosines = encoder.questions(QUESTIONS) @ encoder.passages(RETURNS + PASSWORDS).T
    right, wrong = cosines[:, :3], cosines[:, 3:]
    for row in range(3):
        assert right[row].argmax() == row, "its own language first"
    same_language = np.diag(right) - np.diag(wrong)
    assert (same_language > 0.05).all()


def test_the_weights_are_those_that_thresholds_were_measured_with(encoder: Encoder) -> None:
    """Cosines of the published model, in float32 or bfloat16; a wrong tensor or tokenizer moves them far away."""
    cosines = np.diag(encoder.questions(QUESTIONS) @ encoder.passages(RETURNS).T)
    assert cosines == pytest.approx(np.array([0.896, 0.886, 0.922]), abs=0.008)
    between = encoder.passages(RETURNS) @ encoder.passages(RETURNS).T
    assert between[0, 1] == pytest.approx(0.869, abs=0.008)
    assert between[1, 2] == pytest.approx(0.883, abs=0.008)


def test_the_bundled_model_is_known_without_loading_it(tmp_path: Path) -> None:
    unloaded = Encoder("", tmp_path)
    assert unloaded.dimension == 384
    assert unloaded.fingerprint.startswith("multilingual-e5-small:")
    assert list(tmp_path.iterdir()) == []


def test_any_other_model_is_taken_by_name(tiny_model: Path, tmp_path: Path) -> None:
    tiny = Encoder(str(tiny_model), tmp_path)
    vectors = tiny.questions(["abc", "xyz"])
    assert tiny.dimension == 32
    assert vectors.shape == (2, 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(2), abs=1e-5)
    assert np.array_equal(vectors, tiny.passages(["abc", "xyz"])), "it has no prompts"
    assert tiny.fingerprint != Encoder("", tmp_path).fingerprint
    assert list(tmp_path.iterdir()) == [], "the bundled model is not written for it"


def test_small_products_are_not_spread_over_threads(tiny_model: Path, tmp_path: Path) -> None:
    """Several searches at once would each wait for the threads of all others."""
    with threadpool_limits(2, "blas"):
        Encoder(str(tiny_model), tmp_path).questions(["abc"])
        assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}


def test_threads_that_come_at_once_share_one_model(tiny_model: Path, tmp_path: Path) -> None:
    tiny = Encoder(str(tiny_model), tmp_path)
    start = threading.Barrier(4)
    models: list[object] = []

    def load() -> None:
        start.wait()
        tiny.questions(["abc"])
        models.append(tiny._model)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(models) == 4
    assert len({id(model) for model in models}) == 1


def test_an_unknown_model_is_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailableError, match="nobody/no-such-model") as caught:
        Encoder("nobody/no-such-model", tmp_path).questions(["?"])
    assert "DANESH_ENCODER" in str(caught.value)
    assert "\n" not in str(caught.value)
    with pytest.raises(EncoderUnavailableError):
        _ = Encoder("nobody/no-such-model", tmp_path).dimension


def test_a_damaged_model_folder_is_one_sentence(tiny_model: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "model"
    shutil.copytree(tiny_model, folder)
    weights = next(folder.rglob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(EncoderUnavailableError) as caught:
        Encoder(str(folder), tmp_path).questions(["?"])
    assert "\n" not in str(caught.value)


def test_company_makes_no_difference_to_a_vector(encoder: Encoder) -> None:
    short, long = "Where is my parcel?", "Bring the parcel to any shop of ours. " * 30
    together = encoder.passages([f"{short} {number}" for number in range(40)] + [long])
    fresh = Encoder("", encoder._cache, 1)
    fresh._loaded = encoder._loaded
    alone = np.concatenate([fresh.passages([f"{short} 7"]), fresh.passages([long])])
    assert np.sum(together[[7, 40]] * alone, axis=1).min() > 0.999


def test_only_digests_of_texts_are_kept(encoder: Encoder) -> None:
    encoder.passages(["my name is Sara"])
    assert "Sara" not in repr(list(encoder._recent))
