"""The dashboard: figures, charts with tables behind them, and files that spreadsheet programs open safely."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.tables import Article, Feedback, Handover, Revision
from kb.usage import handovers, questions, reuse, searches
from tests.kb.usage.test_statistics import ask
from web.manager import charts, spreadsheets
from web.manager.dashboard import TABLES


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
    answer = manager.get("/desk/dashboard/gaps.csv?first=2025-10-01&last=2025-10-02")
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


MARCH = "first=2025-03-01&last=2025-03-31"


def moment(day: int, hour: int = 12) -> datetime:
    return datetime(2025, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def march(library, shop):
    """A month of which every figure is known; before and after it something else happened."""
    with library.database.session() as session:
        for day, language, abstained, cites in (
            (3, "en", False, (shop.returns,)),
            (3, "en", True, ()),
            (4, "fa", False, (shop.password, shop.returns)),
            (20, "zh", False, (shop.delivery,)),
        ):
            made = ask(session, (2025, 3, day), language=language, abstained=abstained, cites=cites)
            if language == "en" and not abstained:
                answered = made.answer_id
        ask(session, (2025, 4, 1), abstained=True)
        votes = ((shop.returns, True, 5), (shop.returns, True, 6), (shop.returns, False, 7))
        for article, helpful, day in votes:
            questions.add_feedback(session, article_id=article, helpful=helpful)
            session.query(Feedback).order_by(Feedback.id.desc()).first().created_at = moment(day)
        asking = handovers.Asking("a@b.example", "fa", reason="angry")
        made = handovers.create(session, asking, secret=b"x")
        session.get(Handover, made.id).created_at = moment(31)
        reuse.sent(session, answered, "abcd", "abxx").sent_at = moment(3, 13)
        searches.count(session, {("en", "portal", False): 3, ("fa", "portal", True): 1})
        for row in session.query(searches.SearchDay):
            row.day = date(2025, 3, 9)
        one = session.get(Article, shop.password)
        one.row_digest = None
        one.created_at, one.first_published_at = moment(10, 6), moment(10, 18)
        one.published_at = moment(10, 18)
        session.query(Revision).filter_by(article_id=one.id).update({"created_at": moment(10, 6)})


def table(manager, name: str, query: str = MARCH) -> list[list[str]]:
    answer = manager.get(f"/desk/dashboard/{name}.csv?{query}")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def test_a_made_up_month_is_told_as_it_was(manager, march, shop):
    page = manager.get(f"/desk/dashboard?{MARCH}").text
    figures = dict(re.findall(r"<dt>([^<]+)</dt><dd>(?:<bdi>)?([^<]+)", page))
    assert figures == {
        "Searches": "4",
        "Questions": "4",
        "Answered": "75%",
        "Handed over": "1",
        "Helpful": "67%",
        "Replies sent": "1",
        "Unchanged": "0",
        "Kept of the suggestion": "50%",
    }
    charts_drawn = page.count('<svg class="columns-chart"')
    assert charts_drawn == 5, "questions, searches, votes, hand-overs, hours to publish"
    assert page.count("<summary>As a table</summary>") == charts_drawn
    assert "Annoyed" in page


def test_its_files_say_the_same(manager, march, shop):
    days = {row[0]: row[1:] for row in table(manager, "days")}
    assert len(days) == 31
    assert days["2025-03-03"] == ["0", "0", "1", "1", "0", "0", "0"]
    assert days["2025-03-09"] == ["4", "1", "0", "0", "0", "0", "0"]
    assert days["2025-03-31"] == ["0", "0", "0", "0", "1", "0", "0"]
    totals = [sum(int(row[at]) for row in days.values()) for at in range(7)]
    assert totals == [4, 1, 3, 1, 1, 2, 1]
    spoken = {row[0]: [int(cell) for cell in row[1:]] for row in table(manager, "languages")}
    assert spoken.keys() == {"English", "Persian", "Chinese"}
    assert [sum(column) for column in zip(*spoken.values(), strict=True)] == totals
    used = {int(row[0]): row[3:] for row in table(manager, "articles")}
    assert used[shop.returns] == ["2", "0", "2", "1"]
    assert next(iter(used)) == shop.returns
    assert [row[0] for row in table(manager, "reasons")] == ["Annoyed"]
    assert table(manager, "replies")[0][3:] == ["1", "0", "0.5"]
    assert table(manager, "publishing") == [["2025-03-10", "1", "12.0"]]
    assert [row[1] for row in table(manager, "gaps")] == ["1"], "the one of April is another month's"
    assert str(shop.password) in {row[0] for row in table(manager, "stale")}


def test_in_one_language_it_is_that_languages_month(manager, march, shop):
    page = manager.get(f"/desk/dashboard?{MARCH}&written=fa").text
    figures = dict(re.findall(r"<dt>([^<]+)</dt><dd>(?:<bdi>)?([^<]+)", page))
    wanted = {"Searches": "1", "Questions": "1", "Answered": "100%", "Handed over": "1", "Helpful": "–"}
    assert figures == wanted
    assert table(manager, "gaps", f"{MARCH}&written=fa") == []
    assert [row[0] for row in table(manager, "languages", f"{MARCH}&written=fa")] == ["Persian"]


@pytest.mark.parametrize(
    ("name", "at", "wanted"),
    [
        ("languages", 0, {"انگلیسی", "فارسی", "چینی"}),
        ("reasons", 0, {"ناراضی"}),
        ("rooms", 0, {"مرکز راهنمایی"}),
        ("gaps", 2, {"انگلیسی"}),
        ("stale", 2, {"فارسی"}),
    ],
)
def test_its_files_are_in_the_readers_words(manager, march, name, at, wanted):
    manager.get("/desk/dashboard?language=fa")
    assert {row[at] for row in table(manager, name)} == wanted


def test_a_look_at_a_known_month_encodes_nothing(manager, march, library, monkeypatch):
    manager.get(f"/desk/dashboard?{MARCH}")
    monkeypatch.setattr(library.encoder, "questions", lambda texts: pytest.fail(f"encoded {texts}"))
    assert manager.get(f"/desk/dashboard?{MARCH}&written=en").status_code == 200
    assert manager.get("/desk/gaps").status_code == 200
