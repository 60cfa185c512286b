"""Keeps the runs of golden questions; a run is never changed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from kb.database import Session
from kb.errors import EvaluationMissingError
from kb.tables import Evaluation

LAST = "last"


@dataclass(frozen=True)
class Run:
    """One run as it is kept.

    Attributes:
        golden: name of the file of golden questions.
        judgements: for each question `question`, `language`, `relevant`, `first`, `rank`, `answered`, `confidence`.
    """

    golden: str
    audience: str
    encoder: str
    figures: dict[str, Any]
    judgements: Sequence[dict[str, Any]] = field(default_factory=tuple)
    id: int = 0
    made_at: datetime | None = None


def keep(session: Session, run: Run) -> int:
    """Keep a run; return its number."""
    row = Evaluation(
        golden=run.golden,
        audience=run.audience,
        encoder=run.encoder,
        figures=run.figures,
        judgements=list(run.judgements),
    )
    session.add(row)
    session.flush()
    return row.id


def find(session: Session, which: str, golden: str) -> Run:
    """Return a run by its number, or with `last` the newest one of these golden questions.

    Raises:
        EvaluationMissingError: there is none.
    """
    if which == LAST:
        query = select(Evaluation).filter_by(golden=golden).order_by(Evaluation.id.desc()).limit(1)
        row = session.scalar(query)
    else:
        row = session.get(Evaluation, int(which)) if which.isdecimal() else None
    if row is None:
        raise EvaluationMissingError(which=which)
    return _run(row)


def history(session: Session, limit: int = 20) -> list[Run]:
    """Return the newest runs, newest first."""
    return [
        _run(row) for row in session.scalars(select(Evaluation).order_by(Evaluation.id.desc()).limit(limit))
    ]


def _run(row: Evaluation) -> Run:
    return Run(
        golden=row.golden,
        audience=row.audience,
        encoder=row.encoder,
        figures=row.figures,
        judgements=row.judgements,
        id=row.id,
        made_at=row.made_at,
    )
