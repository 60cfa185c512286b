"""How fast search is, how much memory and disk it takes, and the same of others doing the same hybrid job.

    make bench-rivals                       # once: the others, in an environment of their own
    python -m benchmarks search [--passages 10000,100000,300000] [--callers 1,8] [--only NAME,…]

Every contender runs in a process of its own over the same pieces, vectors and questions; nothing is tuned for one.
"""

from __future__ import annotations


def main(arguments: list[str]) -> None:
    """Make what is missing, measure, print the tables."""
    from benchmarks.search.running import run  # the contenders' own processes need none of it

    run(arguments)
