"""Figures for a monitor: for whoever has the token, without a label that a stranger can make up."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from web.app import create_app

TOKEN = {"Authorization": "Bearer monitor token"}


@pytest.fixture
def measured(library):
    library.settings = library.settings.model_copy(update={"metrics_token": "monitor token"})
    return TestClient(create_app(library), follow_redirects=False)


def test_requests_are_counted_by_route(measured, shop):
    for path in ("/en/", "/fa/", f"/en/articles/{shop.returns}", "/no/such/page", "/static/danesh.css"):
        measured.get(path, follow_redirects=True)
    text = measured.get("/metrics", headers=TOKEN).text
    assert 'danesh_requests_total{method="GET",route="/{language:language}/",status="200"} 2.0' in text
    assert 'route="none",status="404"} 1.0' in text
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
