"""What golden questions showed, run by run, so that a change for the worse is seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base, now


class Evaluation(Base):
    """One run of golden questions: its figures, and what came of each question."""

    __tablename__ = "evaluations"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(default=now, index=True)
    golden: Mapped[str] = mapped_column(doc="name of the file of golden questions")
    audience: Mapped[str]
    encoder: Mapped[str] = mapped_column(doc="fingerprint of encoder and levelling")
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    judgements: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
