"""The other end of `ingest.readers.apart`: the process in which files are parsed.

Run as `python -m ingest.readers.reading LINE SECONDS MEGABYTES`, never imported. Invariant: it stops by itself
when an item takes too long, when memory runs out, when nobody asks any more, and when whoever asked is gone.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.readers.registry import reader_of
from ingest.readers.trouble import sentence
from ingest.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.items import Item

_IDLE = 60.0  # seconds after which a process that nobody asks ends
_SWOLLEN = 0.6  # of the memory allowed: what once grew so far begins anew


def main(line: Connection[Any, Any], seconds: float, megabytes: int) -> None:
    """Answer requests until there are none."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_DATA, megabytes * 2**20)
    while line.poll(_IDLE):
        try:
            path, extension, wanted = line.recv()
            line.send(True)  # noqa: FBT003  "taken": from here on it is the file's fault
        except (EOFError, OSError):
            return
        try:
            for item in _timed(reader_of(extension)(Path(path), wanted), seconds):
                line.send(item)
        except BrokenPipeError:
            return
        except MemoryError:
            line.send(because("swollen", megabytes=megabytes))
            return
        except Exception as error:  # noqa: BLE001  parsers raise nearly anything
            line.send(sentence(error))
            return
        line.send(None)
        if _grown_to() > _SWOLLEN * megabytes:
            return


def _grown_to() -> float:
    """The most memory this program ever had, or what it holds of that which is limited, in MB.

    Not `ru_maxrss` where it can be helped: Linux counts into it what the process that started us had grown to.
    """
    with contextlib.suppress(OSError):
        lines = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
        return max(int(line[1]) for line in lines if line[0] in {"VmHWM:", "VmData:"}) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def _timed(items: Iterator[Item], seconds: float) -> Iterator[Item]:
    """The items, each within the time; the alarm ends the process, as nothing in Python could."""
    while True:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        item = next(items, None)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if item is None:
            return
        yield item


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])), float(sys.argv[2]), int(sys.argv[3]))
