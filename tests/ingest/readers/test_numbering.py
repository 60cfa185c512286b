"""Items with one key are told apart by their content, in memory that does not grow with the archive."""

import resource
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.numbering import Numbering


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([b"1", b"2", b"3"])), max_size=30))
def test_different_contents_of_one_key_are_counted_in_order_and_the_same_one_keeps_its_number(items):
    numbering = Numbering()
    known: dict[str, list[bytes]] = {}
    for key, digest in items:
        digests = known.setdefault(key, [])
        if digest not in digests:
            digests.append(digest)
        assert numbering.number(key, digest) == digests.index(digest) + 1
    numbering.close()


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is in kilobytes on Linux only")
def test_a_hundred_thousand_keys_take_no_memory():
    numbering = Numbering()
    for at in range(1000):
        numbering.number(f"{at}@shop.example", b"12345678")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for at in range(100_000):
        numbering.number(f"mail-{at}@shop.example", b"12345678")
    numbering.close()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 6_000  # kilobytes
