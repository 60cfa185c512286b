"""Greetings and the like are skipped; what says something beside them is not."""

import pytest

from ingest.cleaning import content_spans, is_courtesy

COURTESIES = [
    "Hi Sara,", "Hello!", "Good morning.", "Dear customer,", "Thank you!", "Thanks for your quick reply.",
    "Thanks a lot", "OK, thanks!", "We are very sorry for the inconvenience.", "I apologize for the delay.",
    "Have a nice day!", "Please feel free to contact us.", "You're welcome.", "👍", "[name 1]", "ok",
    "Best regards",
    "Please let us know if you need anything else.", "Glad to hear that.",
    "سلام", "سلام وقت بخیر", "سلام و درود،", "با سلام و احترام", "کاربر گرامی،", "ممنون از پیگیری شما",
    "خیلی ممنون",
    "با تشکر", "از بابت تأخیر پیش آمده عذرخواهی می‌کنیم.", "روز خوبی داشته باشید.", "خواهش می‌کنم",
    "موفق باشید", "باشه",
    "您好！", "你好,", "亲，", "谢谢！", "非常感谢您的支持！", "好的，谢谢", "很抱歉给您带来不便。",
    "祝您生活愉快！", "不客气。",
    "请您谅解。", "謝謝您", "再見",
    "您喜欢就好，祝养护顺利！", "thanks, bye",
]  # fmt: skip
CONTENT = [
    "Sorry, but refunds take ten days.", "Thank you, I have sent it to her address.",
    "Thanks, it still does not work.",
    "Hi, my parcel is missing.", "Please restart the app.", "No, we do not ship outside Europe.",
    "If you need a larger size, open Orders and tap Exchange.", "The price is 20 euros.",
    "ممنون، ولی هنوز درست نشده", "سلام سفارشم نرسیده", "متأسفانه این کالا ناموجود است، لطفاً فردا سر بزنید.",
    "您好，您可以在设置里关闭。", "抱歉，这个型号不支持。", "谢谢，但是还是不行",
    "好的，三天内到账，谢谢", "好的，请先重启。",
]  # fmt: skip


@pytest.mark.parametrize("sentence", COURTESIES)
def test_courtesy_says_nothing_else(sentence):
    assert is_courtesy(sentence)


@pytest.mark.parametrize("sentence", CONTENT)
def test_content_is_kept(sentence):
    assert not is_courtesy(sentence)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Hi Sara,\n\nthe lamp flickers. What can I do?\n\nThanks!",
            ["the lamp flickers.", "What can I do?"],
        ),
        ("Hello, you can open Settings.", ["you can open Settings."]),
        ("سلام، لطفاً برنامه را دوباره نصب کنید. ممنون", ["لطفاً برنامه را دوباره نصب کنید."]),
        ("您好，您可以在“设置”里关闭。谢谢！", ["您可以在“设置”里关闭。"]),
        ("@Barg Customer Service the app crashes", ["the app crashes"]),
        ("Thanks!", []),
        ("", []),
    ],
)
def test_content_spans_leave_out_courtesies_and_greetings(text, wanted):
    assert [text[span.start : span.end] for span in content_spans(text)] == wanted
