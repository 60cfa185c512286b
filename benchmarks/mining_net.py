"""The network that judges turns and outcomes, in the form that learns; `ingest.resolution.judging` is how it is used.

Seeds are fixed: the same examples give the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ingest.resolution.judging import SIGN_REACH, VECTOR_SCALE, VOTES

EPOCHS = 20
RATE, DECAY, DROPPED, OF_RATINGS = 2e-3, 0.01, 0.3, 1.5
WIDTH, SIGN_WIDTH, BATCH = 48, 32, 32

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """A dialogue from its problem on: what is seen of its turns, and what annotators said."""

    name: str
    collection: str
    vectors: Floats
    signs: Floats
    places: Floats
    votes: Floats
    ratings: Floats


class Net(nn.Module):
    """The network of `ingest.resolution.judging`, in the form that learns."""

    def __init__(self, signs: int, dimension: int) -> None:
        super().__init__()
        turn = WIDTH + SIGN_WIDTH
        self.meaning = nn.Linear(dimension, WIDTH)
        self.signs = nn.Linear(signs, SIGN_WIDTH)
        self.window = nn.Linear(5 * turn, WIDTH)
        self.votes = nn.Linear(WIDTH, len(VOTES))
        self.whole = nn.Linear(3 * WIDTH + 3 * turn, WIDTH)
        self.ratings = nn.Linear(WIDTH, 3)
        self.drop = nn.Dropout(DROPPED)

    def forward(
        self, seen: torch.Tensor, shown: torch.Tensor, there: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Judge a batch: (batch, turns, …) and a mask of the turns that are there."""
        here = there[..., None]
        parts = [self.meaning(self.drop(seen)), self.signs(self.drop(shown))]
        turn = self.drop(torch.relu(torch.cat(parts, -1)) * here)
        nothing = torch.zeros_like(turn[:, :2])
        after, before = torch.cat([turn, nothing], 1), torch.cat([nothing, turn], 1)
        count = turn.shape[1]
        beside = [after[:, 1 : count + 1], before[:, 1 : count + 1], after[:, 2 : count + 2]]
        window = torch.cat([turn, *beside, turn[:, :1].expand_as(turn)], -1)
        hidden = self.drop(torch.relu(self.window(window))) * here
        answers = (shown[..., -8] > 0).float() * there  # the first of the eight columns of `places`
        barred = torch.stack([answers] * 4 + [there - answers] * 3, -1)
        votes = torch.log_softmax(self.votes(hidden) - 1e4 * barred, -1)
        replies = there - answers
        replies = torch.cat([torch.zeros_like(replies[:, :1]), replies[:, 1:]], 1)
        length = there.sum(1, keepdim=True)
        whole = torch.cat(
            [
                hidden.sum(1) / length,
                hidden.max(1).values,
                _last(hidden, there),
                _last(turn, replies),
                _last(turn, answers),
                turn.sum(1) / length,
            ],
            -1,
        )
        return votes, self.ratings(self.drop(torch.relu(self.whole(whole))))


def _last(rows: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
    at = ((where > 0) * torch.arange(1, rows.shape[1] + 1)).argmax(1)
    return rows[torch.arange(len(rows)), at] * (where.sum(1) > 0).float()[:, None]


def scaling(examples: Sequence[Example]) -> dict[str, Floats]:
    """Say how vectors and signs are standardised."""
    vectors = np.concatenate([one.vectors for one in examples])
    signs = np.concatenate([one.signs for one in examples])
    return {
        "vector_mean": vectors.mean(0),
        "vector_deviation": vectors.std(0),
        "sign_mean": signs.mean(0),
        "sign_deviation": signs.std(0) + 1e-3,
    }


def _tensors(examples: Sequence[Example], scale: dict[str, Floats]) -> list[torch.Tensor]:
    longest = max(len(one.votes) for one in examples)

    def padded(rows: Floats) -> Floats:
        return np.pad(rows, ((0, longest - len(rows)), (0, 0)))

    seen, shown = [], []
    for one in examples:
        vectors = (one.vectors - scale["vector_mean"]) / scale["vector_deviation"] * VECTOR_SCALE
        signs = np.clip((one.signs - scale["sign_mean"]) / scale["sign_deviation"], -SIGN_REACH, SIGN_REACH)
        seen.append(padded(vectors))
        shown.append(padded(np.concatenate([signs, one.places], axis=1)))
    there = [padded(np.ones((len(one.votes), 1), np.float32))[:, 0] for one in examples]
    votes = [padded(one.votes) for one in examples]
    ratings = [one.ratings for one in examples]
    return [torch.tensor(np.array(part)) for part in (seen, shown, there, votes, ratings)]


def train(examples: Sequence[Example], scale: dict[str, Floats], seed: int) -> Net:
    """Train one network."""
    torch.manual_seed(seed)
    tensors = _tensors(examples, scale)
    net = Net(tensors[1].shape[-1], tensors[0].shape[-1])
    steps = EPOCHS * -(-len(examples) // BATCH)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(examples)).split(BATCH):
            seen, shown, there, votes, ratings = (part[batch] for part in tensors)
            said, rated = net(seen, shown, there)
            missed = -(votes * said.clamp(min=-50)).sum(-1)[there > 0].mean()
            apart = ((rated - ratings) ** 2 * torch.tensor([1.0, 0.5, 0.3])).mean()
            optimiser.zero_grad()
            (missed + OF_RATINGS * apart).backward()
            optimiser.step()
            schedule.step()
    return net.eval()


def judged(
    nets: Sequence[Net], examples: Sequence[Example], scale: dict[str, Floats]
) -> list[tuple[Floats, Floats]]:
    """Return votes and ratings of each example, the mean of all networks."""
    seen, shown, there, _, _ = _tensors(examples, scale)
    with torch.no_grad():
        each = [net(seen, shown, there) for net in nets]
    votes = torch.stack([said.exp() for said, _ in each]).mean(0).numpy()
    ratings = torch.stack([rated for _, rated in each]).mean(0).numpy()
    return [(votes[at, : len(one.votes)], ratings[at]) for at, one in enumerate(examples)]
