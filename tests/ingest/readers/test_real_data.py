"""Real mails, exports and label sets: nothing crashes, nothing is lost, every failure is named."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from ingest.items import ArticleEntry, ChatEntry, Failed, FaqEntry, Mail, Skipped
from ingest.readers import read
from ingest.readers.walk import files
from ingest.threads import group

DATA = Path(os.environ.get("DANESH_REAL_DATA", Path(__file__).parents[4] / "shared" / "data"))
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data sets are not on this machine"),
]


def test_every_mail_is_read_and_every_failure_named():
    items = list(read([DATA / "mail"], "email"))
    assert {item.source for item in items} == {str(path) for path in files([DATA / "mail"])}
    kinds = Counter(type(item.content) for item in items)
    assert kinds[Mail] >= 208
    malformed = [
        item.content.reason
        for item in items
        if isinstance(item.content, Failed)
        and item.content.reason not in {"the file has no mail headers", "the mail is empty"}
    ]
    assert malformed == []


def test_a_real_list_falls_into_its_known_threads():
    mails = [item.content for item in read([DATA / "mail/threads/default"], "email")]
    assert len(group([mail for mail in mails if isinstance(mail, Mail)])) == 24


def test_every_chat_export_is_read():
    items = list(read([DATA / "exports"]))
    assert {item.source for item in items} == {str(path) for path in files([DATA / "exports"])}
    assert not [item for item in items if isinstance(item.content, Failed)]
    assert Counter(type(item.content) for item in items)[ChatEntry] >= 15


@pytest.mark.parametrize(
    "path", sorted(DATA.glob("retrieval/*/*.jsonl")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_label_sets_are_read_row_by_row(path):
    expected = {"faq": FaqEntry, "articles": ArticleEntry, "golden": Skipped}[path.stem]
    lines = sum(1 for line in path.read_bytes().split(b"\n") if line.strip())
    contents = [item.content for item in read([path])]
    assert Counter(map(type, contents)) == {expected: 1 if path.stem == "golden" else lines}
