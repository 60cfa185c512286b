"""What speaks for a message answering each of the messages before it, as rows of numbers.

Invariant: a room keeps the last `WINDOW` messages and a bounded count of words, however long the log is; the
same messages in the same order give the same numbers.

The signs (time, names, speakers, shared words) are those of Kummerfeld et al., "A Large-Scale Corpus for
Conversation Disentanglement" (ACL 2019), without word vectors.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from ingest.untangling.utterances import Read, read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.untangling.utterances import Utterance

    Numbers = NDArray[np.float64]

WINDOW = 100  # messages a message may answer
_NOBODY = -1
_MOST_WORDS = 50_000
_AUTHOR, _TO, _AT, _PLACE, _ASKS, _GREETS, _THANKS, _COMMAND, _LENGTH, _LINK, _OPENLY = range(11)
_COLUMNS = 11
PAIR_SIGNS = 46
SELF_SIGNS = 20
SIGNS = PAIR_SIGNS + SELF_SIGNS


class Room:
    """The last messages of one room, and who and what was named in it."""

    def __init__(self) -> None:
        self._rows: Numbers = np.zeros((2 * WINDOW, _COLUMNS))
        self._reads: list[Read] = []
        self._used = 0
        self._place = 0
        self._ids: dict[str, int] = {}
        self._spoken: Counter[str] = Counter()
        self._addressed: dict[int, int] = {}
        self._addressed_by: dict[int, int] = {}
        self._last: dict[int, tuple[int, float]] = {}

    @property
    def size(self) -> int:
        """How many earlier messages the next one may answer."""
        return min(self._used, WINDOW)

    def read(self, utterance: Utterance) -> Read:
        """Read a message with the names known here."""
        return read(utterance, self._ids.keys())

    def signs(self, said: Read) -> Numbers:
        """The signs for each earlier message in order, and last for the message beginning something new.

        Returns:
            An array of shape (earlier messages + 1, SIGNS).
        """
        window = self._rows[self._used - self.size : self._used]
        out = np.zeros((len(window) + 1, SIGNS))
        if len(window):
            out[:-1, :PAIR_SIGNS] = self._pairs(said, window).T
        out[-1, PAIR_SIGNS:] = self._alone(said, window)
        return out

    def add(self, said: Read) -> None:
        """Let a message become one of the earlier ones; notices do not."""
        author, to = self._id(said.author), self._ids.get(said.to, _NOBODY)
        if self._used == 2 * WINDOW:
            self._rows[:WINDOW] = self._rows[WINDOW:]
            self._used = WINDOW
        at = said.at if said.at is not None else math.nan
        self._rows[self._used] = (
            author, to, at, self._place, said.asks, said.greets, said.thanks, said.command,
            said.length, said.link, said.asks_openly,
        )  # fmt: skip
        self._used += 1
        self._place += 1
        self._reads = [*self._reads[-WINDOW + 1 :], said]
        self._spoken.update(said.words)
        if len(self._spoken) > _MOST_WORDS:
            self._spoken = Counter(dict(self._spoken.most_common(_MOST_WORDS // 2)))
        self._last[author] = (self._place, at)
        if to != _NOBODY:
            self._addressed[author] = to
            self._addressed_by[to] = author

    def _id(self, name: str) -> int:
        return self._ids.setdefault(name, len(self._ids))

    def _pairs(self, said: Read, window: Numbers) -> Numbers:
        me = self._ids.get(said.author, _NOBODY - 1)
        to = self._ids.get(said.to, _NOBODY)
        authors, targets = window[:, _AUTHOR], window[:, _TO]
        away = self._place - window[:, _PLACE]
        minutes = self._minutes(said, window)
        same = authors == me
        other = ~same
        addressed = (authors == to) if to != _NOBODY else np.zeros(len(window), bool)
        named = np.isin(authors, [self._ids[name] for name in said.names]) & ~addressed
        back = targets == me
        names_me = np.array([said.author in earlier.names for earlier in self._reads], bool)
        elsewhere = (targets != _NOBODY) & ~back & other
        last = _last_of_each(authors)
        since_me = away - (self._place - self._last[me][0] + 1) if me in self._last else away * 0 - 999
        after_me = since_me < 0
        weight, shared = self._overlap(said)
        asks, openly = window[:, _ASKS] > 0, window[:, _OPENLY] > 0
        unnamed = to == _NOBODY
        partner = (authors == self._addressed.get(me, -9)) | (authors == self._addressed_by.get(me, -9))
        bot = "bot" in said.author
        return np.array(
            [
                np.log1p(away), away == 1, away == 2, away <= 4, away > 20, away / WINDOW,
                np.log1p(minutes), minutes < 0.5, minutes < 2, minutes > 5, minutes > 30,
                same, same & (away == 1), same & last, same & last & unnamed, same & (targets == to) & (not unnamed),
                addressed, addressed & last, addressed & back, addressed & asks, named, named & last,
                back, back & after_me, back & last, names_me & ~back, elsewhere, elsewhere & unnamed,
                other & ~addressed & (not unnamed), last & other, other & unnamed & (away == 1),
                partner & other, partner & last & other & unnamed, other & (targets == to) & (not unnamed),
                asks & other, asks & other & last & unnamed, (asks | openly) & other & (not said.asks),
                other & said.short_reply & asks, other & said.thanks & back, other & said.thanks,
                (window[:, _GREETS] > 0) & said.greets, weight, np.minimum(shared, 3),
                (window[:, _COMMAND] > 0) & (away <= 3) & bot, other & after_me & unnamed,
                other & said.link & asks,
            ]
        )  # fmt: skip

    def _alone(self, said: Read, window: Numbers) -> list[float]:
        me = self._ids.get(said.author, _NOBODY - 1)
        authors = window[:, _AUTHOR]
        mine = np.flatnonzero(authors == me)
        to_me = np.flatnonzero(window[:, _TO] == me)
        quiet = self._minutes(said, window[-1:])[0] if len(window) else 999.0
        return [
            1.0,
            not len(mine),
            not len(mine) and not said.to,
            me not in self._last,
            math.log1p(len(window) - mine[-1]) if len(mine) else 5.0,
            len(to_me) > 0 and (not len(mine) or to_me[-1] > mine[-1]),
            bool(said.to),
            bool(said.names) and not said.to,
            said.asks,
            said.asks_openly,
            (said.asks or said.asks_openly) and not len(mine) and not said.to,
            said.greets,
            said.greets and not said.to,
            said.thanks,
            said.short_reply,
            math.log1p(said.length),
            said.length > 12 and not said.to and not len(mine),
            math.log1p(quiet),
            said.command,
            "bot" in said.author,
        ]

    def _minutes(self, said: Read, window: Numbers) -> Numbers:
        if said.at is None:
            return np.full(len(window), 1.0)
        return np.nan_to_num(np.maximum(said.at - window[:, _AT], 0.0) / 60, nan=1.0)

    def _overlap(self, said: Read) -> tuple[Numbers, Numbers]:
        """For each earlier message the weight of the words it shares, and their number; rare words weigh more."""
        weight, shared = np.zeros(len(self._reads)), np.zeros(len(self._reads))
        if said.words:
            for at, earlier in enumerate(self._reads):
                common = said.words & earlier.words
                if common:
                    shared[at] = len(common)
                    weight[at] = sum(1 / (1 + self._spoken[word]) for word in common) ** 0.5
        return weight, shared


def _last_of_each(authors: Numbers) -> NDArray[np.bool_]:
    """Marks the last message of each author."""
    marks = np.zeros(len(authors), bool)
    _, first = np.unique(authors[::-1], return_index=True)
    marks[len(authors) - 1 - first] = True
    return marks
