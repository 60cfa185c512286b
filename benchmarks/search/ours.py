"""Danesh itself: the index with the texts of its hits, the whole search, search as you type, and whole answers.

Articles go straight into the tables; from there on everything is the product's own: cutting, tokens, index, SQL.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from assistant.pipeline import ask
from assistant.question import checked, encoded
from assistant.retrieval import retrieve, suggest
from benchmarks.search import stopwatch
from benchmarks.search.stopwatch import DEPTH, LIMIT, Question, Row, Task
from kb import indexing, languages
from kb.index import fuse
from kb.inference import bundled
from kb.inference.encoder import Encoder
from kb.library import Library
from kb.reading import passages
from kb.settings import Settings
from kb.tables import Article, IndexState, Revision, Variant

BATCH = 5_000
TYPED = (3, 6, 10, 15)  # letters after which a suggestion is asked for


class Cutter:
    """What search asks of a model besides vectors: the words it knows. The others run without their model, too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.tokenizer = self

    def tokenize(self, text: str) -> list[str]:
        """Cut a text into the model's tokens."""
        tokens: list[str] = self._cut.encode(text, add_special_tokens=False).tokens
        return tokens

    @cached_property
    def _cut(self) -> Tokenizer:
        return Tokenizer.from_file(str(next(self._folder.rglob("tokenizer.json"))))


class Known(Encoder):
    """The encoder, with vectors that were made before."""

    def __init__(self, held: dict[str, Any], cache: Path) -> None:
        super().__init__("", cache)
        self.held = held
        self._loaded = Cutter(bundled.folder(cache))

    def questions(self, texts: Sequence[str]) -> Any:
        """Look the vectors up, also of what search makes of a question (see `learn`)."""
        return np.stack([self.held[text] for text in texts])

    passages = questions


class Listening(Encoder):
    """The encoder, with all vectors that it was asked for."""

    def __init__(self, cache: Path) -> None:
        super().__init__("", cache)
        self.heard: dict[str, Any] = {}

    def questions(self, texts: Sequence[str]) -> Any:
        """Encode, and remember."""
        rows = super().questions(texts)
        self.heard.update(zip(texts, rows, strict=True))
        return rows


def build(task: Task) -> None:
    """Put articles into the tables and let the index be made of them."""
    with _open(task) as library:
        library.encoder = Known(
            {
                piece["text"]: row
                for piece, row in zip(stopwatch.pieces(task), stopwatch.vectors(task), strict=True)
            },
            Path(task.cache),
        )
        _fill(library, task)
        indexing.sync(library)


def _open(task: Task) -> Library:
    settings = Settings(home=Path(task.folder), cache=Path(task.cache), threads=1, secret_key="benchmarks")
    return Library.open(settings)


def _fill(library: Library, task: Task) -> None:
    with (Path(task.material) / "articles.jsonl").open(encoding="utf-8") as file:
        rows = (json.loads(line) for line in file)
        rows = itertools.takewhile(lambda row: row["pieces"] <= task.passages, rows)
        while batch := list(itertools.islice(rows, BATCH)):
            with library.database.session() as session:
                session.bulk_insert_mappings(Article, [_article(row) for row in batch])
                session.bulk_insert_mappings(Revision, [_revision(row) for row in batch])
                session.bulk_insert_mappings(Variant, [one for row in batch for one in _variants(row)])
                states = [{"article_id": row["number"], "wanted": 1, "done": 0} for row in batch]
                session.bulk_insert_mappings(IndexState, states)


def _article(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["number"],
        "external_id": row["known_as"] or f"mixed/{row['number']}",
        "source": "benchmark",
        "language": row["language"],
        "audience": "public",
        "status": "published",
        "tags": [],
        "latest": 1,
        "published": 1,
    }


def _revision(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "article_id": row["number"],
        "number": 1,
        "title": row["title"],
        "slug": languages.slugify(row["title"]),
        "resolution": row["body"],
    }


def _variants(row: dict[str, Any]) -> list[dict[str, Any]]:
    texts = dict.fromkeys(row["variants"])
    return [{"article_id": row["number"], "text": text, "language": row["language"]} for text in texts]


def learn(task: Task) -> list[Row]:
    """Note the vectors of everything that whole searches encode: respelled and reworded questions, too."""
    with _open(task) as library:
        library.encoder = listening = Listening(Path(task.cache))
        search = _whole(library)
        for question in stopwatch.questions(task):
            search(question)
    np.savez(
        _learnt(task), texts=np.array(list(listening.heard)), rows=np.stack(list(listening.heard.values()))
    )
    return []


def _learnt(task: Task) -> Path:
    return Path(task.material) / f"asked-{task.passages}.npz"


def serve(task: Task) -> list[Row]:
    """Open the knowledge base and ask it in three ways."""
    asked = stopwatch.questions(task)
    with np.load(_learnt(task)) as learnt:
        held = dict(zip(learnt["texts"].tolist(), learnt["rows"], strict=True))
    started = time.perf_counter()
    with _open(task) as library:
        library.encoder = Known(held | {one.text: one.vector for one in asked}, Path(task.cache))
        _ = library.index
        opening = time.perf_counter() - started
        rows = stopwatch.measure(task, "Danesh, index and texts", _engine(library), asked, opening)
        started = time.perf_counter()
        _whole(library)(asked[0])  # the words of the base are read at the first question
        suggest(library, "a")
        opening += time.perf_counter() - started
        rows += stopwatch.measure(task, "Danesh, whole search", _whole(library), asked, opening)
        typed = _typed(asked)
        rows += stopwatch.measure(task, "Danesh, one keystroke", _keystroke(library), typed, opening)
    return rows


def _engine(library: Library) -> stopwatch.Search:
    """Both lists from the index, fused, and the texts of the best: what the others do."""

    def search(question: Question) -> list[int]:
        query = checked(question.text)
        vector = library.levelling.question(question.vector, query.written)
        words = " ".join(query.words)
        with library.searching():
            best = fuse(library.index.search(vector, words, query.where, DEPTH), 0.5)[:LIMIT]
            with library.database.reading() as session:
                held = passages.by_id(session, [hit.piece_id for hit in best])
        return [hit.article_id for hit in best if hit.piece_id in held]

    return search


def _whole(library: Library) -> stopwatch.Search:
    def search(question: Question) -> list[int]:
        query = encoded(library, [checked(question.text)])[0]
        return [hit.article_id for hit in retrieve(library, query, LIMIT).hits]

    return search


def _keystroke(library: Library) -> stopwatch.Search:
    def search(question: Question) -> list[int]:
        return [one.article_id for one in suggest(library, question.text, language=question.language)]

    return search


def _typed(asked: Sequence[Question]) -> list[Question]:
    return [
        Question(one.text[:letters], "", one.language, frozenset(), None)
        for one in asked[: len(asked) // 2]
        for letters in TYPED
        if len(one.text) >= letters
    ]


def answers(task: Task) -> list[Row]:
    """Open the knowledge base with the encoder itself, and measure it alone and whole answers."""
    asked = stopwatch.questions(task)
    with _unwritten(task), _open(task) as library:
        library.encoder.questions(["warm"])
        alone = stopwatch.measure(task, "bare encoder, one question", _encode(library), asked, 0.0)
        ask(library, asked[0].text)
        rows = stopwatch.measure(task, "Danesh, whole answer", _answer(library), asked, 0.0)
    return alone + rows


@contextlib.contextmanager
def _unwritten(task: Task) -> Iterator[None]:
    """Take back what is written down of questions, or the disk of the next round would be that of a log, too."""
    database, before = Path(task.folder) / "danesh.sqlite3", Path(f"{task.folder}.before")
    shutil.copyfile(database, before)
    yield
    before.replace(database)


def _encode(library: Library) -> stopwatch.Search:
    def encode(question: Question) -> list[int]:
        _forget(library.encoder)
        library.encoder.questions([question.text])
        return []

    return encode


def _forget(encoder: Encoder) -> None:
    """Let the encoder read everything anew: the same questions are asked again and again here."""
    encoder._recent.clear()  # noqa: SLF001 - nobody else ever wants that


def _answer(library: Library) -> stopwatch.Search:
    def answer(question: Question) -> list[int]:
        _forget(library.encoder)
        outcome = ask(library, question.text)
        return [citation.article_id for citation in outcome.citations]

    return answer


def serve_or_answer(task: Task) -> list[Row]:
    """Serve as the task's step says."""
    return {"answers": answers, "learn": learn, "serve": serve}[task.step](task)


if __name__ == "__main__":
    stopwatch.carry_out(build, serve_or_answer)
