import pytest

from ingest.resolution.title import LONGEST, title_of


@pytest.mark.parametrize(
    ("question", "subject", "title"),
    [
        ("How do I reset the router?", "", "How do I reset the router?"),
        ("@Barg Customer Service why is my bill so high?", "", "why is my bill so high?"),
        ("I would like to ask how long the warranty is.", "", "how long the warranty is"),
        ("在吗，水壶还没烧开就跳了", "", "水壶还没烧开就跳了"),
        ("می‌خواستم بدونم هزینهٔ ارسال چقدر است؟", "", "هزینهٔ ارسال چقدر است؟"),
        ("[phone 1]", "Re: [Ticket 12] Lamp flickers after a week", "Lamp flickers after a week"),
        ("[phone 1]", "Help", "Help"),
        ("The lamp flickers.", "Question", "The lamp flickers"),
        ("Is it dead?", "Re: Monstera has black leaves (BRG-20511)", "Monstera has black leaves"),
        ("my nilu kettle turns off too early", "Kettle", "my nilu kettle turns off too early"),
        ("چیکار کنم؟", "کتری برقی زود خاموش میشه", "کتری برقی زود خاموش میشه"),
        ("可以换吗？", "想換大一號的床包", "想換大一號的床包"),
    ],
)
def test_a_title_is_the_customers_words_without_greeting(question, subject, title):
    assert title_of(question, subject) == title


def test_a_long_question_is_named_by_the_subject_or_cut_between_words():
    long = "I bought the lamp in May and since the second week it flickers whenever the machine runs in the next room"
    assert (
        title_of(long, "Lamp flickers near the washing machine") == "Lamp flickers near the washing machine"
    )
    cut = title_of(long, "Problem")
    assert len(cut) <= LONGEST
    assert cut.endswith("…")
    assert long.startswith(cut[:-1])
    assert long[len(cut) - 1] == " "


def test_a_long_chinese_question_is_cut_too():
    title = title_of("我上个月买的台灯" * 20, "")
    assert len(title) <= LONGEST
