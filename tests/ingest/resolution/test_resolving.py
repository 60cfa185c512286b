"""From a conversation to its question and its answer: what a knowledge manager would have underlined."""

import pytest

from ingest.resolution import Resolution, Unresolved, resolve
from tests.ingest.resolution.conversations import conversation, quotes


def test_a_mail_thread_gives_question_answer_environment_and_outcome():
    found = resolve(
        conversation(
            "C: Hello,\n\nI returned my shoes two weeks ago and have not received my money. Order BRG-20418."
            " I use the Android app, version 3.2.\n\nThanks",
            "A: Hi [name 1],\n\nI am sorry for the delay. Refunds take 5 to 7 working days after the parcel"
            " reaches our warehouse. You can follow it under My orders > Returns. If you need anything else,"
            " please let us know.",
            "C: Great, the money arrived today. Thank you!",
            subject="Re: Refund for my shoes",
        )
    )
    assert isinstance(found, Resolution)
    assert found.title == "Refund for my shoes"
    assert found.question.quote == "I returned my shoes two weeks ago and have not received my money."
    assert quotes(found.issue)[0] == "I returned my shoes two weeks ago and have not received my money."
    assert quotes(found.resolution) == [
        "Refunds take 5 to 7 working days after the parcel reaches our warehouse.",
        "You can follow it under My orders > Returns.",
    ]
    assert quotes(found.environment) == ["I use the Android app, version 3.2."]
    assert found.variants == ("Refund for my shoes",)
    assert found.solved is True
    assert found.language == "en"


@pytest.mark.parametrize(
    ("question", "answer", "wanted"),
    [
        (
            "Do you ship to Canada?",
            "No, we do not ship outside Europe.",
            ["No, we do not ship outside Europe."],
        ),
        (
            "How long is the warranty on the lamp?",
            "Dear customer,\nthe warranty covers two years from delivery.\nBest regards",
            ["the warranty covers two years from delivery."],
        ),
        (
            "My app shows a white screen.",
            "Hi! Please update to 6.3.2 and clear the cache. Could you tell me your phone model?",
            ["Please update to 6.3.2 and clear the cache."],
        ),
        (
            "هزینهٔ ارسال چقدر است؟",
            "سلام، ارسال برای خریدهای بالای ۵۰۰ هزار تومان رایگان است. موفق باشید.",
            ["ارسال برای خریدهای بالای ۵۰۰ هزار تومان رایگان است."],
        ),
        (
            "اپلیکیشن روی گوشیم باز نمیشه",
            "سلام وقت بخیر. لطفاً برنامه را حذف و دوباره نصب کنید. شماره سفارش را هم بفرمایید.",
            ["لطفاً برنامه را حذف و دوباره نصب کنید."],
        ),
        (
            "请问怎么修改收货地址？",
            "您好，您可以在“我的订单”中点击“修改地址”，发货前都可以修改。祝您生活愉快！",
            ["您可以在“我的订单”中点击“修改地址”，发货前都可以修改。"],
        ),
        (
            "重設密碼的連結一直說失效",
            "您好，連結 30 分鐘內有效，請重新申請一次。",
            ["連結 30 分鐘內有效，請重新申請一次。"],
        ),
    ],
)
def test_the_sentences_that_answer_are_taken_and_courtesies_questions_and_promises_are_not(
    question, answer, wanted
):
    found = resolve(conversation(f"C: {question}", f"A: {answer}"))
    assert isinstance(found, Resolution)
    assert quotes(found.resolution) == wanted
    assert found.solved is None


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ((), "The conversation has no text."),
        (("A: Hello, our shop is open again.",), "No message of a customer states a problem."),
        (
            ("C: hi", "A: Hello! How can I help?", "C: thanks, bye"),
            "No message of a customer states a problem.",
        ),
        (("C: My lamp flickers.",), "Nobody answered the customer."),
        (
            (
                "C: My lamp flickers.",
                "A: We are looking into this and will get back to you as soon as possible.",
            ),
            "The replies only greet, ask, promise or hand over; none answers.",
        ),
        (
            ("C: سفارشم نرسیده", "A: سلام، شماره سفارش را بفرمایید تا پیگیری کنم."),
            "The replies only greet, ask, promise or hand over; none answers.",
        ),
        (
            ("C: 宽带一直断线", "A: 您好，非常抱歉给您带来不便，请您私信提供宽带账号，我们会尽快核实处理。"),
            "The replies only greet, ask, promise or hand over; none answers.",
        ),
        (
            ("C: 优惠券用不了", "A: 请您退出后重新登录再试一下。", "C: 还是用不了"),
            "The customer wrote at the end that it still does not work.",
        ),
        (
            ("C: The app crashes.", "A: Please reinstall the app.", "C: I did, it still does not work."),
            "The customer wrote at the end that it still does not work.",
        ),
    ],
)
def test_what_gives_no_draft_says_why(lines, reason):
    found = resolve(conversation(*lines))
    assert isinstance(found, Unresolved)
    assert found.reason == reason


def test_the_archive_is_believed_when_it_says_solved_or_not():
    lines = ("C: The app crashes.", "A: Please reinstall the app.", "C: it still does not work")
    assert isinstance(resolve(conversation(*lines, resolved=True)), Resolution)
    unsolved = resolve(conversation(*lines[:2], "C: thanks!", resolved=False))
    assert isinstance(unsolved, Unresolved)
    assert unsolved.solved is False
    assert unsolved.title == "The app crashes"


def test_a_rejected_answer_gives_way_to_the_one_that_worked():
    found = resolve(
        conversation(
            "C: I cannot log in, the app says wrong password.",
            'A: Please reset your password: tap "Forgot password" and follow the link.',
            "C: Did that, still does not work.",
            "A: Then the account is locked after five attempts. Wait 30 minutes and try again.",
            "C: yes, that was it, it works now",
        )
    )
    assert quotes(found.resolution) == [
        "Then the account is locked after five attempts.",
        "Wait 30 minutes and try again.",
    ]


def test_steps_sent_as_several_messages_are_one_answer():
    found = resolve(
        conversation(
            "C: kettle turns off before the water boils",
            "A: That is limescale.",
            "A: Put in half a litre of water and two spoons of citric acid.",
            "A: Wait 30 minutes, boil it once and rinse twice.",
            "C: it boils again, thanks!",
        )
    )
    assert {piece.message_id for piece in found.resolution} == {"m1", "m2", "m3"}


def test_a_reason_at_the_start_of_a_sentence_is_the_cause():
    found = resolve(
        conversation(
            "C: 优惠券提示已过期",
            "A: 您好，由于活动已于昨天结束，优惠券已失效。请在“我的”-“优惠券”里领取新的。",
            "C: 好的谢谢",
        )
    )
    assert quotes(found.cause) == ["由于活动已于昨天结束，优惠券已失效。"]
    assert quotes(found.resolution) == ["请在“我的”-“优惠券”里领取新的。"]


def test_a_chat_that_opens_with_a_greeting_has_its_problem_in_the_next_turn():
    found = resolve(
        conversation(
            "C: سلام",
            "A: سلام وقت بخیر، چه کمکی از من برمیاد؟",
            "C: یه سوال داشتم",
            "C: چجوری اکانتمو پاک کنم؟",
            "A: از «پروفایل ← حریم خصوصی» گزینهٔ «حذف حساب» را بزنید.",
        )
    )
    assert found.question.message_id == "m3"
    assert quotes(found.issue) == ["چجوری اکانتمو پاک کنم؟"]


def test_people_nobody_named_are_told_apart_by_who_asks():
    found = resolve(
        conversation(
            "U: how do I reset the router?",
            "U: Press the reset button for ten seconds and wait until the light is green.",
            "U: works, thank you",
            authors=("ann", "ben", "ann"),
        )
    )
    assert {piece.message_id for piece in found.resolution} == {"m1"}
    assert found.solved is True


def test_of_several_last_messages_the_very_last_says_whether_it_worked():
    found = resolve(
        conversation(
            "C: my lamp flickers",
            "A: Use a dimmable bulb between 4 and 12 W.",
            "C: mine does not say dimmable, I will get another",
            "C: new bulb, no flicker. Thanks!",
        )
    )
    assert found.confirmed is True


def test_what_a_bot_said_is_no_answer_once_a_person_took_over():
    lines = (
        "C: my parcel is missing",
        "B: You can follow your parcel under Orders > Track parcel.",
        "C: it says delivered",
        "A: The photo shows it at the porter's lodge. Please ask there.",
    )
    found = resolve(conversation(*lines, resolved=True))
    assert {piece.message_id for piece in found.resolution} == {"m3"}
    assert {piece.message_id for piece in resolve(conversation(*lines[:2])).resolution} == {"m1"}
