"""Chooses which texts go through a model together, and the shape of each pass.

Pure. Few shapes on purpose: for every new one the matrix library writes code of its own and keeps it, which over a
long import came to hundreds of megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence

TOKENS = 1_024  # in one pass, padding included: fills two cores, and long texts do not make short ones long
STEP = 8  # tokens
_EXACT = 32  # tokens; a question alone is not padded, for somebody waits
_COARSE = ((128, STEP), (256, 2 * STEP))  # up to so many tokens, multiples of
_COARSEST = 4 * STEP


def width(longest: int) -> int:
    """Return to how many tokens texts are padded, the longest of which has so many."""
    step = next((step for most, step in _COARSE if longest <= most), _COARSEST)
    return -(-longest // step) * step


def shape(count: int, longest: int, most: int) -> tuple[int, int]:
    """Return the shape of a pass, (rows, tokens): rows to fill up to a power of two, unless it is full already.

    Args:
        count: texts in the pass.
        longest: tokens of the longest of them.
        most: tokens the model takes.
    """
    if count == 1 and longest <= _EXACT:
        return 1, longest
    tokens = min(width(longest), most)
    return min(1 << (count - 1).bit_length(), max(count, TOKENS // tokens)), tokens


def groups(lengths: Sequence[int]) -> list[list[int]]:
    """Cut texts of these lengths, in tokens, into passes: longest first, alike together, `TOKENS` at most in each.

    Returns:
        Positions in `lengths`, every one once. A text that is longer by itself has a pass of its own.
    """
    found: list[list[int]] = []
    padded = 0
    for at in sorted(range(len(lengths)), key=lambda at: (-lengths[at], at)):
        if not found or (len(found[-1]) + 1) * padded > TOKENS:
            found.append([])
            padded = width(lengths[at])
        found[-1].append(at)
    return found
