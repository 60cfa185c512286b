"""Makes up a row for every table that is still empty, from its columns alone: a new table is never left out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Engine, MetaData, Table, insert, select

from kb.database import Session
from kb.tables import Base

VALUES: dict[type, Any] = {
    str: "متن 文本 text", int: 1, float: 0.5, bool: True, bytes: b"\x00\xff", date: date(2024, 5, 1),
    datetime: datetime(2024, 5, 1, 8, 30, tzinfo=UTC), dict: {"a": "ب"}, list: ["文"], object: {"a": "ب"},
}  # fmt: skip


def make_up(session: Session, left_out: set[str], tables: list[Table] | None = None) -> None:
    """Add one row to each table that has none, with something in every column that needs it."""
    for table in tables or Base.metadata.sorted_tables:
        if table.name in left_out or session.execute(select(table).limit(1)).first() is not None:
            continue
        values = {column.name: _value(session, column) for column in table.columns if _needed(table, column)}
        session.execute(insert(table).values(values))


def made_up(engine: Engine) -> dict[str, list[dict[str, object]]]:
    """Put a row into every table there is; return all rows."""
    tables = MetaData()
    tables.reflect(engine)
    tables.remove(tables.tables["alembic_version"])
    with Session(engine) as session, session.begin():
        make_up(session, set(), tables.sorted_tables)
    return contents(engine)


def contents(engine: Engine) -> dict[str, list[dict[str, object]]]:
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in tables.sorted_tables
            if table.name != "alembic_version"
        }


def _needed(table: Table, column: Column[Any]) -> bool:
    if column.foreign_keys:
        return True
    numbered = column.primary_key and len(table.primary_key.columns) == 1 and _kind(column) is int
    return not (numbered or column.nullable or column.default is not None)


def _value(session: Session, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return session.scalar(select(key.column).limit(1))
    for constraint in column.table.constraints:
        # As it was written, or as PostgreSQL tells it: `kind = ANY (ARRAY['first'::text, …`.
        written = str(getattr(constraint, "sqltext", ""))
        allowed = re.match(rf"\(*{column.name} (?:IN \(|= ANY \(+ARRAY\[)'([^']+)'", written)
        if allowed:
            return allowed[1]
    return VALUES[_kind(column)]


def _kind(column: Column[Any]) -> type:
    """The Python type of a column, of those that convert their values too."""
    return getattr(column.type, "impl_instance", column.type).python_type
