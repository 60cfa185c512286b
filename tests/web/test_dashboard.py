"""The dashboard: figures, charts with tables behind them, and files that spreadsheet programs open safely."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.usage import handovers, questions
from tests.kb.usage.test_statistics import ask
from web import charts, spreadsheets
from web.dashboard import TABLES


@pytest.fixture
def manager(signed_in):
    return signed_in("manager")


@pytest.fixture
def busy(library, shop):
    with library.database.session() as session:
        for day in range(1, 8):
            ask(session, (2025, 10, day), language="fa", abstained=day % 3 == 0, cites=(shop.password,))
        questions.add_feedback(session, article_id=shop.returns, helpful=True)
        handovers.create(session, handovers.Asking("a@b.example", "en"), secret=b"x")


def test_a_period_is_shown_with_its_figures_and_tables(manager, busy, shop):
    page = manager.get("/desk/dashboard?first=2025-10-01&last=2025-10-07").text
    assert "71%" in page
    assert page.count('<svg class="columns-chart"') == 1, "what is empty is not drawn"
    assert "<title>October 3, 2025: Answered 0, No answer 1</title>" in page
    assert '<th scope="row">October 3, 2025</th>' in page
    assert f"/desk/articles/{shop.password}" in page
    assert "The figures stand in the table below." in page
    recent = manager.get("/desk/dashboard?days=7").text
    assert "100%" in recent
    assert 'value="7" aria-pressed="true"' in recent


@pytest.mark.parametrize(
    "query",
    ["days=x", "first=2025-13-01&last=x", "first=0001-01-01&last=9999-12-31", "days=-5", "written=%00"],
)
def test_an_odd_period_is_no_error(manager, query):
    assert manager.get(f"/desk/dashboard?{query}").status_code in {200, 404, 422}


def test_a_long_period_is_shown_by_weeks(manager, busy):
    page = manager.get("/desk/dashboard?first=2025-01-01&last=2025-12-31").text
    assert "<title>September 29, 2025: Answered 4, No answer 1</title>" in page


def test_only_one_language_counts_where_one_is_chosen(manager, busy):
    days = "first=2025-10-01&last=2025-10-07"
    assert "71%" in manager.get(f"/desk/dashboard?{days}&written=fa").text
    assert "71%" not in manager.get(f"/desk/dashboard?{days}&written=zh").text


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("code", ["en", "fa", "zh"])
def test_every_table_is_a_file(manager, busy, table, code):
    manager.get(f"/desk/dashboard?language={code}")
    answer = manager.get(f"/desk/dashboard/{table}.csv?first=2025-10-01&last=2025-10-07")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    if table == "days":
        assert len(rows) == 8
        assert rows[3][0] == "2025-10-03"
    assert manager.get("/desk/dashboard/none.csv").status_code == 404


def test_no_cell_is_run_as_a_formula(manager, library):
    with library.database.session() as session:
        made = ask(session, (2025, 10, 1), abstained=True)
        from kb.tables import Question

        session.get(Question, made.question_id).text = '=HYPERLINK("http://evil.example","gaps")'
    answer = manager.get("/desk/dashboard/gaps.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][0].startswith("'=HYPERLINK")


@given(st.text())
def test_a_cell_is_kept_whole_and_never_begins_a_formula(text):
    guarded = spreadsheets.guarded(text)
    assert guarded in {text, f"'{text}"}
    assert not guarded.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_figures_stay_figures():
    assert spreadsheets.table(["a"], [[-3], [2.5], [None]]) == b'\xef\xbb\xbfa\r\n-3\r\n2.5\r\n""\r\n'


@given(
    st.lists(
        st.tuples(st.text(max_size=3), st.lists(st.integers(0, 10**7), min_size=2, max_size=2)), max_size=40
    ),
    st.booleans(),
)
def test_columns_stay_inside_the_drawing_and_in_proportion(rows, mirrored):
    chart = charts.stacked(("a", "b"), rows, mirrored=mirrored)
    assert len(chart.columns) == len(rows)
    for column, (_, figures) in zip(chart.columns, rows, strict=True):
        assert column.figures == tuple(figures)
        total = sum(bar.height for bar in column.bars)
        assert total == pytest.approx(sum(figures) / chart.peak * chart.height, abs=0.02)
        for bar in column.bars:
            assert bar.x >= 0
            assert bar.x + bar.width <= chart.width + 0.02
            assert bar.y >= -0.02
            assert bar.y + bar.height <= chart.height + 0.02


@pytest.mark.parametrize(
    ("highest", "peak"), [(0, 1), (1, 1), (1.5, 2), (6, 10), (10, 10), (49, 50), (51, 100)]
)
def test_the_axis_ends_at_a_round_number(highest, peak):
    assert charts.ceiling(highest) == peak


def test_on_right_to_left_pages_time_runs_from_the_right():
    rows = [("one", [1]), ("two", [2])]
    left, right = charts.stacked(("a",), rows), charts.stacked(("a",), rows, mirrored=True)
    assert left.columns[0].bars[0].x < left.columns[1].bars[0].x
    assert right.columns[0].bars[0].x > right.columns[1].bars[0].x


def test_searches_are_counted_and_their_words_are_not_kept(client, manager, library):
    client.get("/fa/search?q=zebra+crossing+nowhere")
    client.post("/api/v1/search", json={"question": "How do I return a parcel?"})
    page = manager.get("/desk/dashboard").text
    assert "<dt>Searches</dt><dd>2</dd>" in page
