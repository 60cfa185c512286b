"""What many threads use is never closed under them, and is there again after it was opened anew."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb.index.sharing import Shared

PATIENCE = 30  # seconds


class Thing:
    """Something that must not be used once it is closed."""

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def shared() -> Shared[Thing]:
    return Shared(Thing, Thing.close)


def test_nobody_meets_a_closed_one(shared: Shared[Thing]) -> None:
    ended = threading.Event()
    met: set[int] = set()

    def use() -> int:
        uses = 0
        while not ended.is_set():
            with shared.use() as thing:
                assert not thing.closed
                time.sleep(0.0005)
                assert not thing.closed
                met.add(id(thing))
            uses += 1
        return uses

    with ThreadPoolExecutor(4) as pool:
        users = [pool.submit(use) for _ in range(3)]
        for _ in range(20):
            shared.renew()
        ended.set()
        assert all(user.result(PATIENCE) for user in users)
    assert len(met) > 1


def test_who_opens_anew_goes_before_those_who_come_later(shared: Shared[Thing]) -> None:
    order: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        with shared.use() as first:
            renewing = pool.submit(lambda: (shared.renew(), order.append("renewed")))
            while not shared._taken:
                time.sleep(0.001)
            late = pool.submit(lambda: order.append("used") if entered(shared) is not first else None)
            assert not renewing.done()
            order.append("left")
        renewing.result(PATIENCE)
        late.result(PATIENCE)
    assert order[0] == "left"
    assert sorted(order[1:]) == ["renewed", "used"]


def entered(shared: Shared[Thing]) -> Thing:
    with shared.use() as thing:
        return thing


def test_something_is_done_while_it_is_closed(shared: Shared[Thing]) -> None:
    before = entered(shared)
    seen: list[bool] = []
    shared.renew(lambda: seen.append(before.closed))
    assert seen == [True]
    assert entered(shared) is not before


def test_one_that_could_not_be_opened_is_tried_again_at_the_next_use() -> None:
    answers = iter([Thing(), OSError("disk full"), OSError("disk full"), Thing()])

    def opening() -> Thing:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    shared = Shared(opening, Thing.close)
    with pytest.raises(OSError, match="disk full"):
        shared.renew()
    with pytest.raises(OSError, match="disk full"):
        entered(shared)
    assert not entered(shared).closed


def test_what_is_closed_for_good_stays_closed(shared: Shared[Thing]) -> None:
    last = entered(shared)
    shared.close()
    shared.close()
    assert last.closed
    with pytest.raises(RuntimeError, match="closed"):
        entered(shared)
