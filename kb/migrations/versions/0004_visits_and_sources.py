"""What questions of one visit have in common, and by what words the same question is counted.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kb.tables.metadata import PlainText, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _visits()
    _remarks("'returned', 'remark', 'merged', 'linked', 'unlinked'")
    op.create_table(
        "tombstones",
        sa.Column("digest", PlainText(), nullable=False),
        sa.Column("erased_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_tombstones")),
    )


def downgrade() -> None:
    op.drop_table("tombstones")
    op.execute("DELETE FROM remarks WHERE kind IN ('linked', 'unlinked')")
    _remarks("'returned', 'remark', 'merged'")
    _no_visits()


def _visits() -> None:
    with op.batch_alter_table("questions") as questions:
        questions.add_column(sa.Column("wording", PlainText(), nullable=False, server_default=""))
        questions.add_column(sa.Column("conversation", PlainText(), nullable=False, server_default=""))
        questions.create_index(op.f("ix_questions_conversation"), ["conversation"])


def _no_visits() -> None:
    with op.batch_alter_table("questions") as questions:
        questions.drop_index(op.f("ix_questions_conversation"))
        questions.drop_column("conversation")
        questions.drop_column("wording")


def _remarks(kinds: str) -> None:
    """Let a remark be of these kinds."""
    name = op.f("ck_remarks_kind")
    with op.batch_alter_table("remarks") as remarks:
        remarks.drop_constraint(name, type_="check")
        remarks.create_check_constraint(name, f"kind IN ({kinds})")
