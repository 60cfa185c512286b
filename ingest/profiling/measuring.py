"""From the paths of an archive to its profile: one pass that counts, then a sample that is read.

Invariant: figures called counts are of everything that was read; shares, issues and moods are of the sample, whose
size stands beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.profiling.gathering import Tally, gather, sampled
from ingest.profiling.reading import STATES, Read, read_all
from ingest.profiling.topics import Issue, issues, near_duplicates
from ingest.reasons import because
from kb.errors import FileUnreadableError
from kb.inference.encoder import Encoder
from kb.privacy import PlaceholderBook, mask
from kb.settings import Settings

MOST_READ = 2_000  # conversations of the sample
TOP = 12  # issues and reasons shown
Report = Callable[[str, int], None]


@dataclass(frozen=True)
class Month:
    """How many messages were sent in a month, such as `2024-05`."""

    month: str
    messages: int


@dataclass(frozen=True)
class Profile:
    """What is in an archive; everything here is masked or a number.

    Attributes:
        kinds: for each kind of item, how many are readable, skipped and failed.
        reasons: why items were skipped or failed, the commonest first.
        flagged: what the export says of its conversations: solved, unsolved, unknown.
        sample: how many conversations were read for what follows.
        states: of the sample: solved, answered, unsolved.
        mood: mean of the sample's moods, -1 upset to 1 glad; None where no text tells. A rough measure.
        duplicates: items that say exactly what an earlier one says; `near` of the sample's questions nearly do.
        personal: pieces of personal data in the sample, by kind.
        whole: False where reading stopped for want of time.
    """

    items: int
    whole: bool
    kinds: Mapping[str, Mapping[str, int]]
    reasons: Mapping[str, int]
    channels: Mapping[str, int]
    languages: Mapping[str, int]
    first: str | None
    last: str | None
    months: tuple[Month, ...]
    participants: int
    conversations: int
    messages: int
    messages_per_conversation: float
    duplicates: int
    flagged: Mapping[str, int]
    sample: int
    states: Mapping[str, int]
    near: int
    mood: float | None
    moods: Mapping[str, float]
    issues: tuple[Issue, ...]
    pains: tuple[Issue, ...]
    personal: Mapping[str, int]


def profile(
    paths: Sequence[Path],
    settings: Settings,
    *,
    kind: str = "auto",
    encoder: Encoder | None = None,
    report: Report | None = None,
    seconds: float | None = None,
) -> Profile:
    """Look through an archive without keeping anything of it.

    Args:
        encoder: groups questions by meaning; without one, by words.
        report: is told the step ("reading", "looking") and how much of it is done.
        seconds: stop reading after so long, and say so.

    Raises:
        FileUnreadableError: a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise FileUnreadableError(path=path, reason=because("missing"))
    told = report or _silent
    tally = gather(paths, kind, lambda done: told("reading", done), seconds=seconds)
    reads: list[Read] = []
    for one in read_all(sampled(tally), settings.support_addresses, settings.masking):
        reads.append(one)
        told("looking", len(reads))
        if len(reads) == MOST_READ:
            break
    return _profile(tally, reads, issues(reads, encoder))


def _silent(step: str, done: int) -> None:
    del step, done


def _profile(tally: Tally, reads: Sequence[Read], found: Sequence[Issue]) -> Profile:
    threads = tally.threads.count()
    conversations = threads + sum(tally.channels.values())
    channels = Counter(tally.channels) + Counter({"email": threads})
    personal: Counter[str] = Counter()
    for one in reads:
        personal.update(one.masked)
    states = Counter(one.state for one in reads)
    return Profile(
        items=tally.items,
        whole=tally.whole,
        kinds=_kinds(tally),
        reasons={_masked(reason): number for reason, number in tally.reasons.most_common(TOP)},
        channels=dict(channels.most_common()),
        languages=dict(tally.languages.most_common()),
        first=tally.first.date().isoformat() if tally.first else None,
        last=tally.last.date().isoformat() if tally.last else None,
        months=tuple(Month(month, tally.months[month]) for month in sorted(tally.months)),
        participants=len(tally.people),
        conversations=conversations,
        messages=tally.messages,
        messages_per_conversation=round(tally.messages / conversations, 2) if conversations else 0.0,
        duplicates=sum(number - 1 for number in tally.seen.values()),
        flagged={name: tally.flagged[name] for name in ("solved", "unsolved", "unknown")},
        sample=len(reads),
        states={name: states[name] for name in STATES},
        near=near_duplicates(reads),
        mood=_mean([one.mood for one in reads]),
        moods=_moods(reads),
        issues=tuple(found[:TOP]),
        pains=tuple(sorted(found, key=lambda one: (-one.pain, one.question))[:TOP]),
        personal=dict(personal.most_common()),
    )


def _kinds(tally: Tally) -> dict[str, dict[str, int]]:
    kinds = sorted({kind for kind, _ in tally.outcomes})
    return {
        kind: {name: tally.outcomes[kind, name] for name in ("readable", "skipped", "failed")}
        for kind in kinds
    }


def _moods(reads: Sequence[Read]) -> dict[str, float]:
    """The mean mood of each month that has any."""
    months = sorted({one.month for one in reads if one.month})
    means = {month: _mean([one.mood for one in reads if one.month == month]) for month in months}
    return {month: mean for month, mean in means.items() if mean is not None}


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 3) if known else None


def _masked(text: str) -> str:
    return mask(text, book=PlaceholderBook()).text


def as_json(found: Profile) -> dict[str, Any]:
    """Shape a profile for `--json`."""
    shaped = asdict(found)
    for name in ("issues", "pains"):
        shaped[name] = [asdict(one) | {"pain": round(one.pain, 2)} for one in getattr(found, name)]
    return shaped
