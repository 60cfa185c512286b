"""What the archive miner keeps: further columns and tables of imports, drafts and conversations.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kb.tables.metadata import PlainText, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _progress_and_subjects()
    _live_sources()
    _privacy()
    _gaps()
    _groups()


def downgrade() -> None:
    op.drop_table("disagreements")
    op.drop_index("ix_articles_worth", "articles")
    for table, name in (
        ("articles", "worth"),
        ("revisions", "mined"),
        ("sources", "told_at"),
        ("sources", "account"),
    ):
        op.drop_column(table, name)
    for name in ("open_questions", "raw_views", "masked_counts"):
        op.drop_table(name)
    op.drop_index("ix_index_states_behind", "index_states")
    op.drop_table("subject_ties")
    for name in ("started_at", "step", "step_started_at", "step_done", "step_total"):
        op.drop_column("imports", name)
    op.drop_table("deliveries")
    op.drop_table("watched_files")
    op.drop_table("live_sources")


def _live_sources() -> None:
    op.create_table(
        "live_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", PlainText(), nullable=False),
        sa.Column("name", PlainText(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=True),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=False),
        sa.Column("last_success", UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error", PlainText(), nullable=False),
        sa.Column("last_error_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("holder", PlainText(), nullable=False),
        sa.Column("held_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_sources")),
        sa.UniqueConstraint("name", name=op.f("uq_live_sources_name")),
    )
    _what_they_brought()


def _what_they_brought() -> None:
    op.create_table(
        "watched_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("path", PlainText(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["live_sources.id"], name=op.f("fk_watched_files_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_files")),
        sa.UniqueConstraint("source_id", "path", name=op.f("uq_watched_files_source_id_path")),
    )
    op.create_table(
        "deliveries",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("spool", PlainText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_deliveries_import_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["live_sources.id"], name=op.f("fk_deliveries_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("spool", name=op.f("uq_deliveries_spool")),
    )
    op.create_index(op.f("ix_deliveries_source_id"), "deliveries", ["source_id"])


def _progress_and_subjects() -> None:
    with op.batch_alter_table("imports") as imports:
        imports.add_column(sa.Column("started_at", UtcDateTime(timezone=True), nullable=True))
        imports.add_column(sa.Column("step", PlainText(), nullable=False, server_default=""))
        imports.add_column(sa.Column("step_started_at", UtcDateTime(timezone=True), nullable=True))
        imports.add_column(sa.Column("step_done", sa.Integer(), nullable=False, server_default="0"))
        imports.add_column(sa.Column("step_total", sa.Integer(), nullable=True))
    op.create_table(
        "subject_ties",
        sa.Column("key", PlainText(), nullable=False),
        sa.Column("as_reply", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["raw_messages.message_id"],
            name=op.f("fk_subject_ties_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "as_reply", "message_id", name=op.f("pk_subject_ties")),
    )
    op.create_index(op.f("ix_subject_ties_message_id"), "subject_ties", ["message_id"])
    behind = sa.text("wanted != done")
    op.create_index(
        "ix_index_states_behind", "index_states", ["article_id"], sqlite_where=behind, postgresql_where=behind
    )


def _privacy() -> None:
    op.create_table(
        "masked_counts",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("kind", PlainText(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_masked_counts_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "kind", name=op.f("pk_masked_counts")),
    )
    op.create_table(
        "raw_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_raw_views_conversation_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_raw_views_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raw_views")),
    )
    op.create_index(op.f("ix_raw_views_conversation_id"), "raw_views", ["conversation_id"])
    op.create_index(op.f("ix_raw_views_person_id"), "raw_views", ["person_id"])


def _gaps() -> None:
    op.create_table(
        "open_questions",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("text", PlainText(), nullable=False),
        sa.Column("language", PlainText(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_open_questions_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_open_questions")),
    )
    op.create_index(op.f("ix_open_questions_asked_at"), "open_questions", ["asked_at"])


def _groups() -> None:
    with op.batch_alter_table("articles") as articles:
        articles.add_column(sa.Column("worth", sa.Double(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_articles_worth"), "articles", ["worth"])
    with op.batch_alter_table("revisions") as revisions:
        revisions.add_column(sa.Column("mined", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("sources") as sources:
        sources.add_column(sa.Column("told_at", UtcDateTime(timezone=True), nullable=True))
        sources.add_column(sa.Column("account", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "disagreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("kind", PlainText(), nullable=False),
        sa.Column("one_message_id", sa.Integer(), nullable=True),
        sa.Column("one_start", sa.Integer(), nullable=False),
        sa.Column("one_end", sa.Integer(), nullable=False),
        sa.Column("one_quote", PlainText(), nullable=False),
        sa.Column("other_message_id", sa.Integer(), nullable=False),
        sa.Column("other_start", sa.Integer(), nullable=False),
        sa.Column("other_end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_disagreements_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["one_message_id"],
            ["messages.id"],
            name=op.f("fk_disagreements_one_message_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_message_id"],
            ["messages.id"],
            name=op.f("fk_disagreements_other_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disagreements")),
    )
    for column in ("article_id", "one_message_id", "other_message_id"):
        op.create_index(op.f(f"ix_disagreements_{column}"), "disagreements", [column])
