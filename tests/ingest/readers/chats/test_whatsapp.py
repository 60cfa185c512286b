"""WhatsApp exports of every phone and language: dates in the order of the whole file, nothing of WhatsApp's own."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.items import ChatEntry, Failed, Skipped
from ingest.readers import read
from ingest.readers.chats.whatsapp_lines import day_of, head_of, looks_like_whatsapp, order_of


def written(path, text):
    path.write_text(text, "utf-8")
    return path


def messages(path):
    return [
        message
        for item in read([path])
        if isinstance(item.content, ChatEntry)
        for message in item.content.messages
    ]


def moments(path):
    return [message.sent_at.strftime("%Y-%m-%d %H:%M:%S") for message in messages(path)]


STYLES = {
    "android, day first": ("25/12/2023, 18:05 - Ann: a\n26/12/2023, 09:10 - Bob: b\n", "2023-12-25 18:05:00"),
    "android, month first, 12 h": (
        "12/25/23, 6:05\u202fPM - Ann: a\n12/26/23, 9:10\u202fAM - Bob: b\n",
        "2023-12-25 18:05:00",
    ),
    "ios": ("[25.12.23, 18:05:11] Ann: a\n[26.12.23, 09:10:00] Bob: b\n", "2023-12-25 18:05:11"),
    "ios, marks": (
        "\u200e[25/12/2023, 6:05:11\u202fPM] Ann: \u200ea\n[26/12/2023, 9:10:00\u202fAM] Bob: b\n",
        "2023-12-25 18:05:11",
    ),
    "year first": ("2023-12-25, 18:05 - Ann: a\n2023-12-26, 09:10 - Bob: b\n", "2023-12-25 18:05:00"),
    "brackets without seconds": (
        "[2023-12-25 18:05] Ann: a\n[2023-12-26 09:10] Bob: b\n",
        "2023-12-25 18:05:00",
    ),
    "german": ("25.12.23, 18:05 - Ann: a\n26.12.23, 09:10 - Bob: b\n", "2023-12-25 18:05:00"),
    "finnish": ("[25.12.2023 klo 18.05.11] Ann: a\n[26.12.2023 klo 9.10.00] Bob: b\n", "2023-12-25 18:05:11"),
    "spanish": ("25/12/23 6:05 p. m. - Ann: a\n26/12/23 9:10 a. m. - Bob: b\n", "2023-12-25 18:05:00"),
    "chinese": ("2023/12/25 下午6:05 - 小王: a\n2023/12/26 上午9:10 - 小李: b\n", "2023-12-25 18:05:00"),
    "chinese ios": (
        "[2023/12/25 下午6:05:11] 小王: a\n[2023/12/26 上午12:10:00] 小李: b\n",
        "2023-12-25 18:05:11",
    ),
    "chinese words": (
        "2023年12月25日 18:05 - 小王: a\n2023年12月26日 09:10 - 小李: b\n",
        "2023-12-25 18:05:00",
    ),
    "persian digits": (
        "۲۰۲۳/۱۲/۲۵،\u200f ۱۸:۰۵ - آنا: a\n۲۰۲۳/۱۲/۲۶،\u200f ۰۹:۱۰ - باب: b\n",
        "2023-12-25 18:05:00",
    ),
    "persian calendar": (
        "۱۴۰۲/۱۰/۴،\u200f ۱۸:۰۵ - آنا: a\n۱۴۰۲/۱۰/۵،\u200f ۰۹:۱۰ - باب: b\n",
        "2023-12-25 18:05:00",
    ),
    "persian halves": (
        "[۱۴۰۲/۱۰/۴،\u200f ۶:۰۵:۱۱ بعدازظهر] آنا: a\n[۱۴۰۲/۱۰/۵،\u200f ۹:۱۰:۰۰ قبل‌ازظهر] باب: b\n",
        "2023-12-25 18:05:11",
    ),
    "arabic": ("٢٥/١٢/٢٠٢٣، ٦:٠٥ م - Ann: a\n٢٦/١٢/٢٠٢٣، ٩:١٠ ص - Bob: b\n", "2023-12-25 18:05:00"),
    "thai year": ("25/12/2566 18:05 - Ann: a\n26/12/2566 09:10 - Bob: b\n", "2023-12-25 18:05:00"),
}


@pytest.mark.parametrize("style", STYLES)
def test_every_style_of_date_is_read(tmp_path, style):
    text, expected = STYLES[style]
    path = written(tmp_path / "chat.txt", text)
    assert looks_like_whatsapp(text.encode())
    assert moments(path)[0] == expected
    assert [message.text for message in messages(path)] == ["a", "b"]


def test_day_and_month_are_told_apart_by_the_whole_file(tmp_path):
    month_first = "1/2/24, 10:00 - Ann: a\n1/3/24, 10:00 - Bob: b\n1/14/24, 10:00 - Ann: c\n"
    day_first = "1/2/24, 10:00 - Ann: a\n2/2/24, 10:00 - Bob: b\n3/2/24, 10:00 - Ann: c\n"
    assert moments(written(tmp_path / "a.txt", month_first))[1] == "2024-01-03 10:00:00"
    assert moments(written(tmp_path / "b.txt", day_first))[1] == "2024-02-02 10:00:00"
    one_day = "{}, 2:05 pm - Ann: a\n{}, 2:06 pm - Bob: b\n"
    for date_, expected in (("05/03/24", "2024-03-05"), ("5/3/24", "2024-05-03")):
        path = written(tmp_path / f"{expected}.txt", one_day.format(date_, date_))
        assert moments(path)[0] == f"{expected} 14:05:00"


def test_roles_in_a_chat_of_two(tmp_path):
    text = "25/12/2023, 18:05 - Barg: Welcome!\n25/12/2023, 18:06 - Ann: where is my order?\n"
    assert [m.role for m in messages(written(tmp_path / "chat.txt", text))] == ["customer", "agent"]
    assert [m.role for m in messages(written(tmp_path / "WhatsApp Chat with Ann.txt", text))] == [
        "agent",
        "customer",
    ]
    shop = text.replace("Barg:", "Barg Support:")
    assert [m.role for m in messages(written(tmp_path / "chat2.txt", shop))] == ["agent", "customer"]


def test_lines_of_a_message_stay_together_and_whatsapps_own_are_counted(tmp_path):
    text = (
        "[25/12/2023, 18:05:00] Ann: \u200eMessages and calls are end-to-end encrypted. No one can read them.\n"
        "[25/12/2023, 18:05:01] Ann: first line\nsecond: line\n\n12 of them\n"
        "[25/12/2023, 18:06:00] Bob: \u200eimage omitted\n"
        "\u200e[25/12/2023, 18:07:00] Bob: \u200e<attached: 0001.jpg>\n"
        "[25/12/2023, 18:08:00] Bob: \u200eThis message was deleted.\n"
        "[25/12/2023, 18:09:00] Bob: reset it \u200e<This message was edited>\n"
        "25/12/2023, 18:10 - Ann changed the subject to “x: y”\n"
        "25/12/2023, 18:11 - آنا: <رسانه حذف شد>\n"
    )
    path = written(tmp_path / "chat.txt", text)
    assert [(m.author, m.text) for m in messages(path)] == [
        ("Ann", "first line\nsecond: line\n\n12 of them"),
        ("Bob", "reset it"),
    ]
    (skipped,) = [item.content for item in read([path]) if isinstance(item.content, Skipped)]
    assert skipped.reason == (
        "messages that say nothing: 1 deleted messages, 2 notices of WhatsApp, "
        "3 pictures, sounds and files without words"
    )


def test_a_shared_zip_is_read_with_its_pictures_named(tmp_path):
    path = tmp_path / "WhatsApp Chat - Ann.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_chat.txt", STYLES["ios"][0])
        archive.writestr("0001.jpg", b"\xff\xd8\xff")
    items = list(read([path]))
    assert [type(item.content) for item in items] == [ChatEntry, Skipped]
    assert items[1].content.reason == "a file sent in the chat"


def test_a_zip_without_chats_and_a_bomb_are_refused_by_name(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("letter.docx", "x")
    assert [item.content for item in read([path])] == [Skipped("no chat export in the archive")]
    bomb = tmp_path / "b.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", b"0" * (40 * 2**20))
    assert [item.content for item in read([bomb])] == [
        Failed("the file unpacks to more than 250 times its size")
    ]


def test_a_line_of_hundreds_of_megabytes_is_cut_and_named(tmp_path):
    path = tmp_path / "chat.txt"
    with path.open("wb") as file:
        file.write(b"25/12/2023, 18:05 - Ann: hello\n25/12/2023, 18:06 - Bob: ")
        for _ in range(8):
            file.write(b"x" * 2**20)
        file.write(b"\n25/12/2023, 18:07 - Ann: after\n")
    items = list(read([path]))
    texts = [message.text for message in items[0].content.messages]
    assert (len(texts), texts[0], len(texts[1]), texts[2]) == (3, "hello", 200_000, "after")
    assert items[1].content == Failed("line 2: the line is longer than 1,048,576 characters and was cut")


@given(st.text(max_size=80))
def test_no_line_makes_the_head_raise(line):
    head_of(line)


@given(st.lists(st.dates(date(2009, 1, 1), date(2030, 1, 1)), min_size=25, max_size=60))
def test_sorted_dates_of_some_length_are_read_in_their_order(days):
    days = sorted(days)
    for pattern, order in (("%d/%m/%Y", "dmy"), ("%m/%d/%Y", "mdy"), ("%Y/%m/%d", "ymd")):
        dates = [tuple(day.strftime(pattern).split("/")) for day in days]
        if any(day.day > 12 for day in days):
            found = order_of(dates)
            assert [day_of(parts, found) for parts in dates] == [
                datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days
            ], order
