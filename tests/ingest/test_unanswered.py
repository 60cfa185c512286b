"""What nobody solved becomes a gap; praise in a survey waits for no answer."""

from __future__ import annotations

from pathlib import Path

from ingest import pipeline
from kb.library import Library
from kb.tables import OpenQuestion
from tests.kb.digest_encoder import DigestEncoder


def test_a_survey_leaves_its_questions_and_complaints_and_not_its_praise(
    library: Library, tmp_path: Path
) -> None:
    library.encoder = DigestEncoder("", library.settings.cache)
    file = tmp_path / "survey.csv"
    rows = (
        "1,Everything about the shop was lovely this spring",
        "2,Why can I not change the delivery address of my parcel?",
        "3,The app still does not open after the update on my phone",
    )
    file.write_text("\n".join(("id,What could we improve?", *rows)) + "\n")
    pipeline.run(library, pipeline.enqueue(library, [file]))
    with library.database.reading() as session:
        asked = sorted(row.text for row in session.query(OpenQuestion))
    assert len(asked) == 2
    assert not any("lovely" in text for text in asked)
