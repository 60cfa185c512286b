"""Follow-ups, hand-over reasons, fixed answers: what a conversation adds to a question."""

from __future__ import annotations

import pytest

from assistant import handing_over
from assistant.following import in_context, needs_context
from assistant.pipeline import ask
from kb.library import Library
from kb.reading import curated
from kb.tables import Article, Question


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("And for Shiraz?", True),
        ("How long does it take?", True),
        ("what about gift cards?", True),
        ("How do I reset my password?", False),
        ("What payment methods does the shop accept in Germany?", False),
        ("و برای شیراز؟", True),
        ("چقدر طول می‌کشه اون؟", True),
        ("هزینه ارسال به شهرستان چقدر است؟", False),
        ("那退款呢？", True),
        ("它多久到期？", True),
        ("会员积分什么时候过期？", False),
    ],
)
def test_a_follow_up_is_told_from_a_question_of_its_own(question: str, wanted: bool) -> None:
    assert needs_context(question) == wanted


def test_what_was_asked_before_goes_into_a_follow_up(shop: Library) -> None:
    first = ask(shop, "How can I return an item?")
    second = ask(shop, "And how long does it take?", after=first.question_id)
    assert second.understood == "How can I return an item: how long does it take?"
    assert not second.abstained
    assert second.citations[0].external_id == "return"
    with shop.database.reading() as session:
        assert session.get_one(Question, second.question_id).understood == second.understood


def test_another_audiences_question_gives_no_context(shop: Library) -> None:
    secret = ask(shop, "What is the refund override code?", audience="agents")
    assert ask(shop, "And what is it?", after=secret.question_id).understood == "And what is it?"


def test_nothing_is_put_in_that_was_not_said() -> None:
    assert in_context("", "and then?") == "and then?"
    assert in_context("هزینه ارسال چقدر است؟", "و برای شیراز؟") == "هزینه ارسال چقدر است: برای شیراز؟"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("I want to talk to a human", "asked_for_human"),
        ("connect me to an agent please", "asked_for_human"),
        ("می‌خواهم با یک اپراتور صحبت کنم", "asked_for_human"),
        ("转人工", "asked_for_human"),
        ("I want to kill myself", "sensitive"),
        ("my lawyer will contact you, I am going to sue you", "sensitive"),
        ("someone used my card without asking", "sensitive"),
        ("از شما شکایت می‌کنم", "sensitive"),
        ("我的卡被盗刷了", "sensitive"),
        ("This is ridiculous, worst shop ever!!!", "angry"),
        ("این چه وضعشه، افتضاح است", "angry"),
        ("你们太差了，气死我了", "angry"),
        ("How can I return an item?", None),
        ("How do I contact the seller of a human skeleton poster?", None),
        ("چطور رمز عبورم را عوض کنم؟", None),
        ("怎么退货？", None),
    ],
)
def test_reasons_for_a_person(question: str, reason: str | None) -> None:
    assert handing_over.reason(question) == reason


def test_a_person_is_offered_with_the_reason(shop: Library) -> None:
    asked = ask(shop, "I want to talk to a human")
    assert (asked.abstained, asked.reason, asked.handover) == (True, "asked_for_human", "asked_for_human")
    unknown = ask(shop, "What is the capital of Mongolia?")
    assert unknown.handover == "missing_knowledge"
    first = ask(shop, "How can I return an item?")
    assert first.handover is None
    again = ask(shop, "how can I return my item", after=first.question_id)
    assert (again.handover, again.abstained) == ("repeated", False)
    assert ask(shop, "I want to talk to a human", audience="agents").handover is None


def test_a_fixed_answer_wins_and_says_so(shop: Library) -> None:
    with shop.database.session() as session:
        password = session.query(Article).filter_by(external_id="password").one()
        curated.fix(session, password.id, ["How can I return an item?"])
    outcome = ask(shop, "how can i return an item")
    assert outcome.writer == "curated"
    assert outcome.citations[0].external_id == "password"
    assert ask(shop, "How can I return an item within 9 days?").writer == "quotes"


def test_a_fixed_answer_opens_nothing(shop: Library) -> None:
    with shop.database.session() as session:
        override = session.query(Article).filter_by(external_id="override").one()
        fixed = curated.fix(session, override.id, ["How can I return an item?"])
    outcome = ask(shop, "How can I return an item?")
    assert "ZEBRA" not in repr(outcome)
    with shop.database.session() as session:
        assert [one.id for one in curated.every(session)] == [fixed.id]
        curated.remove(session, fixed.id)
        assert not curated.every(session)
