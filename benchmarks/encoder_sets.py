"""The texts that forms of the encoder are compared on: the label sets cut into pieces, and the samples."""

from __future__ import annotations

import csv
import hashlib
import json
import random
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.golden import read
from benchmarks.label_sets import DATA, SAMPLES, golden_file
from kb import chunking


@dataclass(frozen=True)
class Held:
    """A label set: its pieces in the order of articles, whose they are, and the questions that have an answer."""

    name: str
    pieces: list[str]
    owner: NDArray[np.int64]
    ids: list[str]
    asked: list[str]
    relevant: list[frozenset[str]]


def held(name: str, most: int) -> Held:
    """Read a label set, at most so many of its questions; titles and passages are pieces, as in the index."""
    pieces: list[str] = []
    owner: list[int] = []
    ids: list[str] = []
    for file in ("faq.jsonl", "articles.jsonl"):
        path = DATA / "retrieval" / name / file
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for row in map(json.loads, lines):
            own = _pieces(row)
            pieces += own
            owner += [len(ids)] * len(own)
            ids.append(str(row["id"]))
    golden = [one for one in read(golden_file(name)) if one.relevant]
    golden = sorted(golden, key=lambda one: hashlib.sha256(one.question.encode()).digest())[:most]
    asked, relevant = [one.question for one in golden], [frozenset(one.relevant) for one in golden]
    return Held(name, pieces, np.array(owner), ids, asked, relevant)


def _pieces(row: dict[str, Any]) -> list[str]:
    title, body = row.get("question") or row.get("title") or "", row.get("answer") or row.get("body") or ""
    passages = [
        "\n".join(part for part in (title, chunking.plain(passage.text)) if part)
        for passage in chunking.passages(body, title=title)
    ]
    return [text for text in (title, *row.get("variants", ()), *passages) if text] or [title or "-"]


def samples(number: int) -> list[str]:
    """Return texts of the samples in three languages, short and long mixed, the same at every call."""
    texts: list[str] = []
    for path in sorted((SAMPLES / "faq").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            texts += _pieces(json.loads(line))
    with (SAMPLES / "faq" / "faq-fa.csv").open(encoding="utf-8-sig", newline="") as file:
        for columns in csv.reader(file):
            texts += sorted(filter(None, columns), key=len)[-2:]
    texts += [
        f"{one}\n{other}\n{third}" for one, other, third in zip(texts, texts[1:], texts[2:], strict=False)
    ]
    random.Random(1).shuffle(texts)
    return texts[:number]
