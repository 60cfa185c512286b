"""How well conversations are mined, on public dialogues: problem, solution and outcome, and the reply that answers.

    python -m benchmarks mining [DATA]          figures of the test half (and of the training half, for comparison)
    python -m benchmarks mining --fit [DATA]    the weights a fit on the training half gives, beside the ones used

DATA is the folder of real data (default `../shared/data`, or $DANESH_REAL_DATA). A dialogue belongs to the training
half when the first byte of its id's SHA-256 is even; cue lists and weights were made from that half only.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ingest.cleaning import clean_chat
from ingest.conversation import Conversation, Message
from ingest.resolution import Resolution, answer_scores, resolve
from ingest.resolution.answers import WEIGHTS, signs, words
from ingest.resolution.turns import read_turns

ROOT = Path(__file__).resolve().parents[1]
Dialogue = dict[str, Any]
HELPDESK = "conversations/helpdesk-zh-en"


def dialogues(data: Path, name: str) -> list[Dialogue]:
    return [json.loads(line) for line in (data / HELPDESK / f"{name}.jsonl").read_text().splitlines()]


def in_training(dialogue: Dialogue) -> bool:
    return hashlib.sha256(dialogue["id"].encode()).digest()[0] % 2 == 0


def conversation(dialogue: Dialogue) -> Conversation:
    messages = [
        Message(
            external_id=f"{dialogue['id']}/{at}",
            role="customer" if turn["sender"] == "customer" else "agent",
            author="", address="", sent_at=None, text=clean_chat(turn["text"]),
        )
        for at, turn in enumerate(dialogue["turns"])
    ]  # fmt: skip
    return Conversation(dialogue["id"], "chat", "", None, None, tuple(messages))


def voted(dialogue: Dialogue, label: str) -> set[str]:
    """The turns most annotators gave a label."""
    return {
        f"{dialogue['id']}/{at}"
        for at, turn in enumerate(dialogue["turns"])
        if max(turn["nugget_votes"], key=turn["nugget_votes"].get) == label
    }


class Figure:
    """Precision, recall and F1 over what was found and what is there."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.there: set[str] = set()

    def line(self) -> str:
        """The three figures and how many turns they rest on."""
        right = len(self.found & self.there)
        precision, recall = right / max(len(self.found), 1), right / max(len(self.there), 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({len(self.found)} found, {len(self.there)} there)"


def helpdesk(title: str, chosen: Iterable[Dialogue]) -> None:
    problem, solution, outcome = Figure(), Figure(), Figure()
    total = drafts = 0
    for dialogue in chosen:
        total += 1
        found = resolve(conversation(dialogue))
        problem.there |= voted(dialogue, "CNUG0")
        solution.there |= voted(dialogue, "HNUG*")
        if found.question is not None:
            problem.found.add(found.question.message_id)
        if isinstance(found, Resolution):
            drafts += 1
            solution.found |= {evidence.message_id for evidence in found.resolution}
        if dialogue["quality_mean"]["A"] > 0:
            outcome.there.add(dialogue["id"])
        if found.solved:
            outcome.found.add(dialogue["id"])
    print(f"{title}: {drafts} of {total} give a draft")
    for name, figure in (("problem turn", problem), ("solution turn", solution), ("solved", outcome)):
        print(f"    {name:14} {figure.line()}")


def average_precision(relevant: list[bool]) -> float | None:
    hits = 0
    total = 0.0
    for rank, is_relevant in enumerate(relevant, start=1):
        if is_relevant:
            hits += 1
            total += hits / rank
    return total / hits if hits else None


def forum(data: Path) -> None:
    """Ranking the replies of a thread, "Good" ones relevant: by length, and by score and length."""
    by_length: list[float] = []
    by_score: list[float] = []
    for line in (data / "conversations/forum-fa/threads.jsonl").read_text().splitlines():
        thread = json.loads(line)
        replies = [reply for reply in thread["comments"] if reply["gold"]]
        texts = {reply["id"]: clean_chat(reply["text"]) for reply in replies}
        scores = forum_scores(thread, replies, texts)
        others = [reply for reply in replies if reply["user"] != thread["asker"]]
        own = [reply for reply in replies if reply["user"] == thread["asker"]]
        lengths = {name: words(text) for name, text in texts.items()}
        for values, kept in ((lengths, by_length), (scores, by_score)):
            ranked = [*by_value(others, values), *by_value(own, values)]
            found = average_precision([reply["gold"] == "Good" for reply in ranked])
            if found is not None:
                kept.append(found)
    print(
        f"forum-fa: MAP {sum(by_score) / len(by_score):.3f} by score and length over {len(by_score)} threads"
    )
    print(f"    not the asker, longest first: {sum(by_length) / len(by_length):.3f}")


def by_value(replies: list[dict[str, Any]], values: dict[str, float]) -> list[dict[str, Any]]:
    return sorted(replies, key=lambda reply: -values[reply["id"]])


def forum_scores(
    thread: dict[str, Any], replies: list[dict[str, Any]], texts: dict[str, str]
) -> dict[str, float]:
    def message(name: str, user: str, text: str) -> Message:
        return Message(name, "customer" if user == thread["asker"] else "unknown", user, "", None, text)

    question = message("question", thread["asker"], clean_chat(f"{thread['subject']}\n{thread['body']}"))
    said = [message(reply["id"], reply["user"], texts[reply["id"]]) for reply in replies]
    turns = read_turns(Conversation(thread["id"], "forum", thread["subject"], "fa", None, (question, *said)))
    scores = dict.fromkeys(texts, 0.0)
    for at, score in answer_scores(turns).items():
        for said_there in turns[at].messages:
            scores[said_there.external_id] = score
    return {name: score + 0.06 * math.log1p(words(texts[name])) for name, score in scores.items()}


def rows(chosen: Iterable[Dialogue]) -> Iterator[tuple[list[float], float]]:
    """The signs of every helpdesk turn and the share of annotators who called it the solution."""
    for dialogue in chosen:
        turns = read_turns(conversation(dialogue))
        for at, turn in enumerate(turns):
            if turn.side == "answerer":
                number = int(turn.messages[0].external_id.rpartition("/")[2])
                votes = dialogue["turns"][number]["nugget_votes"]
                found = signs(turns, at)
                yield [found[name] for name in WEIGHTS], votes.get("HNUG*", 0) / sum(votes.values())


def fit(chosen: Iterable[Dialogue]) -> None:
    """A logistic regression on soft labels: every turn twice, as a yes and a no, weighted by its votes."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    features, shares = zip(*rows(chosen), strict=True)
    given = np.array(features)
    share = np.array(shares)
    model = LogisticRegression(C=1.0, max_iter=3000, fit_intercept=False)
    model.fit(
        np.vstack([given, given]),
        np.r_[np.ones(len(given)), np.zeros(len(given))],
        sample_weight=np.r_[share, 1 - share] + 1e-9,
    )
    for name, fitted in zip(WEIGHTS, model.coef_[0], strict=True):
        print(f"{name:14} fitted {fitted:+.2f}   used {WEIGHTS[name]:+.2f}")


def main(arguments: list[str]) -> None:
    folders = [argument for argument in arguments if not argument.startswith("-")]
    data = Path(
        folders[0] if folders else os.environ.get("DANESH_REAL_DATA") or ROOT.parent / "shared" / "data"
    )
    english, chinese = dialogues(data, "parallel_en"), dialogues(data, "zh")
    if "--fit" in arguments:
        fit(dialogue for dialogue in english + chinese if in_training(dialogue))
        return
    for language, chosen in (("en", english), ("zh", chinese)):
        helpdesk(f"helpdesk {language}, test half", [one for one in chosen if not in_training(one)])
        helpdesk(f"helpdesk {language}, training half", [one for one in chosen if in_training(one)])
    helpdesk("helpdesk en, first 200 (both halves)", english[:200])
    forum(data)
