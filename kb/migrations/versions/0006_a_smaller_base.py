"""Where a passage stands in its revision, so that its text need not be kept twice, and no index that another includes.

Passages that are there keep their text until `danesh reindex`.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INCLUDED = ("revisions", "question_variants")  # both have a unique index that begins with the article


def upgrade() -> None:
    with op.batch_alter_table("passages") as passages:
        passages.add_column(sa.Column("start", sa.Integer(), nullable=False, server_default="0"))
        passages.add_column(sa.Column("length", sa.Integer(), nullable=False, server_default="0"))
    for table in INCLUDED:
        op.drop_index(op.f(f"ix_{table}_article_id"), table)


def downgrade() -> None:
    for table in INCLUDED:
        op.create_index(op.f(f"ix_{table}_article_id"), table, ["article_id"])
    with op.batch_alter_table("passages") as passages:
        passages.drop_column("length")
        passages.drop_column("start")
