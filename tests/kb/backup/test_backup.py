"""Backup and restore, from either database into either: equal row for row, or nothing changed."""

from __future__ import annotations

import json
import random
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import articles, backup, indexing
from kb.archive import erasure
from kb.content import Content, Draft, Labels
from kb.errors import FileUnreadableError
from kb.index import Filter
from kb.library import Library
from tests.kb.full_library import SARA, rows

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


def test_the_sample_leaves_no_table_out(source: Library) -> None:
    assert not [name for name, found in rows(source).items() if not found]


@pytest.mark.parametrize("kind", KINDS)
def test_a_restored_library_equals_its_source_row_for_row(
    source: Library, file: Path, target: Callable[[str], Library], kind: str
) -> None:
    other = target(kind)
    count = backup.read(other, file)
    expected, found = rows(source), rows(other)
    assert count == sum(len(some) for some in expected.values())
    for state in (*expected.pop("index_states"), *found.pop("index_states")):
        assert state["wanted"] == state["done"]
    assert found == expected
    assert indexing.check(other).clean
    assert other.index.count() == source.index.count()
    assert other.index.search(None, "depot", Filter(("public",)), 5).lexical


@pytest.mark.postgres
def test_the_way_back_from_postgresql_is_the_same(
    source: Library, file: Path, target: Callable[..., Library], tmp_path: Path
) -> None:
    middle = target("postgresql")
    backup.read(middle, file)
    backup.write(middle, tmp_path / "second.zip")
    last = target("sqlite", home=tmp_path / "third")
    backup.read(last, tmp_path / "second.zip")
    expected, found = rows(source), rows(last)
    del expected["index_states"], found["index_states"]
    assert found == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_restored_library_can_be_written_to(
    file: Path, target: Callable[[str], Library], kind: str
) -> None:
    other = target(kind)
    backup.read(other, file)
    with other.database.session() as session:
        made = articles.create(session, Draft(Content("New", "Text"), Labels("en")))
        assert made.id == 4
    fill_again = rows(other)["articles"]
    assert len(fill_again) == 4


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_there_before_is_replaced(file: Path, target: Callable[[str], Library], kind: str) -> None:
    other = target(kind)
    with other.database.session() as session:
        for number in range(9):
            draft = Draft(
                Content(f"Old {number}", "old text"), Labels("en"), external_id=f"old{number}", source="f"
            )
            articles.publish(session, articles.create(session, draft))
    indexing.sync(other)
    backup.read(other, file)
    assert len(rows(other)["articles"]) == 3
    assert indexing.check(other).clean
    assert other.index.search(None, "old", Filter(("public",)), 5).lexical == ()


def test_a_backup_is_for_its_owner_only_and_leaves_no_draft(source: Library, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "b.zip").write_text("an older one")
    backup.write(source, folder / "b.zip")
    assert stat.S_IMODE((folder / "b.zip").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["b.zip"]


@pytest.mark.parametrize("where", ["missing/b.zip", "file/b.zip", "."])
def test_a_place_that_cannot_be_written_is_one_sentence(source: Library, tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(FileUnreadableError) as caught:
        backup.write(source, tmp_path / where)
    assert "\n" not in str(caught.value)


def refused(library: Library, file: Path) -> str:
    """Expect a file to be refused and nothing to be changed; return what was said."""
    before = rows(library)
    with pytest.raises(FileUnreadableError) as caught:
        backup.read(library, file)
    assert rows(library) == before
    assert indexing.check(library).clean
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_cut_backup_changes_nothing(source: Library, file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    cut = tmp_path / "cut.zip"
    for length in (0, 1, 30, len(whole) // 3, len(whole) // 2, len(whole) - 30, len(whole) - 1):
        cut.write_bytes(whole[:length])
        refused(source, cut)


def test_a_backup_with_any_byte_wrong_changes_nothing_or_was_not_damaged(
    source: Library, file: Path, tmp_path: Path
) -> None:
    whole, before = file.read_bytes(), rows(source)
    del before["index_states"]
    damaged = tmp_path / "damaged.zip"
    chance = random.Random(1)
    refusals = 0
    for _ in range(60):
        place = chance.randrange(len(whole))
        damaged.write_bytes(
            whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]
        )
        try:
            backup.read(source, damaged)
        except FileUnreadableError:
            refusals += 1
        after = rows(source)
        del after["index_states"]
        assert after == before
    assert refusals > 30


def rewritten(file: Path, target: Path, name: str, change: Callable[[bytes], bytes | None]) -> Path:
    """Copy a backup with one of its files changed, or left out."""
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(target, "w") as out:
        for entry in archive.namelist():
            content = archive.read(entry)
            kept = change(content) if entry == name else content
            if kept is not None:
                out.writestr(entry, kept)
    return target


def about(**values: object) -> Callable[[bytes], bytes]:
    return lambda content: json.dumps(json.loads(content) | values).encode()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("danesh.json", lambda _: None),
        ("danesh.json", lambda _: b"[]"),
        ("danesh.json", lambda _: b"null"),
        ("danesh.json", lambda _: b"{}"),
        ("danesh.json", about(format=2)),
        ("danesh.json", about(rows=7)),
        ("articles.jsonl", lambda _: None),
        ("articles.jsonl", lambda _: b""),
        ("articles.jsonl", lambda _: b"[1, 2]\n" * 3),
        ("articles.jsonl", lambda _: b"null\n" * 3),
        ("articles.jsonl", lambda content: content.replace(b'"status"', b'"state"')),
        ("articles.jsonl", lambda content: content.replace(b'"published"', b'"live"')),
        ("articles.jsonl", lambda content: content.replace(b"2", b"x")),
        (
            "messages.jsonl",
            lambda content: content.replace(b'"conversation_id": 1', b'"conversation_id": 99'),
        ),
        ("messages.jsonl", lambda _: "متن".encode("cp1256")),
        ("quarantine.jsonl", lambda content: content.replace(b'"raw": "', b'"raw": "?')),
    ],
)
def test_a_backup_that_says_nonsense_changes_nothing(
    source: Library, file: Path, tmp_path: Path, name: str, change: Callable[[bytes], bytes | None]
) -> None:
    refused(source, rewritten(file, tmp_path / "other.zip", name, change))


def test_what_is_no_backup_is_named(source: Library, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear backup")
    assert "letter" in refused(source, tmp_path / "letter")
    assert "missing" in refused(source, tmp_path / "missing")
    refused(source, tmp_path)


def test_a_restore_that_ends_before_the_index_is_built_is_finished_by_the_next_start(
    source: Library, file: Path, target: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = target("sqlite")
    with other.database.session() as session:
        for number in range(9):
            articles.publish(
                session, articles.create(session, Draft(Content(f"Old {number}", "old"), Labels("en")))
            )
    indexing.sync(other)

    def die(library: Library) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(indexing, "reindex", die)
    with pytest.raises(KeyboardInterrupt):
        backup.read(other, file)
    monkeypatch.undo()
    other.close()
    with Library.open(other.settings) as again:
        again.encoder = source.encoder
        indexing.sync(again)
        assert indexing.check(again).clean
        assert again.index.count() == source.index.count()


def test_the_key_comes_along_so_that_people_are_found_again(
    source: Library, file: Path, target: Callable[..., Library]
) -> None:
    other = target("sqlite", secret_key="")
    other.settings.signing_key()
    backup.read(other, file)
    assert other.settings.signing_key() == source.settings.signing_key()
    assert stat.S_IMODE((other.settings.home / "secret_key").stat().st_mode) == 0o600
    assert erasure.erase(other, SARA).conversations == 1


def test_another_key_in_the_settings_is_refused_for_people_would_not_be_found(
    file: Path, target: Callable[..., Library]
) -> None:
    other = target("sqlite", secret_key="quite another")
    assert "DANESH_SECRET_KEY" in refused(other, file)
