"""`python -m benchmarks [NAME] [ARGUMENT…]`: runs one benchmark, or all.

Only by name: `calibrate`, which writes, and `search`, which takes an hour and an environment of its own.
"""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = (
    "quality",
    "everyday",
    "synonyms",
    "close_intents",
    "claims",
    "citations",
    "typos",
    "followups",
    "duplicates",
    "mining",
    "mime",
    "charsets",
    "replies",
    "irc",
    "speed",
    "encoder",
    "ingest",
    "joining",
)


def run() -> None:
    """Run the benchmark that the first argument names."""
    wanted, arguments = sys.argv[1:2], sys.argv[2:]
    for name in wanted or NAMES:
        import_module(f"benchmarks.{name}").main(arguments)


run()
