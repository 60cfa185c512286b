"""Sentences in three languages, as spans that evidence can rest on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.languages import sentences


def cut(text):
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Dr. Smith paid $3.50 for v2.4.1.", "It works, e.g. on Windows 10."],
        ["Visit https://a.b/c?x=1.", "Or mail a.b@c.com!", "OK?", "yes, i did"],
        ["Wait... what?", "Hmm...", "Then order no. 5 is it."],
        ["The U.S. Army came at 5 p.m. on Monday.", "It left at 6 p.m.", "Then we slept."],
        ["We sell phones, cables, etc. in our shop.", "J. R. Smith knows."],
        ["Take vitamin C.", "Then rest.", "So do I.", "Good."],
        ["Done!!", "Next **bold.**", "Then (see it.)", 'He asked "Really?" and left.', '"Yes."', "Fine"],
        ["Steps: 1. Open the app.", "2. Press OK.", "It costs 5.", "Then go."],
        ["it works now.", "thanks a lot"],
        ["سلام!", "حال شما چطور است؟", "نسخهٔ ۲.۵ را نصب کنید.", "دکتر د. محمدی آمد."],
        ["این را ببینید؛", "«او رفت.»", "خوب است"],
        ["Wie geht es, z.B. heute?", "Gut."],
        ["비밀번호를 잊었습니다.", "도와주세요."],
    ],
)
def test_sentences_with_a_space_between(parts):
    assert cut(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["你好。", "“请稍等。”", "他说！", "怎么办？"],
        ["价格是3.5元；", "请看https://a.com/x?y=1。", "嗯……", "我想想。", "（见下。）", "好"],
        ["请问（急）？！", "「可以。」", "謝謝"],
        ["安装完成.", "请重启"],
        ["من رفتم.", "بعد آمد!", "خوب"],
        ["انتظار نداشتم.", "(خسته بودم).", "به نظرتون چکار کنم؟"],
    ],
)
def test_sentences_with_nothing_between(parts):
    assert cut("".join(parts)) == parts


def test_lines_headings_items_and_rows_are_apart():
    lines = [
        "# One. Two",
        "Text",
        "- Open it",
        "* And that",
        "1. First",
        "۲. دوم",
        "3) Third",
        "| a. B | c |",
        "|---|---|",
    ]
    assert cut("\n".join(lines)) == lines
    assert cut("- Open it. Then close.\r\n\r\n1. First. Last") == [
        "- Open it.",
        "Then close.",
        "1. First.",
        "Last",
    ]
    assert cut("Hello\nmy order is late\rthanks") == ["Hello", "my order is late", "thanks"]


def test_a_line_wrapped_by_a_mail_program_is_whole():
    mail = (
        "Hello,\n\nI bought a new phone from your shop last week and it does not turn on any\n"
        "more when I press the button, so I would like to return it and to get all my\n"
        "money back. Is this possible?\n\nThanks\nJohn"
    )
    assert cut(mail)[1].startswith("I bought")
    assert cut(mail)[1].endswith("get all my\nmoney back.")
    assert cut(mail)[2:] == ["Is this possible?", "Thanks", "John"]


def test_lines_that_were_meant_stay_apart():
    chat = "My phone does not turn on any more and I do not know what to do about it\nPlease help"
    assert len(cut(chat)) == 2
    listed = "Please send us all of the following things so that we can go on with it\n- your order number"
    assert len(cut(listed)) == 2


def test_a_smiley_belongs_to_its_sentence():
    assert cut("Thanks! 😊") == ["Thanks! 😊"]
    assert cut("好的。😊") == ["好的。😊"]


def test_text_without_words_is_covered_too():
    assert cut("---") == ["---"]
    assert cut("") == cut(" \n\t") == []


pieces = st.sampled_from(
    [
        " ", "  ", "\n", "\r\n", "\t", ".", "...", "?", "!", "。", "？", "…", "؟", "؛", "”", '"', "»", ")", "Dr",
        "e.g", "word", "Word", "5", "1.", "- ", "# ", "|", "کلمه", "字", "😀", "\u2028", "\x85", "\u200c", ":", "U.S",
        "long line " * 6,
    ]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(pieces, max_size=40).map("".join)))
def test_spans_are_in_order_trimmed_and_cover_the_text(text):
    position = 0
    for span in sentences(text):
        assert position <= span.start < span.end
        assert not text[position : span.start].strip()
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        position = span.end
    assert not text[position:].strip()
