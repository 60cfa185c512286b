"""Delimited text: a bad row costs only itself, and no line is held longer than a row may be."""

from __future__ import annotations

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import table_rows
from ingest.readers.table_rows import rows


def read(text: str, delimiter: str = ","):
    return [cells for _, cells in rows(io.StringIO(text, newline=""), delimiter)]


UNCLOSED = "a quote is opened and never closed"


def test_a_quote_that_is_never_closed_costs_one_row():
    assert read('a,b\n1,"two\n3,4\n5,6\n') == [["a", "b"], UNCLOSED, ["3", "4"], ["5", "6"]]


def test_a_quote_that_swallows_more_than_a_cell_holds_costs_one_row(monkeypatch):
    monkeypatch.setattr(table_rows, "LONGEST_CELL", 100)
    found = read('1,"two\n' + "3,4\n" * 50)
    assert found == [UNCLOSED, *[["3", "4"]] * 50]


def test_a_line_without_end_costs_one_row_and_no_memory(monkeypatch):
    monkeypatch.setattr(table_rows, "LONGEST_ROW", 2**16)

    class Endless(io.StringIO):
        left = 20 * 2**20

        def readline(self, size=-1):
            if self.left <= 0:
                return super().readline(size)
            self.left -= size
            return "x" * size

    tracemalloc.start()
    found = [cells for _, cells in rows(Endless("\n1,2\n"), ",")]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == ["a cell is longer than 1,000,000 characters", ["1", "2"]]
    assert peak < 2**20


def test_numbers_are_those_of_a_spreadsheet():
    text = io.StringIO('a\n"b\nc"\nd\n', newline="")
    assert list(rows(text, ",")) == [(1, ["a"]), (2, ["b\nc"]), (3, ["d"])]


def test_a_table_of_nothing_but_trouble_ends(monkeypatch):
    monkeypatch.setattr(table_rows, "LONGEST_CELL", 5)
    monkeypatch.setattr(table_rows, "_MOST_TROUBLE", 3)
    found = read("longer than that\n" * 10)
    assert len(found) == 4
    assert found[-1] == "the table cannot be read from here on"


cell = st.text(alphabet=st.sampled_from('ab,"\n\r ؟问\0'), max_size=8)


@given(st.lists(st.lists(cell, min_size=2, max_size=4), max_size=8), st.sampled_from(",;\t|"))
def test_what_was_written_is_read(table, delimiter):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(table)
    assert read(out.getvalue(), delimiter) == table


@given(st.text(alphabet=st.sampled_from('ab,"\n\r'), max_size=60))
def test_any_text_ends_and_every_line_is_given_or_named(text):
    found = read(text)
    given_back = "".join("".join(cells) for cells in found if not isinstance(cells, str))
    if not any(isinstance(cells, str) for cells in found):
        assert sum(map(given_back.count, "ab")) == sum(map(text.count, "ab"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end(end):
    assert read(f"a,b{end}c,d{end}") == [["a", "b"], ["c", "d"]]
