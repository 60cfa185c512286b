"""What was freed between pieces in use is given back, and only that."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from kb import giving_back

BLOCKS, BYTES = 2_000, 60_000  # small enough to lie in the heap


def held() -> int:
    """Megabytes of this process that are in no file."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("RssAnon"))


def test_freed_memory_goes_back_to_the_system():
    if not giving_back.give_back():
        pytest.skip("the C library of this system keeps what was freed")
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    blocks = [ctypes.c_void_p(libc.malloc(BYTES)) for _ in range(BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, BYTES)
    for block in blocks[:-1]:  # the last lies above them all
        libc.free(block)
    before = held()
    giving_back.give_back()
    assert held() < before - BLOCKS * BYTES // 2**20 // 2
    assert ctypes.string_at(blocks[-1], 3) == b"\1\1\1"
    libc.free(blocks[-1])


def test_other_systems_are_left_alone(monkeypatch):
    giving_back._trim.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert giving_back.give_back() is False
    giving_back._trim.cache_clear()
