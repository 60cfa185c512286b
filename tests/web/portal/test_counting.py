"""Searches are counted by channel, wherever they are made; typing is one search."""

from __future__ import annotations

from datetime import date

import pytest

from kb.usage import searches
from kb.usage.statistics import recent
from web.portal.counting import SETTLED, SearchCounter


def counted(library, language=None):
    period = recent(2)
    with library.database.reading() as session:
        return searches.by_channel(session, period.first, period.last, language)


def test_each_room_counts_for_itself(app, client, signed_in, key, library, shop):
    client.get("/en/search?q=parcel")
    client.post("/api/v1/search", json={"question": "parcel"})
    client.post("/api/v1/assist", json={"text": "How do I return a parcel?"}, headers=key("agent"))
    agent = signed_in("agent")
    assert agent.get("/agent?q=How do I return a parcel?").status_code == 200
    assert agent.get(f"/agent/tickets/{shop.conversation}").status_code == 200
    assert counted(library) == [("agent", 2, 0), ("api", 2, 0), ("portal", 1, 0)]
    assert counted(library, "zh") == []


def test_typing_in_the_widget_is_one_search(app, client, library):
    for typed in ("par", "parce", "parcel"):
        client.post("/api/v1/widget/suggest", json={"question": typed})
    assert counted(library) == []
    app.state.searches._settle(float("inf"))
    app.state.searches.write()
    assert counted(library) == [("widget", 1, 0)]


@pytest.mark.parametrize(("pause", "wanted"), [(SETTLED - 1, 1), (SETTLED, 2)])
def test_a_pause_begins_another_search(library, pause, wanted):
    counter = SearchCounter(library)
    counter.typed("sara", "en", "widget", found=False, at=0.0)
    counter.typed("sara", "en", "widget", found=True, at=pause)
    counter._settle(1e9)
    counter.write()
    [(channel, number, empty)] = counted(library)
    assert (channel, number, empty) == ("widget", wanted, wanted - 1)


def test_people_who_type_at_once_are_told_apart(library):
    counter = SearchCounter(library)
    for who in ("sara", "bob"):
        counter.typed(who, "en", "widget", found=True, at=0.0)
    counter._settle(1e9)
    counter.write()
    assert counted(library) == [("widget", 2, 0)]


def test_other_days_do_not_count(library):
    SearchCounter(library).write()
    with library.database.session() as session:
        searches.count(session, {("en", "portal", True): 2})
    with library.database.reading() as session:
        assert searches.by_channel(session, date(2001, 1, 1), date(2001, 1, 2)) == []
