from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest import pipeline
from kb.index import Filter
from kb.issues.neighbours import nearest
from kb.library import Library


def test_cosines_are_the_encoders_own_in_every_language(library: Library, tmp_path: Path) -> None:
    questions = {"en": "How do I return a parcel?", "fa": "چطور کالا را پس بفرستم؟", "zh": "怎么退货？"}
    file = tmp_path / "faq.jsonl"
    rows = [
        {"id": key, "question": text, "answer": "Yes.", "language": key} for key, text in questions.items()
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    pipeline.run(library, pipeline.enqueue(library, [file], publish=True))
    asked = library.encoder.passages(["I want to send a parcel back"])
    found = nearest(library, list(asked), Filter(("public",)), 50, "en")[0]
    titles = {piece.language: piece.score for piece in found if piece.kind == "title"}
    own = library.encoder.passages(list(questions.values())) @ asked[0]
    assert titles == pytest.approx(dict(zip(questions, map(float, own), strict=True)), abs=0.01)
    assert [piece.score for piece in found] == sorted((piece.score for piece in found), reverse=True)
