"""Whatever comes in, cleaning returns, adds no word, and keeps the order."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning import clean_chat, clean_mail, content_spans

PIECES = st.sampled_from(
    [
        "> quoted", ">> twice", "On Mon, 6 May 2024 at 09:12, A <a@b.example> wrote:", "From: a@b.example",
        "Sent: Monday", "Subject: x", "-----Original Message-----", "---------- Forwarded message ---------",
        "-- ",
        "--", "Sent from my iPhone", "Thanks,", "Best regards", "Nora Field", "+44 20 7946 0958", "", " ",
        "_" * 32,
        "در تاریخ ۶ مه ۲۰۲۴ برگ <a@b.example> نوشت:", "از: a@b.example", "با احترام", "سلام",
        "发件人: a@b.example",
        "在 2024-05-06，A <a@b.example> 写道：", "此致", "hello there", "it works now.", "a < b", "<b>x</b>",
        "&nbsp;",
        "Disclaimer: this is confidential", "To unsubscribe, click here",
        "##- Please type your reply above this line",
    ]
)  # fmt: skip
MAILS = st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=30).map("\n".join)


def is_subsequence(words, of):
    rest = iter(of)
    return all(word in rest for word in words)


@given(MAILS)
def test_a_cleaned_mail_is_made_of_the_mails_own_characters_in_order(text):
    assert is_subsequence("".join(clean_mail(text).split()), text)


@given(MAILS)
def test_cleaning_a_clean_mail_does_not_fail_and_is_never_longer(text):
    once = clean_mail(text, author="Nora Field")
    assert len(clean_mail(once)) <= len(once) <= len(text)


@given(MAILS)
def test_a_chat_message_has_no_loose_white_space(text):
    cleaned = clean_chat(text)
    assert cleaned == cleaned.strip()
    assert "\n\n\n" not in cleaned
    assert "  " not in cleaned


@given(MAILS)
def test_content_spans_are_in_order_and_without_white_space_at_their_ends(text):
    last = 0
    for span in content_spans(text):
        assert last <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        last = span.end
