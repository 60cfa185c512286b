"""What a customer has not said: asked for where the case calls for it, never where it is there."""

from __future__ import annotations

import pytest

from assistant.missing import NAMES, missing


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("My order has not arrived.", ("order",)),
        ("سفارشم هنوز نرسیده است", ("order",)),
        ("我的订单还没到", ("order",)),
        ("The app crashes at start.", ("error", "version", "device")),
        ("برنامه خطا می‌دهد", ("error", "version", "device")),
        ("应用一打开就闪退", ("error", "version", "device")),
        ("I was charged twice", ("date",)),
        ("دو بار از حسابم پول کسر شد", ("date",)),
        ("重复扣款了", ("date",)),
    ],
)
def test_what_is_missing_is_named(said, wanted):
    assert missing(said) == wanted


@pytest.mark.parametrize(
    "said",
    [
        "My order AB-12345 has not arrived.",
        "سفارشم نرسیده، شماره ۱۲۳۴۵۶",
        "我的订单 20240311 还没到",
        "The app 2.4.1 on my iPhone shows “Payment was declined”, error E-1042.",
        "برنامه نسخه ۳ روی آیفون خطای «اتصال برقرار نشد» می‌دهد",
        "安卓手机，应用版本 3.2，报错：E1001 连接失败",
        "I was charged twice yesterday",
        "How do I return a parcel?",
        "چطور رمز عبورم را عوض کنم؟",
        "配送需要多长时间？",
        "",
    ],
)
def test_what_was_said_or_is_not_needed_is_not_asked_for(said):
    assert missing(said) == ()


def test_an_article_that_asks_for_something_calls_for_it():
    assert missing("It was broken when I unpacked it.", "Send us your order number and a photo.") == (
        "order",
    )
    assert missing("وسیله خراب است", "لطفاً شمارهٔ سفارش را بفرستید") == ("order",)
    assert missing("东西坏了", "请提供订单号") == ("order",)
    assert missing("It was broken. AB-1234", "Send us your order number.") == ()


def test_names_are_those_that_pages_know():
    from web.agent.replying import NEEDS

    assert set(NAMES) == set(NEEDS)
