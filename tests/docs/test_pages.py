"""The pages hold together: links lead somewhere, names exist, decisions have their four parts."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
ARCHITECTURE = (DOCS / "architecture.md").read_text()
HEADINGS = ["Context", "Decision", "Rejected", "Reopen when"]
ROOMS = ("kb", "ingest", "assistant", "web", "tests", "samples", "docs", "requirements", "benchmarks")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """The addresses of a page's headings, as Git hosts make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text()):
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), f"{name(page)} links to {target}"
        if anchor:
            assert anchor in anchors(found), f"{name(page)} links to {target}#{anchor}"


def exists(dotted: str) -> bool:
    """Whether `package.module.name` is a module, or a name at the top of one."""
    parts = dotted.split(".")
    place = ROOT
    while parts and (place / parts[0]).is_dir():
        place /= parts.pop(0)
    if not parts:
        return True
    module = place / f"{parts.pop(0)}.py" if (place / f"{parts[0]}.py").is_file() else place / "__init__.py"
    if not parts:
        return module.is_file()
    return module.is_file() and bool(
        re.search(
            rf"^(?:def |class )?{re.escape(parts[0])}\b|\b{parts[0]},?$", module.read_text(), re.MULTILINE
        )
    )


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_modules_and_files_named_exist(page: Path) -> None:
    quoted = re.findall(r"`([^`\n]+)`", page.read_text())
    for one in quoted:
        if re.fullmatch(rf"(?:{'|'.join(ROOMS[:4])})(?:\.\w+)+", one):
            assert exists(one), f"{name(page)} names {one}"
        if re.fullmatch(rf"(?:{'|'.join(ROOMS)})/[\w./-]*", one):
            assert (ROOT / one).exists(), f"{name(page)} names {one}"


@pytest.mark.parametrize("page", DECISIONS, ids=name)
def test_a_decision_has_its_parts(page: Path) -> None:
    text = page.read_text()
    number = int(page.name[:4])
    assert re.match(rf"# {number}\. \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    parts = re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]
    assert all(len(part.split()) > 10 for part in parts), "no part is empty"


def test_decisions_are_numbered_and_listed() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    listed = re.findall(r"^(\d+)\. \[(.+)\]\(decisions/(.+)\)$", ARCHITECTURE, re.MULTILINE)
    titles = [re.match(r"# (\d+)\. (.+)", page.read_text()) for page in DECISIONS]
    assert listed == [
        (*title.groups(), page.name) for title, page in zip(titles, DECISIONS, strict=True) if title
    ]


def test_the_layers_shown_are_the_layers_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    checked = next(contract["layers"] for contract in contracts if contract["id"] == "kb")
    block = ARCHITECTURE.partition("Inside `kb` the layers are")[2].split("```")[1]
    shown = [re.split(r"\s{2,}", line)[0].split(", ") for line in block.strip().splitlines()]
    assert shown == [[one.strip("() ") for one in layer.split("|")] for layer in checked]


def test_the_glossary_is_in_order() -> None:
    glossary = ARCHITECTURE.partition("## Glossary")[2].partition("\n## ")[0]
    words = re.findall(r"^\*\*(.+?)\.\*\*", glossary, re.MULTILINE)
    assert len(words) >= 20
    assert all(one.lower() < other.lower() for one, other in pairwise(words))


def test_the_changelog_is_kept() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    versions = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert versions[:2] == ["Unreleased", version]
