"""The house rules that no linter knows: sizes, names, openings, and what the project says of itself."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kb", "ingest", "assistant", "web")
FILE_LIMIT = 300
FUNCTION_LIMIT = 40
DRAWERS = re.compile(r"(^|/)(utils?|helpers?|common|misc|base|models?)(\.py|/)")

# Exceptions, each with its reason.
LONG_FILES = {
    "kb/migrations/versions/0001_the_first_tables.py": "generated: one step creates every table",
    "kb/migrations/versions/0003_answers_and_rooms.py": "one step for all that the rooms keep, table by table",
}
LONG_FUNCTIONS = {
    f"kb/migrations/versions/0001_the_first_tables.py:{name}": "generated: one step creates every table"
    for name in ("upgrade", "downgrade")
}


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def sources() -> list[Path]:
    return [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in ROOMS]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_files_are_short() -> None:
    long = {name(path): len(path.read_text().splitlines()) for path in sources()}
    assert not {file: lines for file, lines in long.items() if lines > FILE_LIMIT and file not in LONG_FILES}


def test_functions_are_short() -> None:
    long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                docstring = ast.get_docstring(node, clean=False)
                lines = (node.end_lineno or 0) - node.lineno + 1 - (docstring or "").count("\n")
                if lines > FUNCTION_LIMIT:
                    long[f"{name(path)}:{node.name}"] = lines
    assert not {function: lines for function, lines in long.items() if function not in LONG_FUNCTIONS}


def test_there_are_no_drawers() -> None:
    assert not [name(path) for path in tracked("*.py") if DRAWERS.search(name(path))]


def test_every_module_says_its_job() -> None:
    silent = []
    for path in sources():
        if "migrations/versions" in name(path):
            continue
        docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
        if len(docstring) < 30:
            silent.append(name(path))
    assert not silent


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"/work/|\.\./shared|/tmp/[a-z]|/root/", "a path of one machine"),
        (r"pypi\.org|files\.pythonhosted|registry\.npmjs|deb\.debian|download\.pytorch", "a registry host"),
        (r"\bTODO\b|\bFIXME\b|\bXXX\b", "a note to ourselves"),
    ],
)
def test_the_project_speaks_of_itself_alone(pattern: str, why: str) -> None:
    found = []
    for path in tracked():
        top = path.relative_to(ROOT).parts[0]
        if top in {"tests", "benchmarks", "samples", "LICENSE"} or path.suffix in {".png", ".lock"}:
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{name(path)}:{number}")
    assert not found, why
