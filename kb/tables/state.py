"""What the index was built with, so that vectors of two encoders are never mixed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from kb.tables.metadata import Base, now


class IndexMarker(Base):
    """One row: the fingerprints of the encoder and the normaliser behind the index."""

    __tablename__ = "index_marker"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    encoder: Mapped[str]
    tokens: Mapped[str]
    built_at: Mapped[datetime] = mapped_column(default=now)
