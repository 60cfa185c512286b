"""Where a passage stands in its revision, so that its text need not be kept twice; `danesh reindex` lets go of the old.

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


def upgrade() -> None:
    with op.batch_alter_table("passages") as passages:
        passages.add_column(sa.Column("start", sa.Integer(), nullable=False, server_default="0"))
        passages.add_column(sa.Column("length", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("passages") as passages:
        passages.drop_column("length")
        passages.drop_column("start")
