"""What every contender holds and is asked: real articles, and as many more as are wanted, mixed from them.

The first articles are real (the sample FAQ and the shared label sets, where they are) with the encoder's own vectors.
The others are made of two real ones in the same language each: half of the words of their titles and phrasings, every
other sentence of their texts; their vectors are the mean of two of their parents' vectors of that kind, moved a
little. So lists of words grow as in a real base, and neighbours are as near; what the mixed texts say is nonsense.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.label_sets import DATA, SAMPLES
from kb import languages, planning
from kb.inference.encoder import Encoder
from kb.settings import load
from kb.tables import Article, Revision, Variant

FORM = 1  # raised when the material is made in another way
SETS = {  # of the label sets, and how many articles are taken of each
    "banking-intents-en": 100,
    "assistant-intents-en": 150,
    "bank-faq-zh": 400,
    "shop-faq-fa": 100,
    "web-questions-fa": 500,
    "news-zh": 500,
    "near-duplicates-en": 1000,
}
LONGEST = 1_500  # characters of a text: the encoder has to read all of them
QUESTIONS = 600
NOISE = 0.012  # in each dimension: cosine .97 to the mean of the parents
SEED = 20


@dataclass(frozen=True)
class Made:
    """One article of the material."""

    number: int
    language: str
    title: str
    body: str
    variants: list[str] = field(default_factory=list)
    known_as: str = ""


def make(folder: Path, passages: int) -> None:
    """Write articles, pieces, vectors and questions; what is there already for as many pieces stays."""
    done = folder / "made.json"
    if done.exists():
        made = json.loads(done.read_text())
        if made["passages"] >= passages and made["form"] == FORM:
            return
    folder.mkdir(parents=True, exist_ok=True)
    settings = load()
    encoder = Encoder(settings.encoder, settings.cache, settings.threads)
    real = real_articles()
    planned = [_planned(article) for article in real]
    texts = [piece.embedded for pieces in planned for piece in pieces]
    vectors = _encoded(encoder, texts, folder / "real.npy")
    _write_articles(folder, real, planned, vectors, passages)
    _write_questions(folder, real, encoder)
    done.write_text(json.dumps({"passages": passages, "form": FORM, "real": len(texts)}))


def whole(folder: Path, passages: int) -> int:
    """Return how many pieces the articles have that fit into so many, none of them cut in two."""
    with (folder / "articles.jsonl").open(encoding="utf-8") as file:
        ends = (json.loads(line)["pieces"] for line in file)
        return max((end for end in ends if end <= passages), default=0)


def real_articles() -> list[Made]:
    """Return the articles that people wrote."""
    rows = [(f"samples/{row['id']}", row) for row in _samples()]
    for name, most in SETS.items():
        for file in ("faq.jsonl", "articles.jsonl"):
            path = DATA / "retrieval" / name / file
            if path.exists():
                rows += [(f"{name}/{row['id']}", row) for row in _lines(path)[:most]]
    return [_made(number, name, row) for number, (name, row) in enumerate(rows, 1)]


def _samples() -> list[dict[str, Any]]:
    rows = [row for file in sorted((SAMPLES / "faq").glob("*.jsonl")) for row in _lines(file)]
    for file in sorted((SAMPLES / "faq").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows += [{**row, "variants": row["variants"].split("|")} for row in csv.DictReader(opened)]
    return [row for row in rows if row.get("audience", "public") == "public"]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _made(number: int, name: str, row: dict[str, Any]) -> Made:
    body = (row.get("answer") or row.get("body") or "")[:LONGEST]
    title = row.get("question") or row.get("title") or body[:60]
    variants = [text for text in row.get("variants") or () if text]
    return Made(number, row["language"], " ".join(title.split()), body, variants, name)


def _planned(made: Made) -> list[planning.Planned]:
    """Cut an article as the product does."""
    article = Article(
        id=made.number,
        language=made.language,
        audience="public",
        status="published",
        tags=[],
        variants=[Variant(text=text, language=made.language) for text in made.variants],
    )
    empty = {"issue": "", "environment": "", "cause": ""}
    return planning.plan(article, Revision(number=1, title=made.title, resolution=made.body, **empty))


def _encoded(encoder: Encoder, texts: Sequence[str], kept: Path) -> Any:
    if kept.exists():
        rows = np.load(kept)
        if len(rows) == len(texts):
            return rows
    rows = encoder.passages(texts)
    np.save(kept, rows)
    return rows


def _write_articles(
    folder: Path, real: list[Made], planned: list[list[planning.Planned]], vectors: Any, passages: int
) -> None:
    chance, numbers = random.Random(SEED), np.random.default_rng(SEED)
    own: dict[int, dict[str, list[int]]] = {}
    at = 0
    for made, pieces in zip(real, planned, strict=True):
        for piece in pieces:
            own.setdefault(made.number, {}).setdefault(piece.kind, []).append(at)
            at += 1
    by_language: dict[str, list[Made]] = {}
    for made in real:
        by_language.setdefault(made.language, []).append(made)
    held = np.lib.format.open_memmap(
        folder / "vectors.npy", mode="w+", dtype=np.float32, shape=(passages, vectors.shape[1])
    )
    written = 0
    with (
        (folder / "pieces.jsonl").open("w", encoding="utf-8") as pieces_file,
        (folder / "articles.jsonl").open("w", encoding="utf-8") as articles_file,
    ):
        for made, parents in _mixed(real, by_language, chance):
            pieces = planned[made.number - 1] if not parents else _planned(made)
            if written + len(pieces) > passages:
                break
            for piece in pieces:
                if parents:
                    row = _moved(vectors, [own[one.number] for one in parents], piece.kind, chance, numbers)
                else:
                    row = vectors[written]
                held[written] = row
                written += 1
                pieces_file.write(json.dumps(_line(piece), ensure_ascii=False) + "\n")
            articles_file.write(json.dumps(asdict(made) | {"pieces": written}, ensure_ascii=False) + "\n")
    held.flush()


def _line(piece: planning.Planned) -> dict[str, Any]:
    words = " ".join(languages.tokens(piece.embedded))
    return {
        "id": piece.id,
        "article": piece.article_id,
        "kind": piece.kind,
        "text": piece.embedded,
        "words": words,
    }


def _mixed(
    real: list[Made], by_language: dict[str, list[Made]], chance: random.Random
) -> Iterator[tuple[Made, list[Made]]]:
    for made in real:
        yield made, []
    number = len(real)
    while True:
        number += 1
        one = chance.choice(real)
        other = chance.choice(by_language[one.language])
        variants = [_halves(a, b, one.language) for a, b in zip(one.variants, other.variants, strict=False)]
        title = _halves(one.title, other.title, one.language)
        yield Made(number, one.language, title, _sentences(one, other, number), variants[:3]), [one, other]


def _halves(one: str, other: str, language: str) -> str:
    if language == "zh":
        return one[: len(one) // 2] + other[len(other) // 2 :]
    first, second = one.split(), other.split()
    return " ".join([*first[: (len(first) + 1) // 2], *second[len(second) // 2 :]])


def _sentences(one: Made, other: Made, number: int) -> str:
    first, second = (
        [body[span.start : span.end] for span in languages.sentences(body)] for body in (one.body, other.body)
    )
    mixed = [
        first[place] if place % 2 == 0 else second[place]
        for place, _ in enumerate(zip_longest(first, second))
        if place < len(first if place % 2 == 0 else second)
    ]
    return " ".join([*mixed, f"(R-{number})"])


def _moved(
    vectors: Any,
    parents: list[dict[str, list[int]]],
    kind: str,
    chance: random.Random,
    numbers: np.random.Generator,
) -> Any:
    rows = []
    for parent in parents:
        places = parent.get(kind) or [place for all_ in parent.values() for place in all_]
        rows.append(vectors[chance.choice(places)])
    share = chance.uniform(0.3, 0.7)
    row = share * rows[0] + (1 - share) * rows[1]
    row = row / np.linalg.norm(row) + numbers.normal(0, NOISE, row.shape)
    return (row / np.linalg.norm(row)).astype(np.float32)


def _write_questions(folder: Path, real: list[Made], encoder: Encoder) -> None:
    known = {made.known_as: made.number for made in real}
    files = {"samples": SAMPLES / "golden.jsonl"}
    files |= {name: DATA / "retrieval" / name / "golden.jsonl" for name in SETS}
    found = []
    for name, path in files.items():
        for row in _lines(path) if path.exists() else ():
            relevant = [known[key] for one in row["relevant"] if (key := f"{name}/{one}") in known]
            if relevant:
                found.append((" ".join(row["question"].split()), row["language"], relevant))
    chance = random.Random(SEED)
    by_language: dict[str, list[Any]] = {}
    for one in found:
        by_language.setdefault(one[1], []).append(one)
    chosen: list[Any] = []
    for asked in by_language.values():
        chance.shuffle(asked)
        chosen += asked[: QUESTIONS // len(by_language)]
    chance.shuffle(chosen)
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for text, language, relevant in chosen:
            row = {"text": text, "language": language, "relevant": relevant}
            file.write(
                json.dumps(row | {"words": " ".join(languages.tokens(text))}, ensure_ascii=False) + "\n"
            )
    np.save(folder / "questions.npy", encoder.questions([text for text, *_ in chosen]))
