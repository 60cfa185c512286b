"""Which earlier message each message answers, by a small trained network, and the conversations that makes.

Invariant: a message answers one earlier message of the last `WINDOW`, or begins something new; links never point
forward. `python -m benchmarks irc --fit` trains the weights, `python -m benchmarks irc` measures them.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from ingest.untangling.features import SIGNS, WINDOW, Room

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.untangling.features import Numbers
    from ingest.untangling.utterances import Utterance

WEIGHTS = "weights.json"


@dataclass(frozen=True, slots=True)
class Network:
    """Several one-layer networks whose mean score counts: `hidden` (n, SIGNS, units), `bias` and `out` (n, units)."""

    hidden: Numbers
    bias: Numbers
    out: Numbers

    def scores(self, signs: Numbers) -> Numbers:
        """A score for each row of signs; only differences between rows of one message mean anything."""
        inner = np.tanh(np.einsum("cs,nsu->ncu", signs, self.hidden) + self.bias[:, None, :])
        mean: Numbers = np.einsum("ncu,nu->c", inner, self.out) / len(self.out)
        return mean


@cache
def trained() -> Network:
    """The weights that come with this package."""
    stored = json.loads(resources.files(__package__).joinpath(WEIGHTS).read_text("utf-8"))
    arrays = {name: np.array(stored[name]) / stored["scale"] for name in ("hidden", "bias", "out")}
    if arrays["hidden"].shape[1] != SIGNS:
        raise ValueError("weights.json was trained for other signs")
    return Network(**arrays)


def links(utterances: Iterable[Utterance], network: Network | None = None) -> Iterator[int]:
    """For each message in order the position of the one it answers, or its own when it begins something new.

    Streams: only the last messages are kept, so that a log may be of any length. A notice is its own beginning.
    """
    network = network or trained()
    room = Room()
    places: deque[int] = deque(maxlen=WINDOW)
    for place, utterance in enumerate(utterances):
        if utterance.notice:
            yield place
            continue
        said = room.read(utterance)
        best = int(np.argmax(network.scores(room.signs(said))))
        parent = places[best] if best < len(places) else place
        room.add(said)
        places.append(place)
        yield parent


def conversations(utterances: Sequence[Utterance], network: Network | None = None) -> list[list[int]]:
    """The positions of the messages of each conversation, conversations in the order of their first message."""
    found: list[list[int]] = []
    of: list[int] = []
    for place, parent in enumerate(links(utterances, network)):
        if parent == place:
            of.append(len(found))
            found.append([])
        else:
            of.append(of[parent])
        found[of[place]].append(place)
    return found
