"""What the claim check lets through, in three languages; the figures over all hand-made pairs hold."""

from __future__ import annotations

import pytest

from assistant.claim_figures import unstated
from assistant.claim_polarity import turned
from assistant.claims import supported
from benchmarks.claims import read
from kb.library import Library


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("It takes two to four working days.", "Delivery takes 2 to 4 working days."),
        ("هزینه ۸۵ هزار تومان است.", "هزینه 85,000 تومان است."),
        ("积分12个月后过期。", "会员积分在获得后十二个月过期。"),
        ("The bag may weigh 20 kg.", "هر مسافر ۲۰ کیلوگرم بار دارد."),
        ("You pay half, that is 50 %.", "取消收取一半费用。"),
    ],
)
def test_figures_agree_whatever_they_are_written_in(claim: str, quote: str) -> None:
    assert not unstated(claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("It takes 9 days.", "It takes 2 to 4 days."),
        ("It takes 4 hours.", "It takes 4 days."),
        ("تا ۲۳ فروردین ۱۴۰۴", "تا ۱۳ فروردین ۱۴۰۴"),
        ("هزینه ۱۵۰ هزار ریال است.", "هزینه ۱۵۰ هزار تومان است."),
        ("红灯亮", "绿灯亮"),
        ("See https://evil.example/x", "See https://shop.example/x"),
        ("Error E-271", "Error E-217"),
        ("It renews every week.", "It renews every month."),
    ],
)
def test_another_figure_is_told(claim: str, quote: str) -> None:
    assert unstated(claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote", "pair"),
    [
        ("Wait at least a day.", "Wait at most a day.", "bound"),
        ("پس از ارسال", "پیش از ارسال", "order"),
        ("所有人都可以邀请", "只有管理员可以邀请", "scope"),
        ("Above 30 degrees", "Below 30 degrees", "side"),
        ("包括灯具", "灯具除外", "exception"),
        ("You must pay by card.", "You may pay by card.", "duty"),
    ],
)
def test_a_turned_word_is_told(claim: str, quote: str, pair: str) -> None:
    assert pair in turned(claim, quote).pairs


@pytest.mark.parametrize(
    ("claim", "quote", "right"),
    [
        ("You have 30 days to return unused items.", "You can return unused items within 30 days.", True),
        ("You cannot return unused items.", "You can return unused items within 30 days.", False),
        ("The York branch is closed on Sundays.", "The Leeds branch is closed on Sundays.", False),
        ("Your data is sold to advertisers.", "We keep your data on servers in Germany.", False),
        ("کالا را می‌توانید تا ۳۰ روز برگردانید.", "You can return an item within 30 days.", True),
    ],
)
def test_claims_are_checked_with_the_encoder(library: Library, claim: str, quote: str, right: bool) -> None:
    assert supported(library, claim, [quote]) == right


def test_the_hand_made_pairs_are_enough_in_every_language() -> None:
    pairs = read()
    assert len(pairs) >= 200
    for language in ("en", "fa", "zh"):
        assert sum(pair.language == language for pair in pairs) >= 60
    assert {pair.held_out for pair in pairs} == {True, False}
