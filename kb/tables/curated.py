"""What the team fixed as the answer to some questions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base, now


class FixedAnswer(Base):
    """An article that answers some questions whatever else is found; gone with the article."""

    __tablename__ = "fixed_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(doc="of the readers it is for; empty: of any")
    audience: Mapped[str] = mapped_column(doc="public: everybody; agents: agents only")
    questions: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=now)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
