"""The application as a server meets it: started, asked by HEAD, warmed up."""

from __future__ import annotations

import logging
from threading import Event

import pytest
from fastapi.testclient import TestClient

from web import app as application
from web.app import create_app


@pytest.mark.parametrize(
    "path", ["/en/", "/robots.txt", "/static/danesh.css", "/api/v1/health", "/en/nothing"]
)
def test_head_is_get_without_a_body(client, path):
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


def test_the_model_is_ready_before_the_first_reader(library, monkeypatch):
    asked = []
    monkeypatch.setattr(library.encoder, "questions", asked.append)
    application.warm(library, Event())
    assert asked


def test_a_server_without_a_model_starts_all_the_same(library, monkeypatch, caplog):
    from kb.errors import EncoderUnavailableError

    def down(_texts):
        raise EncoderUnavailableError(name="e5", reason="gone")

    monkeypatch.setattr(library.encoder, "questions", down)
    with caplog.at_level(logging.WARNING):
        application.warm(library, Event())
    assert "DANESH_ENCODER" in caplog.text


def test_it_starts_and_stops(library):
    with TestClient(create_app(library)) as browser:
        assert browser.get("/api/v1/health").json()["status"] == "ok"
