"""Golden questions: what was asked and which articles answer it; none at all means: must abstain.

One JSON object a line; a line that is not usable is one clear error naming file and line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.errors import FileUnreadableError


@dataclass(frozen=True)
class Golden:
    """A question with the external ids of the articles that answer it."""

    question: str
    relevant: frozenset[str]
    language: str | None = None
    audience: str | None = None


def read(path: Path) -> list[Golden]:
    """Read a file of golden questions.

    Raises:
        FileUnreadableError: the file or one of its lines cannot be used.
    """
    try:
        return list(_rows(path))
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadableError(path=path, reason=str(error)) from error


def _rows(path: Path) -> Iterator[Golden]:
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                question, relevant = row["question"], row["relevant"]
            except (ValueError, KeyError, TypeError) as error:
                reason = f"line {number} is not an object with 'question' and 'relevant'"
                raise FileUnreadableError(path=path, reason=reason) from error
            if not isinstance(question, str) or not isinstance(relevant, list):
                reason = f"line {number}: 'question' must be a text and 'relevant' a list"
                raise FileUnreadableError(path=path, reason=reason)
            yield Golden(question, frozenset(map(str, relevant)), row.get("language"), row.get("audience"))
