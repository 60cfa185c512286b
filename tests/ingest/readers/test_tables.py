"""FAQ tables: columns by name in three languages, any encoding and delimiter, one item a row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from ingest.items import Failed, FaqEntry
from ingest.readers import read
from ingest.readers.columns import columns_of


def table(tmp_path, text: str, encoding: str = "utf-8", name: str = "faq.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return list(read([path]))


def entries(items):
    return [(item.content.question, item.content.answer) for item in items]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(tmp_path, delimiter):
    text = (
        delimiter.join(["id", "Question", "ANSWER"]) + "\n" + delimiter.join(["1", "Where?", "There."]) + "\n"
    )
    (item,) = table(tmp_path, text)
    assert (item.key, item.kind, item.content) == ("1", "faq", FaqEntry("1", "Where?", "There."))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("شناسه,پرسش,پاسخ\n۱,کجاست؟,اینجاست\n", "utf-8"),
        ("شناسه,سؤال,جواب\n۱,کجاست؟,اینجاست\n", "utf-8-sig"),
        ("پرسش‌ها,پاسخ‌ها\nکجاست؟,اینجاست\n", "utf-16"),
        (
            "سوال,پاسخ\nسفارش من کجاست؟,در راه است و فردا می‌رسد\n".replace("ی", "ي").replace("\u200c", " "),
            "cp1256",
        ),
        ("问题,答案\n订单在哪里？,在路上，明天到\n", "gb18030"),
        ("問題,答案\n訂單在哪裡？,在路上，明天到\n", "big5"),
    ],
)
def test_columns_and_encodings_of_three_languages(tmp_path, text, encoding):
    ((question, answer),) = entries(table(tmp_path, text, encoding))
    cells = text.split("\n")[1].split(",")
    assert [question, answer] == cells[-2:]


def test_all_columns_are_used(tmp_path):
    head = "id,question,answer,language,category,tags,audience,variants\n"
    (item,) = table(tmp_path, head + '7,Where?,There.,en,Delivery,"a, b",agents,Where is it?|Lost?\n')
    assert item.content == FaqEntry(
        "7", "Where?", "There.", ("Where is it?", "Lost?"), "en", "Delivery", ("a", "b"), audience="agents"
    )


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path):
    items = table(tmp_path, 'Our FAQ,\n\nquestion,answer\nq1,"a\n1"\n,\nq2,\nq3,a3\n')
    assert [item.key for item in items] == ["row 4", "row 6", "row 7"]
    assert entries(items[::2]) == [("q1", "a\n1"), ("q3", "a3")]
    assert items[1].content == Failed("row 6: 'answer' is missing")
    assert items[0].content.external_id == "faq.csv row 4"


def test_a_table_without_the_columns_says_what_it_has(tmp_path):
    (item,) = table(tmp_path, "name,comment\na,b\n")
    assert item.content == Failed(
        "faq.csv does not have a header row with the columns 'question' and 'answer' "
        "(or پرسش and پاسخ, 问题 and 答案); found: 'name', 'comment'"
    )


def test_a_table_without_a_header_does_not_tell_whose_data_it_holds(tmp_path):
    (item,) = table(tmp_path, "sara@mail.example,+49 160 1234567,ok\n")
    assert item.content.reason.endswith("found: …, …, 'ok'")


def test_the_same_table_gives_the_same_bytes(tmp_path):
    first, second = (table(tmp_path, "question,answer\nq,a\n") for _ in range(2))
    assert [item.raw for item in first] == [item.raw for item in second]


def test_a_cell_without_end_is_one_named_failure(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.readers.table_rows.LONGEST_CELL", 1000)
    items = table(tmp_path, "question,answer\nq1,a1\nq2," + "x" * 5000 + "\nq3,a3\n")
    assert [item.key for item in items] == ["row 2", "row 3", "row 4"]
    assert items[1].content == Failed("row 3: a cell is longer than 1,000 characters")
    assert items[2].content.question == "q3"


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path):
    items = table(tmp_path, 'question,answer\nq1,"a1\nq2,a2\nq3,a3\n')
    assert items[0].content == Failed("row 2: a quote is opened and never closed")
    assert entries(items[1:]) == [("q2", "a2"), ("q3", "a3")]


def test_a_million_columns_are_looked_at_as_far_as_anybody_names_them(tmp_path):
    text = "question,answer" + "," * 10**6 + "\nq,a" + "," * 10**6 + "\n"
    (item,) = table(tmp_path, text)
    assert entries([item]) == [("q", "a")]
    assert len(item.raw) < 10_000
    (item,) = table(tmp_path, "x," * 10**6 + "\n", name="other.csv")
    assert len(item.content.reason) < 500


def test_a_workbook_is_read_sheet_by_sheet(tmp_path):
    workbook = Workbook()
    workbook.active.append(["about", "this file"])
    for title, rows in {
        "fa": [["پرسش", "پاسخ"], ["کجاست؟", 12.0]],
        "en": [["id", "question", "answer"], [3, "q", "a"]],
    }.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(tmp_path / "faq.xlsx")
    items = list(read([tmp_path / "faq.xlsx"]))
    assert entries(items) == [("کجاست؟", "12"), ("q", "a")]
    assert [item.content.external_id for item in items] == ["faq.xlsx fa row 2", "3"]


def test_a_workbook_without_the_columns_says_what_it_has(tmp_path):
    workbook = Workbook()
    workbook.active.append(["name", "comment"])
    workbook.save(tmp_path / "faq.xlsx")
    (item,) = read([tmp_path / "faq.xlsx"])
    assert item.content.reason.endswith("found: 'name', 'comment'")


def test_columns_are_found_under_any_spelling():
    assert columns_of([" Question ", "سؤال", "ANSWER:"]) == {0: "question", 2: "answer"}
    assert columns_of(["سوالات", "پاسخ‌ها", "دسته‌بندی"]) == {0: "question", 1: "answer", 2: "category"}
    assert columns_of(["question", "comment"]) == {}


cells = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=20
).filter(str.strip)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=6))
def test_what_a_table_writer_wrote_is_read_back(tmp_path_factory, rows):
    out = io.StringIO()
    csv.writer(out).writerows([("question", "answer"), *rows])
    items = table(tmp_path_factory.mktemp("csv"), out.getvalue())
    assert len({item.key for item in items}) == len(rows)
