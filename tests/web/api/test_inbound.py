"""The webhook: who may send, what is understood, what is kept, and that nothing comes in twice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from sqlalchemy import func, select

from ingest import pipeline, spool
from kb.tables import Conversation, Import, Message

SECRET = "a long shared secret"
MAIL = (
    "From: Mina <mina@example.com>\r\nTo: help@shop.example\r\nSubject: کفش\r\nMessage-ID: <m1@example.com>\r\n"
    "Date: Mon, 4 Mar 2024 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n\r\nکفش من هنوز نرسیده است. چه کار کنم؟\r\n"
).encode()
OLD_MAIL = (
    b"From: Li <li@example.com>\r\nTo: help@shop.example\r\nSubject: bag\r\nMessage-ID: <m2@example.com>\r\n"
    b"Content-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    + "我的包裹还没有到。请问怎么办？".encode("gb18030")
    + b"\r\n"
)
CHAT = {
    "id": "c-7",
    "channel": "telegram",
    "messages": [
        {"id": "1", "role": "customer", "author": "Omid", "text": "My parcel is late. What now?"},
        {"id": "2", "role": "agent", "author": "Sara", "text": "Please wait two more days."},
    ],
}


@pytest.fixture(autouse=True)
def secret(library):
    library.settings = library.settings.model_copy(update={"inbound_secret": SECRET})


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"X-Danesh-Signature": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def send(client, body: bytes, media: str = "message/rfc822", source: str = "mail", **headers: str):
    headers = headers or signed(body)
    return client.post(f"/api/v1/inbound/{source}", content=body, headers={"Content-Type": media, **headers})


def multipart(name: str, content: bytes) -> tuple[bytes, str]:
    body = b'--x\r\nContent-Disposition: form-data; name="subject"\r\n\r\nhello\r\n'
    body += (
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + content + b"\r\n--x--\r\n"
    )
    return body, 'multipart/form-data; boundary="x"'


def counted(library) -> tuple[int, int]:
    with library.database.reading() as session:
        return session.scalar(select(func.count(Conversation.id))), session.scalar(
            select(func.count(Message.id))
        )


def stored(library, import_id: int) -> bytes:
    with library.database.reading() as session:
        [path] = session.get_one(Import, import_id).paths
    return Path(path).read_bytes()


def test_a_signed_mail_becomes_an_import_that_can_be_followed(client, library, key):
    answer = send(client, MAIL)
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/api/v1/imports/{answer.json()['id']}"
    assert answer.json()["state"] == "queued"
    before = counted(library)
    pipeline.run(library, answer.json()["id"])
    assert counted(library) == (before[0] + 1, before[1] + 1)
    done = client.get(answer.headers["location"], headers=key("manager")).json()
    assert (done["state"], done["items"], done["imported"]) == ("done", 1, 1)
    spool.tidy(library)
    assert not list(spool.folder(library.settings).iterdir()), "the unmasked mail is gone from the disk"
    [source] = client.get("/api/v1/sources", headers=key("manager")).json()["sources"]
    assert (source["kind"], source["name"], source["items"], source["waiting"]) == (
        "inbound",
        "inbound:mail",
        1,
        0,
    )


@pytest.mark.parametrize("name", ["email", "body-mime", "message", "mime", "raw"])
@pytest.mark.parametrize("mail", [MAIL, OLD_MAIL], ids=["utf-8", "gb18030"])
def test_the_whole_mail_in_a_form_arrives_byte_for_byte(client, library, name, mail):
    body, media = multipart(name, mail)
    assert stored(library, send(client, body, media).json()["id"]) == mail
    form = f"subject=x&{name}={quote_from_bytes(mail)}".encode()
    again = send(client, form, "application/x-www-form-urlencoded", source="form")
    assert stored(library, again.json()["id"]) == mail


def test_the_whole_mail_in_json_arrives(client, library):
    for source, value, mail in [
        ("postmark", {"RawEmail": MAIL.decode(), "Subject": "x"}, MAIL),
        ("own", {"raw_base64": base64.b64encode(OLD_MAIL).decode()}, OLD_MAIL),
    ]:
        answer = send(client, json.dumps(value).encode(), "application/json; charset=utf-8", source)
        assert stored(library, answer.json()["id"]) == mail


def test_a_delivery_repeated_is_the_same_import(client, library):
    first, second = send(client, MAIL), send(client, MAIL)
    assert second.status_code == 202
    assert first.json()["id"] == second.json()["id"]
    pipeline.run(library, first.json()["id"])
    spool.tidy(library)
    once = counted(library)
    assert send(client, MAIL).json()["id"] == first.json()["id"], "also long after"
    other = send(client, b"Received: by another road\r\n" + MAIL)
    assert other.json()["id"] != first.json()["id"]
    while pipeline.run(library):
        pass
    assert counted(library) == once, "a Message-ID is taken once"


def test_a_conversation_grows_with_every_delivery(client, library):
    first = send(client, json.dumps(CHAT).encode(), "application/json", "chat")
    pipeline.run(library, first.json()["id"])
    before = counted(library)
    more = {
        **CHAT,
        "messages": [*CHAT["messages"], {"id": "3", "role": "customer", "text": "It came. Thanks!"}],
    }
    second = send(client, json.dumps(more).encode(), "application/json", "chat")
    assert second.json()["id"] != first.json()["id"]
    pipeline.run(library, second.json()["id"])
    assert counted(library) == (before[0], before[1] + 1)


def test_an_import_that_could_not_go_on_is_tried_again(client, library, monkeypatch):
    from datetime import timedelta

    from kb.archive import live_sources

    first = send(client, MAIL).json()["id"]

    def down(*_args):
        raise OSError("the disk is away")

    with monkeypatch.context() as patched:
        patched.setattr("ingest.pipeline.read", down)
        with pytest.raises(OSError):
            pipeline.run(library, first)
    spool.tidy(library)
    monkeypatch.setattr(live_sources, "RETRY", timedelta(0))
    with library.database.session() as session:
        live_sources.retry(session, live_sources.cut_short(session, 180))
    pipeline.run(library, first)
    with library.database.reading() as session:
        job = session.get_one(Import, first)
    assert (job.state, job.imported) == ("done", 1)


def test_who_may_send(client, key, library):
    assert send(client, MAIL, **key("manager")).status_code == 202
    assert send(client, MAIL, **key("agent")).status_code == 403
    for wrong in (
        {"X-None": "x"},
        {"X-Danesh-Signature": "sha256=" + "0" * 64},
        {"X-Danesh-Signature": "nonsense"},
        {"Authorization": "Bearer danesh_nobody"},
        signed(MAIL, "another long secret"),
        signed(MAIL + b" "),
    ):
        answer = send(client, MAIL, **wrong)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    library.settings = library.settings.model_copy(update={"inbound_secret": ""})
    assert send(client, MAIL, **signed(MAIL, "")).status_code == 401, "no secret is not an empty secret"


@pytest.mark.parametrize(
    ("body", "media", "sentence"),
    [
        (b"", "message/rfc822", "headers of a mail"),
        (b"\x00\x01" * 500, "message/rfc822", "headers of a mail"),
        (b"{}", "application/json", "no field holds"),
        (b"[]", "application/json", "one JSON object"),
        (b"{", "application/json", "not valid JSON"),
        (b"[" * 100_000, "application/json", "not valid JSON"),
        (b'{"messages": []}', "application/json", "no id"),
        (b'{"id": "a", "messages": []}', "application/json", ""),
        (b'{"id": "a", "messages": 3}', "application/json", ""),
        (b'{"raw_base64": "***"}', "application/json", "not base64"),
        (b"--y", "multipart/form-data; boundary=x", ""),
        (b"--y", "multipart/form-data", ""),
        (multipart("email", b"no mail")[0], "multipart/form-data; boundary=x", "headers of a mail"),
        (b"email=1&x=2", "application/x-www-form-urlencoded", "headers of a mail"),
        (MAIL, "image/png", "content type"),
        (MAIL, "", "content type"),
    ],
)
def test_garbage_is_a_problem_document_and_leaves_nothing(client, library, body, media, sentence):
    answer = send(client, body, media)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert sentence in answer.json()["detail"]
    assert not spool.folder(library.settings).exists()


def test_a_name_from_outside_never_chooses_a_path(client, library):
    for name in ("..", "..%2F..%2Fetc", "A", "a" * 41, "-x", "%00"):
        assert send(client, MAIL, source=name).status_code in {404, 405, 422}
    assert not spool.folder(library.settings).exists()


def test_too_much_is_refused_before_it_is_kept(client, library, monkeypatch):
    monkeypatch.setattr("web.security.INBOUND", 3000)
    big = MAIL + b"x" * 3000
    answer = send(client, big)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    monkeypatch.undo()
    monkeypatch.setattr("ingest.sources.inbound.LARGEST_MAIL", 2000)
    answer = send(client, big)
    assert answer.status_code == 413
    assert "larger than" in answer.json()["detail"]


def test_a_flood_is_told_to_wait(client, app):
    from web.security import Limiter

    object.__setattr__(app.state.limits, "inbound", Limiter(2, 60))
    assert [send(client, MAIL).status_code for _ in range(3)] == [202, 202, 429]
