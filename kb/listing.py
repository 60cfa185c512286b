"""One page of a long list, with enough about the rest to walk on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func

from kb.database import Session

T = TypeVar("T")
PAGE = 20


@dataclass(frozen=True)
class Listing(Generic[T]):
    """The rows of page `number` (the first is 1), `size` rows a page, out of `total` rows."""

    rows: tuple[T, ...]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    def of(self, rows: Iterable[Any]) -> "Listing[Any]":
        """Return the same page with other rows."""
        return Listing(tuple(rows), self.number, self.size, self.total)


def listed(session: Session, query: Select[*tuple[Any, ...]], number: int, size: int = PAGE) -> Listing[Any]:
    """Read page `number` of an ordered query, rows as tuples; a number past the end gives the last page."""
    total = (
        session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)) or 0
    )
    last = max(1, -(-total // size))
    number = min(max(1, number), last)
    rows = session.execute(query.limit(size).offset((number - 1) * size)).all()
    return Listing(tuple(rows), number, size, total)
