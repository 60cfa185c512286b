"""Painted Persian lines come back into reading order; everything else is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.pdf_lines import to_markdown
from ingest.readers.pdf_tables import Line, table_at
from ingest.readers.visual_order import restored


@pytest.mark.parametrize(
    ("painted", "text"),
    [
        (".ﺖﺳا ﻦﮑﻤﻣ رﺎﮐ ﻦﯾا", "این کار ممکن است."),
        ("دﻮﺷ ﯽﻣ نﺎﮕﯾار ABC-123 ﺪﮐ ﺎﺑ", "با کد ABC-123 رایگان می شود"),
        ("نﺎﻣﻮﺗ 25,000 لﺎﺳرا ﻪﻨﯾﺰﻫ", "هزینه ارسال 25,000 تومان"),
        ("یرﺎﮐ زور ۱۲ ﺎﺗ ۲", "۲ تا ۱۲ روز کاری"),
        ("تﺎﻋﻼﻃا", "اطلاعات"),
        ("Windows 10 Pro ﺐﺼﻧ", "نصب Windows 10 Pro"),
        ("(نﺎﮕﯾار) لﺎﺳرا", "ارسال (رایگان)"),
        (")نﺎﮕﯾار( لﺎﺳرا", "ارسال (رایگان)"),
    ],
)
def test_painted_lines_are_restored(painted, text):
    assert restored([painted]) == [text]


def test_painted_lines_without_joined_shapes_are_known_by_their_words():
    lines = ["تسا هار رد امش شرافس", "دسر یم ادرف هب نآ"]
    assert restored(lines) == ["سفارش شما در راه است", "آن به فردا می رسد"]


@pytest.mark.parametrize(
    "line",
    [
        *("سفارش شما در راه است.", "این کد ABC-123 است", "۲۵٬۰۰۰ تومان"),
        *("Order 12 (paid)", "自签收之日起七天内（含）", ""),
    ],
)
def test_lines_in_reading_order_are_left_alone(line):
    assert restored([line]) == [line]


def test_joined_shapes_in_reading_order_are_not_turned_round():
    assert restored(["ﺳﻔﺎرش ﻣﻦ"]) == ["سفارش من"]


def test_radicals_and_ligatures_become_letters():
    assert restored(["⾃签收之⽇起⻚", "ﬁnal"]) == ["自签收之日起页", "final"]


@given(st.lists(st.text(max_size=40), max_size=5))
def test_no_line_is_too_odd(lines):
    assert len(restored(lines)) == len(lines)


def line(text, top, left=50.0, width=400.0, height=10.0, page=1, **more) -> Line:
    return Line(text, page, left, left + width, top, height, **more)


def test_lines_become_paragraphs_headings_and_items():
    lines = [
        line("Guide", 10, height=24, width=80),
        line("One sentence that goes", 50),
        line("on and ends.", 62, width=150),
        line("Another.", 74, width=90),
        line("apple", 100, width=50, is_item=True),
        line("2. Costs", 130, height=14, width=90, is_item=True),
        line("a long-", 160),
        line("winded word", 172, width=100),
    ]
    assert to_markdown(lines) == (
        "# Guide\n\nOne sentence that goes on and ends.\n\nAnother.\n\n- apple\n\n## 2. Costs\n\na longwinded word"
    )


def test_running_heads_and_page_numbers_are_left_out_and_paragraphs_cross_pages():
    lines = []
    for page in (1, 2, 3):
        lines += [
            line("Shop handbook", 5, page=page, at_edge=True),
            line("a text without an end", 50, page=page),
        ]
        lines.append(line(f"{page}", 790, page=page, at_edge=True, width=8))
    assert to_markdown(lines) == "a text without an end a text without an end a text without an end"


def test_cells_that_wrap_stay_in_their_row():
    rows = [("Case", "Within"), ("Damaged", "48 hours,"), ("Lost", "7 days")]
    lines = [
        line(text, 100 + 30 * number, left=50 + 200 * column, width=60)
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    lines.insert(4, line("with photos", 142, left=250, width=60))
    lines.append(line("A paragraph below the table, as wide as the page.", 190))
    cells, end = table_at(lines, 0)
    assert cells == [["Case", "Within"], ["Damaged", "48 hours, with photos"], ["Lost", "7 days"]]
    assert end == len(lines) - 1


def test_one_row_is_no_table():
    assert table_at([line("a", 10, width=20), line("b", 10, left=200, width=20), line("text", 30)], 0) == (
        [],
        0,
    )


placed = st.builds(
    line,
    st.sampled_from(["abc", "سلام", "订单"]),
    top=st.floats(0, 800),
    left=st.floats(0, 500),
    width=st.floats(1, 300),
    height=st.floats(5, 30),
    page=st.integers(1, 3),
)


@given(st.lists(placed, max_size=12))
def test_no_line_of_a_page_is_lost(lines):
    lines.sort(key=lambda one: (one.page, one.top))
    letters = [letter for letter in to_markdown(lines) if letter.isalpha()]
    assert sorted(letters) == sorted("".join(one.text for one in lines))
