"""What lets thousands of conversations join one article, and what draws a draft up: questions that wait for it.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kb.tables.articles import wording_of
from kb.tables.metadata import PlainText

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BATCH = 1_000  # rows


def upgrade() -> None:
    with op.batch_alter_table("articles") as articles:
        articles.add_column(sa.Column("awaited", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("question_variants") as variants:
        variants.add_column(sa.Column("wording", PlainText(), nullable=False, server_default=""))
        variants.create_index(op.f("ix_question_variants_article_id_wording"), ["article_id", "wording"])
    _give_wordings()


def downgrade() -> None:
    with op.batch_alter_table("question_variants") as variants:
        variants.drop_index(op.f("ix_question_variants_article_id_wording"))
        variants.drop_column("wording")
    with op.batch_alter_table("articles") as articles:
        articles.drop_column("awaited")


def _give_wordings() -> None:
    """Give every phrasing its wording, a batch at a time."""
    variants = sa.table(
        "question_variants", sa.column("id", sa.Integer), sa.column("text", PlainText()), sa.column("wording")
    )
    connection, last = op.get_bind(), 0
    while rows := connection.execute(
        sa.select(variants.c.id, variants.c.text)
        .where(variants.c.id > last)
        .order_by(variants.c.id)
        .limit(BATCH)
    ).all():
        connection.execute(
            sa.update(variants)
            .where(variants.c.id == sa.bindparam("row"))
            .values(wording=sa.bindparam("given")),
            [{"row": row.id, "given": wording_of(row.text)} for row in rows],
        )
        last = rows[-1].id
