"""Reads a file in a process of its own, so that no file can take the import's time or memory with it.

Parsers of strangers' PDFs, Office files and pages hang, swell and crash. Invariant: whatever such a file does,
`read` ends within a set time of its last item, and says why in one sentence; the process is ours, lives on
from file to file, knows no secrets and ends with us.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
from multiprocessing import Pipe
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.items import Item
from ingest.reasons import Reason, because
from kb.errors import UnusableInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.items import Kind

SECONDS = 180.0  # for one item
MEGABYTES = 1536  # of data; the parsers themselves take about 500
_GRACE = 5.0  # seconds that the process may take to stop itself
_ROOT = Path(__file__).parents[2]
# One file is read at a time; on a machine of many cores the buffers of idle threads would be most of the memory.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class ReadingStoppedError(UnusableInputError):
    """The file was not read: {reason}."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason  # one sentence without text of the file
        super().__init__(reason=reason)


class _Gone(Exception):  # noqa: N818  a state of the process, not an error of the reader
    """The process ended before it took the request."""


class _Process:
    """One reading process and the line to it."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        self.limits = (seconds, megabytes)
        self._line, theirs = Pipe()
        with theirs:
            number = theirs.fileno()
            self._popen = subprocess.Popen(  # noqa: S603  our own interpreter and module
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "ingest.readers.reading",
                    str(number),
                    str(seconds),
                    str(megabytes),
                ],
                pass_fds=(number,),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,  # one that stays: libraries loaded later fail in a folder that is gone
                start_new_session=True,  # an interrupt at the terminal is for us to handle
                env=_environment(),
            )

    def items(self, path: Path, extension: str, wanted: Kind) -> Iterator[Item]:
        """Ask for the items of a file.

        Raises:
            _Gone: The process had ended already.
            ReadingStoppedError: The file could not be read, or not in time, or not within the memory.
        """
        try:
            self._line.send((str(path.absolute()), extension, wanted))
        except OSError:
            raise _Gone from None
        taken = False  # the process says so first: what died before has not met the file
        while True:
            try:
                if not self._line.poll(self.limits[0] + _GRACE):
                    raise ReadingStoppedError(self._too_slow())
                message = self._line.recv()
            except (EOFError, OSError):
                raise (self._ended() if taken else _Gone()) from None
            taken = True
            if message is True:
                continue
            if message is None:
                return
            if not isinstance(message, Item):
                raise ReadingStoppedError(Reason(str(message)))
            yield message

    def alive(self) -> bool:
        """Whether the process can take another request."""
        return self._popen.poll() is None

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._line.close()
        with contextlib.suppress(ProcessLookupError):
            self._popen.kill()
        self._popen.wait()

    def _ended(self) -> ReadingStoppedError:
        if self._popen.wait() == -signal.SIGALRM:
            return ReadingStoppedError(self._too_slow())
        return ReadingStoppedError(because("crashed", megabytes=self.limits[1]))

    def _too_slow(self) -> Reason:
        return because("slow", seconds=self.limits[0])


_idle: list[_Process] = []
_guard = threading.Lock()


def read(path: Path, extension: str, wanted: Kind) -> Iterator[Item]:
    """The items of a file as the reader for `extension` gives them, read in another process.

    Raises:
        ReadingStoppedError: The reader failed, hung, swelled or crashed; the items before that were given.
    """
    for _ in range(3):
        process = _taken()
        finished = False
        try:
            yield from process.items(path, extension, wanted)
            finished = True
        except _Gone:
            continue
        finally:
            if finished:
                _put_back(process)
            else:
                process.stop()
        return
    raise ReadingStoppedError(because("no_process"))


def close() -> None:
    """End the idle processes."""
    with _guard:
        processes, _idle[:] = list(_idle), []
    for process in processes:
        process.stop()


def _taken() -> _Process:
    limits = (SECONDS, MEGABYTES)
    with _guard:
        while _idle:
            process = _idle.pop()
            if process.limits == limits and process.alive():
                return process
            process.stop()
    return _Process(*limits)


def _put_back(process: _Process) -> None:
    with _guard:
        _idle.append(process)


def _environment() -> dict[str, str]:
    """Our environment without our settings, with one thread and the place our packages are at."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DANESH_")}
    return (
        kept
        | _ONE_THREAD
        | {"PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, [kept.get("PYTHONPATH")])])}
    )


atexit.register(close)
os.register_at_fork(after_in_child=_idle.clear)
