"""Each reason for a person has words of its own, in three languages, on the page and in the widget."""

from __future__ import annotations

import json

import pytest

from web import consoling
from web.i18n import LANGUAGES, translate

CASES = [
    ("en", "I want to talk to a human", consoling.GLADLY),
    ("fa", "می‌خواهم با یک اپراتور صحبت کنم", consoling.GLADLY),
    ("zh", "转人工", consoling.GLADLY),
    ("en", "my lawyer will contact you, I am going to sue you", consoling.TOO_IMPORTANT),
    ("fa", "از شما شکایت می‌کنم", consoling.TOO_IMPORTANT),
    ("zh", "我要起诉你们", consoling.TOO_IMPORTANT),
    ("en", "I swallowed bleach from your parcel", consoling.DANGER),
    ("fa", "بچه با گیاه شما مسموم شد", consoling.DANGER),
    ("zh", "孩子吃了叶子中毒了", consoling.DANGER),
    ("en", "This is ridiculous, worst shop ever!!!", consoling.SORRY),
    ("fa", "این چه وضعشه، افتضاح است", consoling.SORRY),
    ("zh", "你们太差了，气死我了", consoling.SORRY),
    ("en", "Who won the chess championship in 1972?", consoling.RATHER),
    ("fa", "قهرمان شطرنج سال ۱۹۷۲ که بود؟", consoling.RATHER),
    ("zh", "1972年国际象棋冠军是谁？", consoling.RATHER),
]


@pytest.mark.parametrize(("language", "question", "words"), CASES)
def test_the_page_says_what_fits(client, language, question, words):
    page = client.get(f"/{language}/ask", params={"q": question}).text
    assert translate(LANGUAGES[language], words) in page
    others = {consoling.GLADLY, consoling.DANGER, consoling.SORRY, consoling.TOO_IMPORTANT} - {words}
    if words is consoling.DANGER:
        others -= {consoling.TOO_IMPORTANT}
    assert not [other for other in others if translate(LANGUAGES[language], other) in page]
    assert f"/{language}/contact?" in page


@pytest.mark.parametrize(("language", "question", "words"), CASES)
def test_the_widget_says_the_same(client, language, question, words):
    answer = client.post("/api/v1/widget/ask", json={"question": question, "language": language})
    done = json.loads(answer.text.strip().split("\n\n")[-1].partition("data: ")[2])
    assert translate(LANGUAGES[language], words) in done["told"]


def test_a_repeated_question_is_answered_and_a_person_offered(client):
    asked = "/en/ask?q=How do I return a parcel?"
    page = client.get(asked).text
    after = page.split('name="after" value="')[1].split('"')[0]
    assert consoling.AGAIN not in page
    again = client.get(asked, params={"q": "How do I return a parcel?", "after": after}).text
    assert consoling.AGAIN in again
    assert "within 30 days" in again


def test_an_answer_that_needs_nobody_stands_alone(client):
    answer = client.post("/api/v1/widget/ask", json={"question": "How do I return a parcel?"})
    assert json.loads(answer.text.strip().split("\n\n")[-1].partition("data: ")[2])["told"] == []
