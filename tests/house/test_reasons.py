"""Reasons come from their table and nowhere else, with the values that their sentences have."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from ingest.reasons import TEXTS, sources, told, words

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "ingest/reasons"
# What takes a reason, and at which place; errors of the outside contract speak to programs, in English.
TAKERS = {"Failed": 0, "Skipped": 0, "Received": 1, "Unresolved": 0, "RowError": 0, "failed": 1, "_failed": 2}
FOR_PROGRAMS = {"ingest/sources/inbound.py", "ingest/sources/mailbox_address.py"}
# Kinds that no reader names: sentences of errors, and words of parsers and systems that come as they are.
FROM_OUTSIDE = sources.STOPS.keys() | words.DETAILS.keys() | words.KEYS.keys() | {"counted"}
MADE_HERE = (ast.Constant, ast.JoinedStr, ast.BinOp)


def modules():
    for path in sorted((ROOT / "ingest").rglob("*.py")):
        if not path.is_relative_to(TABLE):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def calls(tree, name):
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name | ast.Attribute) and name == getattr(
            called, "id", getattr(called, "attr", "")
        ):
            yield node


def slots(kind):
    return {name for _, name, _, _ in string.Formatter().parse(TEXTS[kind]) if name}


def wrong_calls(tree):
    """The calls of `because` whose kind is not in the table, or whose values are not those of its sentence."""
    for call in calls(tree, "because"):
        kind = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
        given = {keyword.arg for keyword in call.keywords}
        if kind not in TEXTS or given != slots(kind) or len(call.args) != 1:
            yield call.lineno


def own_sentences(tree):
    """Where a reason is a text that was made on the spot."""
    for name, place in TAKERS.items():
        for call in calls(tree, name):
            given = [
                *call.args[place : place + 1],
                *(one.value for one in call.keywords if one.arg == "reason"),
            ]
            for one in given:
                parts = [one.body, one.orelse] if isinstance(one, ast.IfExp) else [one]
                yield from (call.lineno for part in parts if isinstance(part, MADE_HERE))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            yield from (
                call.lineno
                for one in call.keywords
                if one.arg == "reason" and isinstance(one.value, MADE_HERE)
            )


def test_every_reason_has_a_kind_and_its_values():
    wrong = {f"{name}:{line}" for name, tree in modules() for line in wrong_calls(tree)}
    assert wrong == set()


def test_no_reason_is_made_on_the_spot():
    wrong = {f"{name}:{line}" for name, tree in modules() for line in own_sentences(tree)}
    assert {one for one in wrong if one.partition(":")[0] not in FOR_PROGRAMS} == set()


def values(tree):
    """All that stands in a module but statements of nothing but a text, which say what a class or function is."""
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return (node for node in ast.walk(tree) if id(node) not in spoken)


def test_no_sentence_of_the_table_stands_elsewhere():
    found = {
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in values(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and told(node.value)
    }
    assert found == set()


def test_every_kind_is_used():
    used = {
        call.args[0].value
        for _, tree in modules()
        for call in calls(tree, "because")
        if isinstance(call.args[0], ast.Constant)
    }
    assert TEXTS.keys() - used - FROM_OUTSIDE == set()


@pytest.mark.parametrize(
    "code",
    [
        'Failed("too bad")',
        'Skipped(f"{what} is odd")',
        'Failed("a" + b)',
        'RowError(reason="odd")',
        'Failed("a" if b else because("empty"))',
        'AttachmentUnreadableError(reason=f"no {x}")',
    ],
)
def test_a_sentence_made_on_the_spot_is_found(code):
    assert list(own_sentences(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    ['because("emtpy")', 'because("file_large")', 'because("empty", a=1)', "because(kind)", "because()"],
)
def test_a_call_that_would_fail_is_found(code):
    assert list(wrong_calls(ast.parse(code)))
