"""What answers and the three rooms keep: hand-overs, reuse, accounts and results.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kb.tables.metadata import PlainText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _accounts()
    _help_center()
    _agents()
    _desk()
    _answers()
    _evaluations()


def downgrade() -> None:
    op.drop_table("synonym_groups")
    op.drop_table("evaluations")
    _no_answers()
    _no_desk()
    _no_agents()
    _no_help_center()
    _no_accounts()


def _accounts() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("factor", PlainText(), nullable=False, server_default=""))
        people.add_column(sa.Column("factor_step", sa.BigInteger(), nullable=False, server_default="0"))
        people.add_column(sa.Column("issuer", PlainText(), nullable=True))
        people.add_column(sa.Column("subject", PlainText(), nullable=True))
        people.create_unique_constraint("uq_people_issuer_subject", ["issuer", "subject"])
    with op.batch_alter_table("api_keys") as keys:
        keys.add_column(sa.Column("last_used_at", UtcDateTime(timezone=True), nullable=True))
    op.create_table(
        "open_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", PlainText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("method", PlainText(), nullable=False),
        sa.Column("browser", PlainText(), nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_open_sessions_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_open_sessions_digest")),
    )
    op.create_index(op.f("ix_open_sessions_person_id"), "open_sessions", ["person_id"])
    op.create_index(op.f("ix_open_sessions_seen_at"), "open_sessions", ["seen_at"])
    _proofs()


def _proofs() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", PlainText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_person_id"), "recovery_codes", ["person_id"])
    op.create_table(
        "one_time_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", PlainText(), nullable=False),
        sa.Column("purpose", PlainText(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", PlainText(), nullable=False),
        sa.Column("name", PlainText(), nullable=False),
        sa.Column("role", PlainText(), nullable=False),
        sa.Column("language", PlainText(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('invitation', 'password', 'set_up')", name=op.f("ck_one_time_tokens_purpose")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_one_time_tokens_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_one_time_tokens_digest")),
    )
    op.create_index(op.f("ix_one_time_tokens_person_id"), "one_time_tokens", ["person_id"])
    _attempts()


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("digest", PlainText(), nullable=False),
        sa.Column("stretch", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", "stretch", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_ends_at"), "attempts", ["ends_at"])


def _no_accounts() -> None:
    for name in ("attempts", "one_time_tokens", "recovery_codes", "open_sessions"):
        op.drop_table(name)
    op.drop_column("api_keys", "last_used_at")
    with op.batch_alter_table("people") as people:
        people.drop_constraint("uq_people_issuer_subject", type_="unique")
        for name in ("factor", "factor_step", "issuer", "subject"):
            people.drop_column(name)


def _help_center() -> None:
    op.add_column("categories", sa.Column("parent_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("articles") as articles:
        articles.add_column(sa.Column("verified_at", UtcDateTime(timezone=True), nullable=True))
        articles.add_column(sa.Column("translation_group", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_articles_translation_group"), "articles", ["translation_group"])
    op.create_table(
        "category_names",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("language", PlainText(), nullable=False),
        sa.Column("name", PlainText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_category_names_category_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("category_id", "language", name=op.f("pk_category_names")),
    )
    _handovers()
    _corrections()


def _handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("channel", PlainText(), nullable=False),
        sa.Column("conversation", PlainText(), nullable=False),
        sa.Column("language", PlainText(), nullable=False),
        sa.Column("name", PlainText(), nullable=False),
        sa.Column("contact", PlainText(), nullable=False),
        sa.Column("contact_digest", PlainText(), nullable=False),
        sa.Column("message", PlainText(), nullable=False),
        sa.Column("reason", PlainText(), nullable=False),
        sa.Column("transcript", sa.JSON(), nullable=False),
        sa.Column("status", PlainText(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_handovers_status")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_handovers_question_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["people.id"], name=op.f("fk_handovers_closed_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    for column in ("question_id", "conversation", "contact_digest", "status", "created_at"):
        op.create_index(op.f(f"ix_handovers_{column}"), "handovers", [column])


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", PlainText(), nullable=False),
        sa.Column("text", PlainText(), nullable=False),
        sa.Column("language", PlainText(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("status", PlainText(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'done', 'refused')", name=op.f("ck_corrections_status")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_corrections_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_corrections_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["people.id"], name=op.f("fk_corrections_closed_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    for column in ("article_id", "status"):
        op.create_index(op.f(f"ix_corrections_{column}"), "corrections", [column])


def _no_help_center() -> None:
    for name in ("corrections", "handovers", "category_names"):
        op.drop_table(name)
    op.drop_index(op.f("ix_articles_translation_group"), "articles")
    op.drop_column("articles", "translation_group")
    op.drop_column("articles", "verified_at")
    op.drop_column("categories", "parent_id")


def _agents() -> None:
    op.create_table(
        "reuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("how", PlainText(), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("how IN ('insert', 'copy', 'link')", name=op.f("ck_reuses_how")),
        _to_article("reuses"),
        _to_person("reuses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuses")),
    )
    op.create_index(op.f("ix_reuses_article_id"), "reuses", ["article_id"])
    op.create_index(op.f("ix_reuses_used_at"), "reuses", ["used_at"])
    op.create_table(
        "sent_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("suggested", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_sent_replies_answer_id"), ondelete="CASCADE"
        ),
        _to_person("sent_replies"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_replies")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_sent_replies_answer_id")),
    )
    op.create_index(op.f("ix_sent_replies_sent_at"), "sent_replies", ["sent_at"])
    _flags()


def _flags() -> None:
    op.create_table(
        "flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", PlainText(), nullable=False),
        sa.Column("comment", PlainText(), nullable=False),
        sa.Column("raised_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reason IN ('stale', 'wrong', 'unclear', 'duplicate')", name=op.f("ck_flags_reason")
        ),
        _to_article("flags"),
        _to_person("flags"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
    )
    op.create_index(op.f("ix_flags_article_id"), "flags", ["article_id"])


def _to_article(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_article_id")
    return sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=name, ondelete="CASCADE")


def _to_person(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_person_id")
    return sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=name, ondelete="SET NULL")


def _no_agents() -> None:
    for name in ("flags", "sent_replies", "reuses"):
        op.drop_table(name)


def _desk() -> None:
    with op.batch_alter_table("articles") as articles:
        articles.add_column(sa.Column("first_published_at", UtcDateTime(timezone=True), nullable=True))
        articles.add_column(sa.Column("assignee_id", sa.Integer(), nullable=True))
        articles.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_articles_assignee_id"), "articles", ["assignee_id"])
    # Of what is older only the last time it was published is known.
    op.execute("UPDATE articles SET first_published_at = published_at")
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", PlainText(), nullable=False),
        sa.Column("text", PlainText(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('returned', 'remark', 'merged')", name=op.f("ck_remarks_kind")),
        _to_article("remarks"),
        _to_person("remarks"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    op.create_index(op.f("ix_remarks_article_id"), "remarks", ["article_id"])
    op.create_table(
        "search_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("language", PlainText(), nullable=False),
        sa.Column("channel", PlainText(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("empty", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "language", "channel", name=op.f("pk_search_days")),
    )


def _no_desk() -> None:
    op.drop_table("search_days")
    op.drop_table("remarks")
    op.drop_index(op.f("ix_articles_assignee_id"), "articles")
    for name in ("merged_into_id", "assignee_id", "first_published_at"):
        op.drop_column("articles", name)


def _answers() -> None:
    op.add_column("questions", sa.Column("understood", PlainText(), nullable=False, server_default=""))
    op.create_table(
        "fixed_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("language", PlainText(), nullable=False),
        sa.Column("audience", PlainText(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        _to_article("fixed_answers"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_fixed_answers_author_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixed_answers")),
    )
    op.create_index(op.f("ix_fixed_answers_article_id"), "fixed_answers", ["article_id"])


def _no_answers() -> None:
    op.drop_table("fixed_answers")
    op.drop_column("questions", "understood")


def _evaluations() -> None:
    op.create_table(
        "evaluations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("golden", PlainText(), nullable=False),
        sa.Column("audience", PlainText(), nullable=False),
        sa.Column("encoder", PlainText(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("judgements", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
    )
    op.create_index(op.f("ix_evaluations_made_at"), "evaluations", ["made_at"])
    op.create_table(
        "synonym_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_groups")),
    )
