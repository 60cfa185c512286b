"""Imports, health and the reference."""

from __future__ import annotations

import json
from pathlib import Path

from ingest import pipeline
from kb.archive import imports
from web import schemas

ROW = b'{"id":"a","question":"How do I pay?","answer":"By card."}\n'


def test_an_import_is_queued_and_followed_to_its_end(client, key, library):
    manager = key("manager")
    files = [("files", ("faq.jsonl", ROW + b"not json\n"))]
    queued = client.post("/api/v1/imports", files=files, data={"publish": "true"}, headers=manager)
    assert queued.status_code == 202
    assert queued.json().keys() == schemas.ImportResponse.model_fields.keys()
    assert (queued.json()["state"], queued.json()["items"]) == ("queued", 0)
    pipeline.run(library, queued.json()["id"])
    done = client.get(f"/api/v1/imports/{queued.json()['id']}", headers=manager).json()
    assert done["state"] == "done"
    assert done["items"] == done["imported"] + done["unchanged"] + done["skipped"] + done["failed"] == 2
    assert (done["imported"], done["failed"], done["published"]) == (1, 1, 1)
    [problem] = done["problems"]
    assert problem["source"] == "faq.jsonl"
    assert "not valid JSON" in problem["reason"]


def test_files_may_come_as_json(client, key, library):
    manager = key("manager")
    files = [{"name": "faq.jsonl", "text": ROW.decode()}, {"name": "chat.jsonl", "base64": "e30="}]
    queued = client.post("/api/v1/imports", json={"files": files, "kind": "faq"}, headers=manager)
    assert queued.status_code == 202
    assert queued.headers["location"] == f"/api/v1/imports/{queued.json()['id']}"
    with library.database.reading() as session:
        job = imports.get(session, queued.json()["id"])
    assert job.kind == "faq"
    assert [Path(path).read_bytes() for path in job.paths] == [ROW, b"{}"]
    for wrong in (
        {"files": [{"name": "a.jsonl"}]},
        {"files": [{"name": "a.jsonl", "base64": "***"}]},
        {"files": [{"name": "a.jsonl", "text": "", "path": "/etc/passwd"}]},
        {"files": files, "kind": "nonsense"},
        [],
    ):
        answer = client.post("/api/v1/imports", json=wrong, headers=manager)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"


def test_json_that_is_too_large_is_refused(client, key, monkeypatch):
    monkeypatch.setattr("web.api.imports.LARGEST_JSON", 1000)
    files = [{"name": "faq.jsonl", "text": "x" * 2000}]
    assert client.post("/api/v1/imports", json={"files": files}, headers=key("manager")).status_code == 413


def test_who_may_not_import_leaves_no_file(client, key, library):
    files = [("files", ("faq.jsonl", ROW))]
    assert client.post("/api/v1/imports", files=files).status_code == 401
    assert client.post("/api/v1/imports", files=files, headers=key("agent")).status_code == 403
    assert not (library.settings.home / "uploads").exists()


def test_what_is_no_upload_is_a_problem_document(client, key):
    manager = key("manager")
    for wrong in (
        {"json": {"paths": ["/etc/passwd"]}},
        {"data": {"kind": "faq"}},
        {"files": [("files", ("", b""))]},
    ):
        answer = client.post("/api/v1/imports", headers=manager, **wrong)
        assert answer.status_code == 422
        assert "holds no file" in answer.json()["detail"]
    broken = {**manager, "Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/api/v1/imports", content=b"--y", headers=broken).status_code in {400, 422}


def test_health_says_nothing_about_what_is_inside(client, library, monkeypatch):
    answer = client.get("/api/v1/health")
    assert answer.json().keys() == {"status", "version"}
    assert answer.json()["status"] == "ok"

    def down(*_args):
        raise OSError("disk /dev/sda is gone")

    monkeypatch.setattr("kb.reading.catalogue.is_public", down)
    answer = client.get("/api/v1/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    assert "sda" not in answer.text


def test_the_reference_lists_every_operation(client):
    document = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/docs").text
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    for path, methods in document["paths"].items():
        assert path in page
        for method, operation in methods.items():
            assert operation["summary"] in page
            assert operation["description"]
            assert method.upper() in page
    for name in document["components"]["schemas"]:
        assert f'id="schema-{name}"' in page or name.startswith("HTTP")


def test_the_document_is_openapi_and_names_the_key(client):
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.")
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert "text/event-stream" in json.dumps(document["paths"]["/api/v1/ask"])
