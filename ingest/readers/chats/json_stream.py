"""The parts of a JSON document of any size, one at a time; a document that is cut off gives all before the cut.

Invariant: no more than one part is in memory, and a part larger than the limit ends the reading with its reason.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any

from ingest.reasons import Reason, because
from kb.errors import UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_DEEPEST = 200
LARGEST_PART = 16 * 2**20  # bytes
_STEP = 65_536
_SCALARS = {"string", "number", "boolean", "null"}


class JsonCutOffError(UnusableInputError):
    """The JSON cannot be read from here on: {reason}."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason  # one sentence without text of the document
        super().__init__(reason=reason)


class _Bounded:
    """A file that gives no more than `LARGEST_PART` bytes until the reader says a part is done."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.left = LARGEST_PART

    def read(self, size: int = _STEP) -> bytes:
        data = self._file.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise JsonCutOffError(because("part_large", megabytes=LARGEST_PART // 2**20))
        return data


def events(file: IO[bytes]) -> Iterator[tuple[str, str, Any]]:
    """The events of a document as (place, kind, value), ijson's way; `item` stands for a list's members.

    Raises:
        JsonCutOffError: The document is damaged, cut off or nested too deeply.
    """
    import ijson

    bounded = _Bounded(file)
    depth = 0
    try:
        for prefix, event, value in ijson.parse(_without_mark(bounded), use_float=True, buf_size=_STEP):
            bounded.left = LARGEST_PART
            depth += event in {"start_map", "start_array"}
            depth -= event in {"end_map", "end_array"}
            if depth > _DEEPEST:
                raise JsonCutOffError(because("json_deep", limit=_DEEPEST))
            yield prefix, event, value
    except ijson.IncompleteJSONError:
        raise JsonCutOffError(because("json_cut")) from None
    except (ijson.JSONError, UnicodeDecodeError, ValueError, OverflowError):
        raise JsonCutOffError(because("json_damaged")) from None


class _without_mark:  # noqa: N801  a file in all but name
    """A file without the mark of UTF-8 at its beginning."""

    def __init__(self, file: _Bounded) -> None:
        self._file = file
        self._first = True

    def read(self, size: int = _STEP) -> bytes:
        data = self._file.read(size)
        if self._first and data:
            self._first = False
            data = data.removeprefix(b"\xef\xbb\xbf")
        return data


class Builder:
    """Builds the value that begins with one event out of the events that follow.

    `size` counts its letters; a value that grows beyond `LARGEST_PART` raises `JsonCutOffError`.
    """

    def __init__(self) -> None:
        self._open: list[tuple[Any, str]] = []
        self._value: Any = None
        self._size = 0
        self.done = False

    def add(self, event: str, value: Any) -> None:
        """Take one event in; `done` tells whether the value is whole."""
        if event == "map_key":
            self._open[-1] = (self._open[-1][0], value)
        elif event in {"start_map", "start_array"}:
            self._open.append(({} if event == "start_map" else [], ""))
        elif event in _SCALARS:
            self._put(_plain(value))
        else:
            self._put(self._open.pop()[0])
        self._size += len(value) if isinstance(value, str) else 8
        if self._size > LARGEST_PART:
            raise JsonCutOffError(because("part_large", megabytes=LARGEST_PART // 2**20))

    @property
    def value(self) -> Any:
        """What was built."""
        return self._value

    def _put(self, value: Any) -> None:
        if not self._open:
            self._value, self.done = value, True
            return
        holder, key = self._open[-1]
        if isinstance(holder, dict):
            holder[key] = value
        else:
            holder.append(value)


def parts(file: IO[bytes], places: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """The values at some places of a document, in its order.

    Args:
        file: The document.
        places: What each place is called; a place is a path such as `chats.list.item.messages.item`. The name
            of a place that begins with "+" is told when a list or object begins there, with None as its value.

    Raises:
        JsonCutOffError: The document cannot be read further; what came before was given.
    """
    builder: Builder | None = None
    name = ""
    for prefix, event, value in events(file):
        if builder is None:
            if event not in {"map_key", "end_map", "end_array"} and prefix in places:
                name = places[prefix]
                if name.startswith("+"):
                    if event in {"start_map", "start_array"}:
                        yield name, None
                    continue
                builder = Builder()
            else:
                continue
        builder.add(event, value)
        if builder.done:
            yield name, builder.value
            builder = None


def by_fields(knows: Callable[[str, frozenset[str]], bool]) -> Callable[[bytes], bool]:
    """A test of a file's beginning out of one of the kind of its document and its fields."""

    def tells(start: bytes) -> bool:
        return knows(*keys_at_start(start))

    return tells


@lru_cache(maxsize=8)
def keys_at_start(start: bytes) -> tuple[str, frozenset[str]]:
    """What the beginning of a document shows: "map" or "array", and the names of fields by their path."""
    import io

    found: set[str] = set()
    top = ""
    with suppress(JsonCutOffError):
        for prefix, event, value in events(io.BytesIO(start)):
            top = top or {"start_map": "map", "start_array": "array"}.get(event, "scalar")
            if event == "map_key":
                found.add(f"{prefix}.{value}" if prefix else value)
    return top, frozenset(found)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
