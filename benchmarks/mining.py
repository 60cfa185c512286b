"""How well conversations are mined, on public dialogues: problem, solution and outcome, and the reply that answers.

    python -m benchmarks mining [DATA]          figures of the test halves, each beside its baselines
    python -m benchmarks mining --signs [DATA]  the same without the encoder: what its absence costs
    python -m benchmarks mining --fit [DATA]    fits the weights on the training halves and writes them

DATA is the folder of real data (default `../shared/data`, or $DANESH_REAL_DATA); `benchmarks.mining_data` says what
the halves are. All that is fitted or chosen comes from the training halves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.mining_data import (
    Dialogue,
    Reader,
    conversation,
    dialogues,
    folder,
    in_training,
    thread_conversation,
    threads,
)
from ingest.resolution import Resolution, judges, resolve
from ingest.resolution.answers import answer_scores, words
from ingest.resolution.encoding import considered
from ingest.resolution.replies import reply_scores
from ingest.resolution.turns import read_turns

THANKS = {
    "en": re.compile(r"thank|thx|solved|resolved|works|fixed|\bok\b", re.IGNORECASE),
    "zh": re.compile("谢|感谢|解决了|好了|可以了|成功|搞定"),
}
MAJORITY = 10  # of 19 annotators
CLEAR = 0.5  # of a mean rating: two standard errors of the mean of 19 ratings, about


def voted(dialogue: Dialogue, label: str, least: int = 0) -> set[str]:
    """Return the turns most annotators gave a label, and at least so many of them."""
    return {
        f"{dialogue['id']}/{at}"
        for at, turn in enumerate(dialogue["turns"])
        if max(turn["nugget_votes"], key=turn["nugget_votes"].get) == label
        and turn["nugget_votes"][label] >= least
    }


@dataclass
class Figure:
    """What was found, what is there, and all of which either could have been."""

    found: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def f1(self) -> float:
        """Return F1 of the positive class."""
        return 2 * len(self.found & self.there) / max(len(self.found) + len(self.there), 1)

    def turned(self) -> Figure:
        """Return the same figure of the negative class."""
        return Figure(self.asked - self.found, self.asked - self.there, self.asked)

    def line(self, *, classes: bool = False) -> str:
        """Say precision, recall and F1, and for a question of two classes macro F1 and accuracy."""
        right = len(self.found & self.there)
        precision, recall = right / max(len(self.found), 1), right / max(len(self.there), 1)
        said = f"P {precision:.3f}  R {recall:.3f}  F1 {self.f1():.3f}"
        if classes:
            wrong = len(self.found ^ self.there)
            macro = (self.f1() + self.turned().f1()) / 2
            return f"{said}  macro {macro:.3f}  accuracy {1 - wrong / max(len(self.asked), 1):.3f}"
        return f"{said}  ({len(self.found)} found, {len(self.there)} there)"

    def narrowed(self, asked: set[str]) -> Figure:
        """Return the figure over some of the cases only."""
        return Figure(self.found & asked, self.there & asked, asked)


@dataclass
class Helpdesk:
    """What is measured on one collection of dialogues."""

    problem: Figure = field(default_factory=Figure)
    solution: Figure = field(default_factory=Figure)
    majority: Figure = field(default_factory=Figure)
    last: Figure = field(default_factory=Figure)
    solved: Figure = field(default_factory=Figure)
    thanked: Figure = field(default_factory=Figure)
    unsolved: Figure = field(default_factory=Figure)
    clear: set[str] = field(default_factory=set)
    drafts: int = 0

    def add(self, dialogue: Dialogue, reader: Reader | None, thanks: re.Pattern[str]) -> None:
        """Resolve one dialogue and compare."""
        name, one = dialogue["id"], conversation(dialogue)
        found = resolve(one, reader.vectors(one) if reader else None)
        self.problem.there |= voted(dialogue, "CNUG0")
        self.solution.there |= voted(dialogue, "HNUG*")
        self.majority.there |= voted(dialogue, "HNUG*", MAJORITY)
        self.last.there |= voted(dialogue, "HNUG*")
        if found.question is not None:
            self.problem.found.add(found.question.message_id)
        if isinstance(found, Resolution):
            self.drafts += 1
            self.solution.found |= {evidence.message_id for evidence in found.resolution}
            self.majority.found = self.solution.found
        answering = [at for at, turn in enumerate(dialogue["turns"]) if turn["sender"] != "customer"]
        self.last.found |= {f"{name}/{at}" for at in answering[-1:]}
        self._add_outcome(dialogue, found.solved, thanks)

    def _add_outcome(self, dialogue: Dialogue, solved: bool | None, thanks: re.Pattern[str]) -> None:
        name, rating = dialogue["id"], dialogue["quality_mean"]["A"]
        for figure in (self.solved, self.thanked, self.unsolved):
            figure.asked.add(name)
        if rating > 0:
            self.solved.there.add(name)
            self.thanked.there.add(name)
        if rating < 0:
            self.unsolved.there.add(name)
        if abs(rating) >= CLEAR:
            self.clear.add(name)
        if solved:
            self.solved.found.add(name)
        if solved is False:
            self.unsolved.found.add(name)
        replies = [turn["text"] for turn in dialogue["turns"] if turn["sender"] == "customer"][1:]
        if replies and thanks.search(replies[-1]):
            self.thanked.found.add(name)

    def show(self) -> None:
        """Print every figure, its baselines indented below it."""
        always = Figure(self.solved.asked, self.solved.there, self.solved.asked)
        print(f"    problem turn                     {self.problem.line()}")
        print(f"    solution turn, most votes        {self.solution.line()}")
        print(f"        the last turn that answers   {self.last.line()}")
        print(f"    solution turn, 10 of 19 votes    {self.majority.line()}")
        for title, cases in ((f"|A| >= {CLEAR}", self.clear), ("A > 0, all", self.solved.asked)):
            share = len(self.solved.there & cases) / max(len(cases), 1)
            print(f"    solved ({title}), {len(cases)} dialogues, {share:.2f} of them solved")
            for name, figure in (
                ("", self.solved),
                ("thanks means solved", self.thanked),
                ("always", always),
            ):
                print(f"        {name:28} {figure.narrowed(cases).line(classes=True)}")
        print(f"    said to be unsolved (A < 0)      {self.unsolved.line()}")


def helpdesk(title: str, chosen: Sequence[Dialogue], reader: Reader | None, language: str) -> None:
    """Measure and print one collection."""
    if reader:
        reader.learn([conversation(one) for one in chosen])
    figures = Helpdesk()
    for dialogue in chosen:
        figures.add(dialogue, reader, THANKS[language])
    print(f"helpdesk {title}: {figures.drafts} of {len(chosen)} give a draft")
    figures.show()


def average_precision(relevant: Iterable[bool]) -> float | None:
    """Return the mean precision at each relevant place; None where nothing is relevant."""
    hits = 0
    total = 0.0
    for rank, is_relevant in enumerate(relevant, start=1):
        if is_relevant:
            hits += 1
            total += hits / rank
    return total / hits if hits else None


def forum(data: Path, reader: Reader | None) -> None:
    """Rank the replies of the test threads, "Good" ones relevant, the asker's own last."""
    test = [thread for thread in threads(data) if not in_training(thread)]
    if reader:
        reader.learn([thread_conversation(thread) for thread in test])
    ours = [_precision(thread, _scores(thread, reader)) for thread in test]
    length = [_precision(thread, lambda reply: words(reply["text"])) for thread in test]
    for name, precisions in (("", ours), ("not the asker, longest first", length)):
        there = [one for one in precisions if one is not None]
        print(f"    {name:32} MAP {sum(there) / len(there):.3f} over {len(there)} threads of the test half")


def _precision(thread: Dialogue, score: Callable[[Dialogue], float]) -> float | None:
    replies = [reply for reply in thread["comments"] if reply["gold"]]
    ranked = sorted(replies, key=lambda reply: (reply["user"] == thread["asker"], -score(reply)))
    return average_precision(reply["gold"] == "Good" for reply in ranked)


def _scores(thread: Dialogue, reader: Reader | None) -> Callable[[Dialogue], float]:
    one = thread_conversation(thread)
    turns = read_turns(one)
    if reader is None:
        by_turn = answer_scores(turns)
    else:
        seen = considered(len(turns))
        scored = reply_scores([turns[at] for at in seen], reader.vectors(one))
        by_turn = {seen[at]: score for at, score in scored.items()}
    scores = {message.external_id: score for at, score in by_turn.items() for message in turns[at].messages}
    return lambda reply: scores.get(reply["id"], 0.0)


def main(arguments: list[str]) -> None:
    """Fit, or measure and print."""
    data = folder(arguments)
    if "--fit" in arguments:
        from benchmarks.mining_fit import fit  # needs torch to learn; measuring does not

        fit(data)
        return
    reader = None if "--signs" in arguments else Reader()
    if reader and not judges(reader.encoder.fingerprint):
        print("The weights were fitted for another encoder: by signs alone.")
        reader = None
    for title, name in (("en", "parallel_en"), ("zh", "zh"), ("zh, parallel to en", "parallel_zh")):
        chosen = [one for one in dialogues(data, name) if not in_training(one)]
        helpdesk(f"{title}, test half", chosen, reader, title[:2])
    print("forum-fa, which reply answers")
    forum(data, reader)
