"""Text of an old charset that nobody named, mostly among English words, is read as it was written."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.charset_scores import CANDIDATES, chinese_after_all, score
from ingest.readers.charsets import decode

ENGLISH = (
    "I ordered the blue kettle last Monday and it has not come yet.",
    "Please change the delivery address of my parcel before it leaves.",
    "The app says that the name on my account is wrong.",
    "Could somebody call me back about the invoice? Thanks a lot!",
    "On the label it says 12 kg, but the page said 10.",
    "My old phone is gone, so I cannot receive the code (again).",
)
FOREIGN = {
    "gb18030": (
        "订单", "退款", "发票抬头", "收货地址", "快递员", "水壶漏水", "请尽快处理", "我的包裹还没到", "无法登录账户",
        "王小明", "广州天河区", "充电器坏了怎么办", "什么时候发货？", "申请换货", "优惠券用不了", "余额", "热线",
        "目前", "谢谢", "一些", "研究", "温馨提示",
    ),
    "gbk": ("訂單號碼", "退款申請已經提交", "請問什麼時候發貨", "这个檯燈不亮了"),
    "big5": (
        "訂單編號", "退款", "發票抬頭", "收貨地址", "水壺漏水", "請儘快處理", "我的包裹還沒到", "無法登入帳戶",
        "客服專線", "什麼時候出貨？", "申請換貨", "優惠券不能用", "台北市信義區",
    ),
    "cp1256": (
        "سفارش من", "بازپرداخت", "آدرس تحويل", "کتري خراب است", "لطفا زود رسيدگي کنيد", "بسته من نرسيده است",
        "فاکتور", "چه زماني ارسال مي‌شود؟", "حسابم باز نمي‌شود", "تهران، خيابان بهار",
    ),
    "cp1252": (
        "Müller", "Größe", "Rückgabe", "François", "abîmé", "déjà payé", "Ibáñez", "Señora Muñoz", "Malmö", "Århus",
        "café", "naïve", "½ litre", "£20", "10 €", "“new”",
    ),
    "utf-8": (
        "订单", "退款申請", "سفارش من", "Größe", "déjà payé", "Где мой заказ", "naïve", "10 €", "да", "Ζωή", "čaj",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("charset", "foreign"), [(charset, text) for charset, texts in FOREIGN.items() for text in texts]
)
@pytest.mark.parametrize("sentences", [1, 3, 6])
def test_a_few_foreign_letters_among_english_words(charset: str, foreign: str, sentences: int) -> None:
    words = " ".join(ENGLISH[:sentences]).split(" ")
    for at in (0, len(words) // 2, len(words)):
        text = " ".join([*words[:at], foreign, *words[at:]])
        assert decode(text.encode(charset)) == text


@settings(max_examples=200)
@given(
    st.sampled_from(sorted(FOREIGN)).flatmap(
        lambda charset: st.tuples(
            st.just(charset), st.lists(st.sampled_from(FOREIGN[charset]), min_size=2, max_size=6)
        )
    ),
    st.lists(st.sampled_from(ENGLISH), max_size=8),
    st.randoms(use_true_random=False),
)
def test_any_mixture_of_both(
    given_texts: tuple[str, list[str]], english: list[str], chance: random.Random
) -> None:
    charset, foreign = given_texts
    parts = [*foreign, *english]
    chance.shuffle(parts)
    for glue in (" ", "\n", ", "):
        text = glue.join(parts)
        assert decode(text.encode(charset)) == text


@pytest.mark.parametrize("text", ["谢谢", "一些", "双双", "目前 thanks"])
def test_chinese_that_is_utf8_by_chance_is_chinese(text: str) -> None:
    raw = text.encode("gb18030")
    raw.decode("utf-8")
    assert chinese_after_all(raw)
    assert decode(raw) == text


@pytest.mark.parametrize(
    "text",
    ["да", "нет", "Ω", "Ζωή", "δεν", "İstanbul", "čaj", "Łódź", "شد", "éé", "שלום", "д", "ϕ angle", "20 µm"],
)
def test_short_utf8_stays_utf8(text: str) -> None:
    assert decode(text.encode()) == text


@given(st.binary(max_size=300))
def test_any_bytes_have_a_score_in_each_charset(raw: bytes) -> None:
    for codec in CANDIDATES:
        assert score(raw, codec) < 0
