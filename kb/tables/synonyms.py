"""Words that mean the same in this knowledge base."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base


class SynonymGroup(Base):
    """A group of words or phrases that stand for each other in questions."""

    __tablename__ = "synonym_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[list[str]] = mapped_column(default=list)
