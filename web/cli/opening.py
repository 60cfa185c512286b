"""What every sub-command needs: an open library, JSON on standard output, progress on a terminal."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kb.library import Library

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@contextmanager
def library() -> Iterator[Library]:
    """Open the library that the settings name, and close it at the end."""
    from kb.library import Library
    from kb.settings import load

    logging.basicConfig(level=logging.WARNING, format="danesh: %(message)s")
    for noisy in ("httpx", "pdfminer", "unstructured", "transformers", "alembic"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    with Library.open(load()) as opened:
        yield opened


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
