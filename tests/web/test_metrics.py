"""Figures for a monitor: for whoever has the token, without a label that a stranger can make up."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from web.app import create_app
from web.metrics import patterns

TOKEN = {"Authorization": "Bearer monitor token"}


@pytest.fixture
def measured(library):
    library.settings = library.settings.model_copy(update={"metrics_token": "monitor token"})
    return TestClient(create_app(library), follow_redirects=False)


def counted(text, route, status):
    """How often a route was answered so, by a process that may have answered for other tests before."""
    found = [
        line
        for line in text.splitlines()
        if f'route="{route}",status="{status}"' in line and "_total" in line
    ]
    return sum(float(line.rpartition(" ")[2]) for line in found)


def test_requests_are_counted_by_route(measured, shop):
    before = measured.get("/metrics", headers=TOKEN).text
    for path in ("/en/", "/fa/", f"/en/articles/{shop.returns}", "/no/such/page", "/static/danesh.css"):
        measured.get(path, follow_redirects=True)
    text = measured.get("/metrics", headers=TOKEN).text
    for route, status, times in (
        ("/{language}/", 200, 2),
        ("/{language}/articles/{reference}", 200, 1),
        ("/static", 200, 1),
        ("none", 404, 1),
    ):
        assert counted(text, route, status) - counted(before, route, status) == times, route
    assert "such" not in text
    assert 'danesh_articles{status="published"} 4.0' in text
    assert "danesh_open_sessions 0.0" in text
    assert "danesh_imports_waiting 0.0" in text
    assert "danesh_request_seconds_bucket" in text


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer x"}, {"Authorization": "ü"}]
)
def test_nobody_else_reads_them(measured, headers):
    assert measured.get("/metrics", headers={k: v.encode() for k, v in headers.items()}).status_code == 404


def test_without_a_token_in_the_settings_there_are_none(client):
    for headers in ({}, {"Authorization": "Bearer "}, TOKEN):
        assert client.get("/metrics", headers=headers).status_code == 404


def test_every_route_has_a_label_with_the_prefix_of_its_room(app):
    known = set(patterns(app.routes).values())
    assert {"/", "/{language}/", "/desk", "/desk/dashboard/{table}.csv", "/api/v1/search"} <= known
    assert not [one for one in known if ":" in one]
