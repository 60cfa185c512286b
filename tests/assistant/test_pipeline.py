from __future__ import annotations

import pytest

from assistant.pipeline import Outcome, ask
from kb.errors import (
    AudienceUnknownError,
    EncoderUnavailableError,
    IndexUnavailableError,
    LanguageUnknownError,
    QuestionEmptyError,
    QuestionTooLongError,
)
from kb.library import Library
from kb.tables import Answer, Question, Revision


def every_quote_stands_in_its_revision(library: Library, outcome: Outcome) -> bool:
    with library.database.reading() as session:
        for citation in outcome.citations:
            shown = (
                session.query(Revision)
                .filter_by(article_id=citation.article_id, number=citation.revision)
                .one()
            )
            if citation.quote not in shown.resolution:
                return False
    numbers = {citation.number for citation in outcome.citations}
    return all(sentence.citations and set(sentence.citations) <= numbers for sentence in outcome.sentences)


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("I would like to send my kettle back, how?", "return"),
        ("how to reset password", "password"),
        ("ارسال به شهرستان چند تومن میشه", "delivery-fa"),
        ("积分会过期吗", "points-zh"),
        ("چطور رمز عبورم را عوض کنم؟ رمزم یادم رفته", "password"),
        ("怎么退货？", "return"),
        ("when do loyalty points expire?", "points-zh"),
    ],
)
def test_answers_are_cited_in_and_across_languages(shop: Library, question: str, article: str) -> None:
    outcome = ask(shop, question)
    if not outcome.abstained:  # across languages it may say that it does not know, never something uncited
        assert outcome.citations[0].external_id == article
        assert outcome.sentences
    assert every_quote_stands_in_its_revision(shop, outcome)


def test_plain_questions_are_answered(shop: Library) -> None:
    for question in (
        "How can I return an item?",
        "هزینه ارسال به شهرستان چقدر است؟",
        "会员积分什么时候过期？",
    ):
        assert not ask(shop, question).abstained


def test_steps_are_quoted_in_order(shop: Library) -> None:
    outcome = ask(shop, "How do I reset my password?")
    assert outcome.text == (
        "1. Open the sign-in page.\n2. Choose Forgot password.\n"
        "3. Follow the link in the mail; it is valid for 20 minutes."
    )


@pytest.mark.parametrize(
    "question", ["What is the capital of Mongolia?", "قیمت طلا امروز چند است؟", "明天北京天气怎么样？"]
)
def test_says_it_does_not_know(shop: Library, question: str) -> None:
    outcome = ask(shop, question)
    assert outcome.abstained
    assert outcome.text is None
    assert outcome.reason == "not_sure"
    assert not outcome.citations


def test_an_empty_library_abstains(library: Library) -> None:
    outcome = ask(library, "How can I return an item?")
    assert (outcome.abstained, outcome.reason, outcome.related) == (True, "nothing_found", ())


def test_customers_never_see_what_is_for_agents(shop: Library) -> None:
    for_customers = ask(shop, "What is the refund override code?")
    assert "ZEBRA" not in repr(for_customers)
    assert "override" not in repr([hit.title for hit in for_customers.related])
    for_agents = ask(shop, "What is the refund override code?", audience="agents")
    assert "ZEBRA-9931" in str(for_agents.text)


def test_every_question_is_recorded_masked(shop: Library) -> None:
    ask(shop, "Mail me at jane.roe@example.com about how I can return an item", channel="api")
    with shop.database.reading() as session:
        question = session.query(Question).one()
        answer = session.query(Answer).one()
    assert "jane.roe" not in question.text
    assert "return an item" in question.text
    assert question.channel == "api"
    assert answer.milliseconds > 0
    assert bool(answer.citations) != answer.abstained


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"question": " \n "}, QuestionEmptyError),
        ({"question": "a" * 1_000_000}, QuestionTooLongError),
        ({"question": "hi", "language": "tlh-xx-!!"}, LanguageUnknownError),
        ({"question": "hi", "audience": "everyone"}, AudienceUnknownError),
    ],
)
def test_bad_questions_are_one_sentence(
    shop: Library, arguments: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        ask(shop, **arguments)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 200


def test_without_the_encoder_words_still_find(shop: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(texts: object) -> None:
        raise EncoderUnavailableError(name="e5", reason="it is not there")

    monkeypatch.setattr(
        shop, "encoder", type("Down", (), {"questions": fail, "passages": fail, "dimension": 384})()
    )
    monkeypatch.setattr(type(shop.encoder), "questions", staticmethod(fail))
    monkeypatch.setattr(type(shop.encoder), "passages", staticmethod(fail))
    outcome = ask(shop, "How do I reset my password?")
    assert outcome.degraded
    assert [*outcome.citations, *outcome.related][0].external_id == "password"


def test_without_the_index_words_still_find(shop: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(self: Library) -> None:
        raise IndexUnavailableError(reason="connection refused")

    monkeypatch.setattr(Library, "index", property(gone))
    outcome = ask(shop, "چطور هزینه ارسال به شهرستان را ببینم")
    assert outcome.degraded
    assert [*outcome.citations, *outcome.related][0].external_id == "delivery-fa"
