"""Gives the engine's failures our name: whatever an adapter's method raises becomes `IndexUnavailableError`.

Both engines raise classes of their own, and a damaged folder makes the embedded one panic; nobody above knows them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from kb.errors import IndexUnavailableError

P = ParamSpec("P")
R = TypeVar("R")


def named(method: Callable[P, R]) -> Callable[P, R]:
    """Wrap a method so that it fails with `IndexUnavailableError` only."""

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except IndexUnavailableError:
            raise
        except BaseException as error:
            # A panic of a Rust library is no `Exception`, and its class cannot be imported.
            if isinstance(error, Exception) or type(error).__name__ == "PanicException":
                raise IndexUnavailableError(reason=first_line(error)) from error
            raise

    return call


def first_line(error: BaseException) -> str:
    """Return what an error says, on one line."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
