"""Writers of one process take turns in the order they came; nobody starves, nobody waits for ever."""

from __future__ import annotations

import threading
import time

from kb.turns import Turns


def test_who_writes_again_at_once_lets_the_others_go_first() -> None:
    turns, order, begun = Turns(30), [], threading.Event()

    def once() -> None:
        begun.set()
        with turns.turn():
            order.append("other")

    other = threading.Thread(target=once)
    with turns.turn():
        other.start()
        begun.wait()
        while not turns._waiting:  # it stands in the queue
            time.sleep(0.001)
        order.append("first")
    with turns.turn():
        order.append("again")
    other.join()
    assert order == ["first", "other", "again"]


def test_a_turn_that_never_ends_holds_nobody_off_for_ever() -> None:
    turns = Turns(0.01)
    with turns.turn(), turns.turn():
        pass
    with turns.turn():
        pass
