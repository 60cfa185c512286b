"""Tables of messages and surveys, told from FAQ tables by their headers, in three languages."""

from __future__ import annotations

import pytest

from ingest.items import ChatEntry, Failed, FaqEntry, Skipped
from ingest.readers import read

CHATS = {
    "en.csv": "conversation_id,sender_type,sender,created_at,message\n"
    "7,customer,Ann,2024-01-02 10:00,Where is my order?\n8,customer,Cy,2024-01-02 10:01,Refund please\n"
    "7,agent,Bob,2024-01-02 10:02,It arrives today.\n8,agent,Bob,2024-01-02 10:03,Done.\n",
    "fa.csv": "شناسه گفتگو;نقش;نام;زمان;متن پیام\n"
    "7;مشتری;Ann;۱۴۰۲/۱۰/۱۲ ۱۰:۰۰;Where is my order?\n8;مشتری;Cy;۱۴۰۲/۱۰/۱۲ ۱۰:۰۱;Refund please\n"
    "7;پشتیبان;Bob;۱۴۰۲/۱۰/۱۲ ۱۰:۰۲;It arrives today.\n8;پشتیبان;Bob;۱۴۰۲/۱۰/۱۲ ۱۰:۰۳;Done.\n",
    "zh.tsv": "会话编号\t角色\t昵称\t时间\t消息内容\n"
    "7\t客户\tAnn\t2024/1/2 10:00\tWhere is my order?\n8\t客户\tCy\t2024/1/2 10:01\tRefund please\n"
    "7\t客服\tBob\t2024/1/2 10:02\tIt arrives today.\n8\t客服\tBob\t2024/1/2 10:03\tDone.\n",
}


@pytest.mark.parametrize("name", CHATS)
def test_messages_are_gathered_by_their_conversation(tmp_path, name):
    path = tmp_path / name
    path.write_text(CHATS[name], "utf-8")
    found = {item.key: item.content for item in read([path])}
    assert {key: [(m.role, m.author, m.text) for m in talk.messages] for key, talk in found.items()} == {
        "7": [("customer", "Ann", "Where is my order?"), ("agent", "Bob", "It arrives today.")],
        "8": [("customer", "Cy", "Refund please"), ("agent", "Bob", "Done.")],
    }
    assert found["7"].messages[1].sent_at.isoformat() == "2024-01-02T10:02:00+00:00"


def test_rows_out_of_order_without_words_and_without_a_conversation(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "ticket,from,time,text,status\n5,Bob,2024-01-02T11:00:00Z,Answer,solved\n5,Ann,2024-01-02T10:00:00Z,Question,solved\n"
        ",Ann,,lost,\n5,Ann,,,\n"
    )
    items = {item.key: item.content for item in read([path])}
    talk = items["5"]
    assert ([m.text for m in talk.messages], talk.resolved) == (["Question", "Answer"], True)
    assert items["row 4"] == Failed("row 4: the row names no conversation")
    assert items["a.csv (passed over)"] == Skipped("messages that say nothing: 1 rows without words")


SURVEYS = {
    "en": "Timestamp,Email,How satisfied are you?,What could we improve?\n"
    "2024-01-02 10:00,a@x.example,5,The checkout page is very slow on my phone\n2024-01-03 10:00,b@x.example,2,n/a\n"
    "2024-01-04 10:00,c@x.example,1,Nobody answers the telephone at night\n",
    "fa": "تاریخ,نام,امتیاز,نظر شما درباره ما\n۱۴۰۲/۱۰/۱۲,آنا,۵,صفحه پرداخت روی گوشی من خیلی کند است\n"
    "۱۴۰۲/۱۰/۱۳,باب,۲,ندارم\n۱۴۰۲/۱۰/۱۴,سارا,۱,شب‌ها هیچ‌کس پاسخ تلفن را نمی‌دهد\n",
    "zh": "提交时间,姓名,评分,您的建议\n2024/1/2,小王,5,手机上的付款页面打开非常慢\n"
    "2024/1/3,小李,2,无\n2024/1/4,小张,1,晚上没有人接听客服电话\n",
}


@pytest.mark.parametrize("language", SURVEYS)
def test_each_answer_in_own_words_is_a_customers_message(tmp_path, language):
    path = tmp_path / "survey.csv"
    path.write_text(SURVEYS[language], "utf-8")
    items = list(read([path]))
    assert [type(item.content) for item in items] == [ChatEntry, ChatEntry, Skipped]
    assert [
        (one.channel, one.resolved, [m.role for m in one.messages])
        for one in (item.content for item in items[:2])
    ] == [("survey", None, ["customer"])] * 2
    assert all(item.content.messages[0].sent_at.year == 2024 for item in items[:2])
    assert items[2].content == Skipped("messages that say nothing: 1 empty answers")


def test_faq_tables_and_tables_of_choices_are_no_surveys(tmp_path):
    faq = tmp_path / "faq.csv"
    faq.write_text(
        "question,answer,comment\nWhere?,There by the door in the hall.,checked by the team last week\n"
    )
    assert isinstance(next(iter(read([faq]))).content, FaqEntry)
    choices = tmp_path / "choices.csv"
    choices.write_text("name,Would you come again?\na,yes\nb,no\nc,yes\n")
    assert isinstance(next(iter(read([choices]))).content, Failed)
