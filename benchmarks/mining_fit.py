"""Fits the weights by which turns, outcomes and replies are judged, on the training halves, and writes them.

    python -m benchmarks mining --fit [DATA]        writes ingest/resolution/weights.npz

The same data and encoder give the same file. Limits are chosen on out-of-fold judgements of the training half.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.mining_data import Dialogue, Reader, conversation, dialogues, in_training, thread_conversation
from benchmarks.mining_data import threads as forum_threads
from benchmarks.mining_net import Example, Floats, judged, scaling, train
from ingest.resolution.encoding import considered
from ingest.resolution.features import places, turn_signs
from ingest.resolution.judging import FILE, VOTES
from ingest.resolution.replies import SCALES, reply_rows
from ingest.resolution.resolving import problem_turn
from ingest.resolution.turns import read_turns

FOLDS, MEMBERS = 5, 6
REPLY_STRENGTH = 0.1  # inverse regularisation
SURE_OF_UNSOLVED = 0.9  # share of those judged unsolved that must be


def example(dialogue: Dialogue, collection: str, reader: Reader) -> Example | None:
    """Read one dialogue; None where nobody states a problem. Turns in a row of one side share their votes."""
    one = conversation(dialogue)
    turns = read_turns(one)
    start = problem_turn(turns)
    if start is None:
        return None
    votes = np.zeros((len(turns) - start, len(VOTES)), np.float32)
    for at, turn in enumerate(turns[start:]):
        for message in turn.messages:
            given = dialogue["turns"][int(message.external_id.rpartition("/")[2])]["nugget_votes"]
            total = sum(given.values()) * len(turn.messages)
            votes[at] += np.array([given.get(label, 0) / total for label in VOTES], np.float32)
    vectors = reader.vectors(one)[start:]
    ratings = np.array([dialogue["quality_mean"][name] for name in "ASE"], np.float32)
    seen = turns[start:]
    return Example(
        dialogue["id"], collection, vectors, turn_signs(seen), places(seen, vectors), votes, ratings
    )


def out_of_fold(examples: Sequence[Example]) -> list[tuple[Floats, Floats]]:
    """Judge every example by networks that saw neither it nor its translation."""
    folds = [hashlib.sha256(one.name.encode()).digest()[1] % FOLDS for one in examples]
    found: dict[int, tuple[Floats, Floats]] = {}
    for fold in range(FOLDS):
        known = [one for one, other in zip(examples, folds, strict=True) if other != fold]
        held = [at for at, other in enumerate(folds) if other == fold]
        scale = scaling(known)
        nets = [train(known, scale, seed) for seed in range(MEMBERS)]
        found |= zip(held, judged(nets, [examples[at] for at in held], scale), strict=True)
    return [found[at] for at in range(len(examples))]


def f1(found: NDArray[np.bool_], there: NDArray[np.bool_]) -> float:
    """Return F1 of the positive class."""
    return float(2 * (found & there).sum() / max(found.sum() + there.sum(), 1))


def _best(steps: NDArray[np.float64], worth: Callable[[float], float]) -> float:
    """Return the step that is worth most together with its neighbours: one that is best alone is best by chance."""
    found = np.array([worth(step) for step in steps])
    return float(steps[1 + np.argmax(found[:-2] + found[1:-1] + found[2:])])


def limits(examples: Sequence[Example], found: Sequence[tuple[Floats, Floats]]) -> tuple[float, float, float]:
    """Choose the share that makes a turn the solution, and the ratings of a solved and an unsolved dialogue.

    The first two have the best F1, Chinese and English counting alike; the last is the highest below which
    almost nothing was solved.
    """
    shares: dict[str, tuple[Floats, NDArray[np.bool_]]] = {}
    rated: dict[str, tuple[Floats, Floats]] = {}
    for name in ("zh", "en"):
        own = [at for at, one in enumerate(examples) if name in one.collection]
        share = np.concatenate([found[at][0][:, VOTES.index("HNUG*")] for at in own])
        most = np.concatenate([examples[at].votes.argmax(1) == VOTES.index("HNUG*") for at in own])
        shares[name] = (share, most)
        ratings = (
            np.array([found[at][1][0] for at in own]),
            np.array([examples[at].ratings[0] for at in own]),
        )
        rated[name] = ratings

    def solution(limit: float) -> float:
        return sum(f1(share >= limit, most) for share, most in shares.values())

    def solved(limit: float) -> float:
        return sum(f1(guess >= limit, truth > 0) for guess, truth in rated.values())

    guess, truth = (np.concatenate([pair[part] for pair in rated.values()]) for part in (0, 1))
    steps = [step for step in np.arange(-1.5, 0.5, 0.05) if (guess < step).any()]
    unsolved = [step for step in steps if (truth[guess < step] < 0).mean() >= SURE_OF_UNSOLVED]
    best = _best(np.arange(0.2, 0.6, 0.02), solution), _best(np.arange(-0.6, 0.6, 0.05), solved)
    print(f"out of fold, mean F1 of both languages: solution {solution(best[0]) / 2:.3f} at {best[0]:.2f}")
    print(
        f"    solved (A > 0) {solved(best[1]) / 2:.3f} at {best[1]:.2f}; unsolved below {max(unsolved):.2f}"
    )
    return float(best[0]), float(best[1]), float(max(unsolved))


def replies(data: Path, reader: Reader) -> dict[str, Floats]:
    """Fit which replies of a forum thread are good: a logistic regression on the training half of the threads."""
    signs, meanings, good = [], [], []
    chosen = [thread for thread in forum_threads(data) if in_training(thread)]
    reader.learn([thread_conversation(thread) for thread in chosen])
    for thread in chosen:
        one = thread_conversation(thread)
        turns, vectors = read_turns(one), reader.vectors(one)
        turns = tuple(turns[at] for at in considered(len(turns)))
        gold = {reply["id"]: reply["gold"] == "Good" for reply in thread["comments"]}
        at, rows = reply_rows(turns, vectors)
        signs += list(rows)
        meanings += list(vectors[at])
        good += [any(gold[message.external_id] for message in turns[index].messages) for index in at]
    told, meant = np.array(signs), np.array(meanings)
    scale = {
        "reply.sign_mean": told.mean(0),
        "reply.sign_deviation": told.std(0) + 1e-3,
        "reply.vector_mean": meant.mean(0),
        "reply.vector_deviation": meant.std(0),
    }
    told = (told - scale["reply.sign_mean"]) / scale["reply.sign_deviation"] * SCALES[0]
    meant = (meant - scale["reply.vector_mean"]) / scale["reply.vector_deviation"] * SCALES[1]
    model = LogisticRegression(C=REPLY_STRENGTH, max_iter=2000)
    model.fit(np.concatenate([told, meant], axis=1), good)
    return scale | {"reply.weight": model.coef_[0], "reply.bias": model.intercept_[0]}


def write(arrays: Mapping[str, object], file: Path) -> None:
    """Write arrays as `numpy.load` reads them, without the time of day that `numpy.savez` puts in."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(arrays):
            array = np.asarray(arrays[name])
            stored = io.BytesIO()
            smaller = array.astype(np.float16) if array.dtype.kind == "f" and name != "limits" else array
            np.lib.format.write_array(stored, smaller, allow_pickle=False)
            packed.writestr(zipfile.ZipInfo(f"{name}.npy"), stored.getvalue(), zipfile.ZIP_DEFLATED)


def fit(data: Path) -> None:
    """Fit everything on the training halves and write it."""
    torch.set_num_threads(1)  # sums in one order
    reader = Reader()
    examples = []
    for collection in ("zh", "parallel_en", "parallel_zh"):
        chosen = [one for one in dialogues(data, collection) if in_training(one)]
        reader.learn([conversation(one) for one in chosen])
        read = [example(one, collection, reader) for one in chosen]
        examples += [one for one in read if one is not None]
    chosen_limits = limits(examples, out_of_fold(examples))
    scale = scaling(examples)
    arrays: dict[str, object] = {**scale, **replies(data, reader)}
    for member in range(MEMBERS):
        net = train(examples, scale, member)
        arrays |= {f"{member}.{name}": values.numpy() for name, values in net.state_dict().items()}
    arrays |= {
        "limits": np.array(chosen_limits),
        "members": np.array(MEMBERS),
        "encoder": np.array(reader.encoder.fingerprint),
    }
    write(arrays, FILE)
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes from {len(examples)} dialogues")
