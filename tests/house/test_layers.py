"""The layers of docs/architecture.md: the tree keeps every contract, and each contract catches what it is for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kb", "ingest", "assistant", "web")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
BY_ID = {contract["id"]: contract for contract in CONTRACTS}

# Contract, the module that steps over its line, and what it imports there.
VIOLATIONS = [
    ("packages", "kb/errors.py", ["web.i18n"]),
    ("packages", "kb/access/keys.py", ["ingest.items"]),
    ("packages", "ingest/threads.py", ["assistant.metrics"]),
    ("packages", "assistant/golden.py", ["ingest.items"]),
    ("packages", "assistant/metrics.py", ["web.dates"]),
    ("kb", "kb/access/keys.py", ["kb.articles"]),
    ("kb", "kb/settings.py", ["kb.languages"]),
    ("kb", "kb/listing.py", ["kb.library"]),
    ("projection", "kb/index/words.py", ["kb.tables"]),
    ("projection", "kb/inference/quiet.py", ["kb.access.people"]),
    ("cycles", "ingest/threads.py", ["ingest.pipeline"]),
    ("cycles", "kb/languages/scripts.py", ["kb.languages.segment"]),
    ("sqlalchemy", "ingest/drafting.py", BY_ID["sqlalchemy"]["protected_modules"]),
    ("qdrant", "kb/library.py", BY_ID["qdrant"]["protected_modules"]),
    ("models", "kb/indexing.py", BY_ID["models"]["protected_modules"]),
    ("langchain-core", "assistant/pipeline.py", BY_ID["langchain-core"]["protected_modules"]),
    ("unstructured", "ingest/cleaning/mail.py", BY_ID["unstructured"]["protected_modules"]),
    ("imap", "ingest/pipeline.py", BY_ID["imap"]["protected_modules"]),
    ("fastapi", "ingest/worker.py", BY_ID["fastapi"]["protected_modules"]),
    ("by-name", "kb/inference/bundled.py", BY_ID["by-name"]["forbidden_modules"]),
]


def broken(folder: Path) -> tuple[set[str], str]:
    """Run import-linter on the packages in a folder; return the names of the broken contracts, and its output."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=folder, capture_output=True, text=True, env=os.environ | {"COLUMNS": "300"}, check=False,
    )  # fmt: skip
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", run.stdout, re.MULTILINE))
    assert verdicts.keys() == {contract["name"] for contract in CONTRACTS}, run.stdout + run.stderr
    found = {name for name, verdict in verdicts.items() if verdict == "BROKEN"}
    assert run.returncode == bool(found)
    return found, run.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages and their contracts, to be spoiled."""
    folder = tmp_path_factory.mktemp("layers")
    for room in ROOMS:
        for source in (ROOT / room).rglob("*.py"):
            target = folder / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


@contextmanager
def planted(path: Path, imports: list[str]) -> Iterator[None]:
    original = path.read_text() if path.exists() else None
    path.write_text((original or '"""New."""\n') + "".join(f"import {name}\n" for name in imports))
    try:
        yield
    finally:
        if original is None:
            path.unlink()
        else:
            path.write_text(original)


def test_the_tree_keeps_every_contract() -> None:
    found, output = broken(ROOT)
    assert not found, output


@pytest.mark.parametrize(("contract", "module", "imports"), VIOLATIONS)
def test_a_violation_is_caught(copy: Path, contract: str, module: str, imports: list[str]) -> None:
    with planted(copy / module, imports):
        found, output = broken(copy)
    assert found == {BY_ID[contract]["name"]}, output
    for imported in imports:
        assert (
            imported in output or f"-> .{imported.rpartition('.')[2]} " in output
        )  # cycles are told in short


def test_every_contract_has_a_violation() -> None:
    assert {contract for contract, _, _ in VIOLATIONS} == BY_ID.keys()


def test_a_new_module_of_kb_needs_its_layer(copy: Path) -> None:
    with planted(copy / "kb" / "weather.py", []):
        found, output = broken(copy)
    assert found == {BY_ID["kb"]["name"]}
    assert "kb.weather" in output
