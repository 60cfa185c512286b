"""Near-duplicates, with the real encoder: the same question with the same answer, and nothing less."""

from __future__ import annotations

import pytest

from kb import articles, indexing
from kb.content import Content, Draft, Labels, Phrasing
from kb.issues.duplicates import contradict, known
from kb.library import Library

QUESTION = "How do I return a parcel?"
ANSWER = (
    "Print the return label from My orders and drop the parcel at any shop within 30 days. "
    "The refund takes 5 working days."
)
PERSIAN_QUESTION = "چطور بسته را پس بفرستم؟"
PERSIAN = (
    "برچسب بازگشت را از بخش سفارش‌های من چاپ کنید و بسته را ظرف ۳۰ روز به هر یک از فروشگاه‌ها تحویل دهید. "
    "بازگشت وجه ۵ روز کاری طول می‌کشد."
)


@pytest.fixture
def stocked(library: Library) -> Library:
    """Article 1 is the return of a parcel, asked in two ways; article 2 is about something else."""
    with library.database.session() as session:
        phrasings = (Phrasing("I want to give this thing back, what now?", "en"),)
        articles.create(session, Draft(Content(QUESTION, ANSWER), Labels("en"), phrasings=phrasings))
        password = Content(
            "How do I change my password?", "Open the settings, choose Security, then Change password."
        )
        articles.create(session, Draft(password, Labels("en")))
    indexing.sync(library)
    return library


def find(
    library: Library, question: str, answer: str, language: str = "en", audience: str = "public"
) -> int | None:
    with library.database.reading() as session:
        found = known(library, session, [question], answer, language, audience=audience)
    return found.article_id if found else None


def test_the_same_question_with_the_same_answer_is_known(stocked: Library) -> None:
    assert find(stocked, QUESTION, ANSWER) == 1
    assert find(stocked, "How can I send a parcel back?", ANSWER.replace("The refund", "Your refund")) == 1
    assert find(stocked, "I want to give this thing back, what now??", ANSWER) == 1, (
        "a phrasing counts as well"
    )


def test_both_cosines_are_told(stocked: Library) -> None:
    with stocked.database.reading() as session:
        found = known(stocked, session, ["no match", QUESTION], ANSWER, "en", audience="public")
    assert found is not None
    assert found.question == pytest.approx(1.0, abs=0.01)
    assert found.answer == pytest.approx(1.0, abs=0.01)


def test_the_same_question_with_another_answer_is_new(stocked: Library) -> None:
    made_to_measure = (
        "Returns are not possible for this item, because it was made to measure. Ask the tailor."
    )
    assert find(stocked, QUESTION, made_to_measure) is None


def test_the_same_answer_to_another_question_is_new(stocked: Library) -> None:
    assert find(stocked, "Which shops are open on Sunday?", ANSWER) is None


def test_an_answer_with_other_figures_is_new(stocked: Library) -> None:
    """All but equal to the encoder (.999), and yet another promise."""
    assert find(stocked, QUESTION, ANSWER.replace("30", "14").replace("5 working", "10 working")) is None


def test_the_same_facts_in_another_language_are_known(stocked: Library) -> None:
    assert find(stocked, PERSIAN_QUESTION, PERSIAN, "fa") == 1
    assert find(stocked, PERSIAN_QUESTION, PERSIAN.replace("۳۰", "۱۴"), "fa") is None


def test_only_articles_for_the_same_readers_count(stocked: Library) -> None:
    assert find(stocked, QUESTION, ANSWER, audience="agents") is None


def test_what_was_retired_does_not_count(stocked: Library) -> None:
    with stocked.database.session() as session:
        articles.move(session, articles.get(session, 1), "retired")
    indexing.sync(stocked)
    assert find(stocked, QUESTION, ANSWER) is None


def test_of_several_branches_the_one_with_the_same_answer_is_known(stocked: Library) -> None:
    """Look-alike questions must not hide the right article behind the nearest one."""
    answers = [ANSWER.replace("30 days", f"{days} days") for days in (60, 61, 62, 63, 64)]
    with stocked.database.session() as session:
        branches = [
            articles.create(session, Draft(Content(QUESTION, one), Labels("en"))).id for one in answers
        ]
    indexing.sync(stocked)
    assert [find(stocked, QUESTION, one) for one in answers] == branches
    assert find(stocked, QUESTION, ANSWER) == 1


def test_an_empty_knowledge_base_knows_nothing(library: Library) -> None:
    assert find(library, QUESTION, ANSWER) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("It takes 5 days.", "It takes 10 days.", True),
        ("It takes 5 days.", "It takes ۵ days.", False),
        ("It takes 5 days.", "It takes a week.", True),
        ("Within 30 days, refund in 5.", "Within 30 days.", False),
        ("It costs 1,250.50.", "It costs 1250.50!", False),
        ("۱۲٬۵۰۰ تومان", "12500 تومان", False),
        ("See https://a.example/x.", "See (https://a.example/x), please", False),
        ("See [this](https://a.example/x)", "https://a.example/x", False),
        ("See https://a.example/x", "See https://b.example/x", True),
        ("1. Open it\n2. Wait 3 days\n3. Done", "1. Open it\n2. Wait 2 days\n3. Done", True),
        ("1. Open it\n2. Wait 3 days", "Open it and wait 3 days", False),
        ("۱. باز کنید\n۲. ۳ روز صبر کنید", "۱. باز کنید\n۲. ۲ روز صبر کنید", True),
        ("", "5", False),
        ("no figures", "none here", False),
    ],
)
def test_figures_and_links_contradict_or_do_not(one: str, other: str, expected: bool) -> None:
    assert contradict(one, other) is expected
    assert contradict(other, one) is expected
