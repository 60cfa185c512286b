"""BM25 weights: Qdrant's own model, told to leave our tokens alone."""

from __future__ import annotations

import pytest

from kb.index import words


def weights(text: str) -> list[float]:
    return sorted(words.document(text).values)


def test_a_token_is_what_stands_between_spaces() -> None:
    """No stop words, stemming or lower case of Qdrant's own: "the", "running" and "A" count as they are."""
    assert len(words.document("the running A a").indices) == 4
    assert list(words.query("running").indices) != list(words.query("run").indices)
    assert list(words.query("A").indices) != list(words.query("a").indices)


@pytest.mark.parametrize("token", ["می\u200cخواهم", "退货", "c++", "بازگشت", "2022", "café"])
def test_a_token_of_any_script_is_one_and_the_same_in_question_and_text(token: str) -> None:
    assert list(words.query(token).indices) == list(words.document(token).indices)
    assert len(words.query(token).indices) == 1


def test_frequency_saturates_and_length_counts() -> None:
    one, many = weights("refund")[-1], weights("refund " * 30)[-1]
    assert one < many < 2.2
    assert weights("refund " + " ".join(f"w{n}" for n in range(80)))[0] < one


def test_a_question_counts_each_word_once() -> None:
    assert list(words.query("refund refund").values) == [1.0]


def test_nothing_has_no_weights() -> None:
    assert list(words.document("").indices) == list(words.query(" ").indices) == []
