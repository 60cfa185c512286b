"""How well the claim check tells what quotes support from what they do not, on hand-made pairs.

    python -m benchmarks claims           all pairs: recall of wrong claims, false alarms, by language and kind
    python -m benchmarks claims --list    the tuning pairs alone, with every mistake
    python -m benchmarks claims --fit     the tuning pairs alone; fits the weights on them and writes them

Pairs for tuning are in `benchmarks/claim_pairs.txt`, grouped by evidence; those in `claim_pairs_unseen.txt` are never
tuned on, were written before the check saw them, and their mistakes are never listed; `claim_pairs_fresh.txt` was
written later, before one more attempt to do better, and looked at once.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant import claim_trees
from assistant.claim_words import worded
from benchmarks import claims_fit
from benchmarks.claims_fit import Pair
from kb import languages
from kb.inference.encoder import Encoder
from kb.settings import load

PAIRS = Path(__file__).with_name("claim_pairs.txt")
UNSEEN = Path(__file__).with_name("claim_pairs_unseen.txt")
FRESH = Path(__file__).with_name("claim_pairs_fresh.txt")
KINDS = {"+": "supported", "n": "number", "x": "negated", "p": "other product", "i": "invented"}


def read(path: Path) -> list[Pair]:
    """Read hand-made pairs."""
    pairs, quotes, language, group = [], (), "", -1
    for line in path.read_text(encoding="utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "@":
            language = text
        elif mark == "=":
            quotes = tuple(text[span.start : span.end] for span in languages.sentences(text))
            group += 1
        elif mark in KINDS:
            pairs.append(Pair(text, quotes, KINDS[mark], language, path != PAIRS, group))
    return pairs


def main(arguments: list[str]) -> None:
    """Print the figures of the tuning pairs and, unless they are being worked on, of the unseen ones."""
    if "--fit" in arguments:
        claims_fit.main(read(PAIRS))
    base = load()
    encoder = Encoder("", base.cache, base.threads)
    working = {"--list", "--fit"} & set(arguments)
    for path in (PAIRS,) if working else (PAIRS, UNSEEN, FRESH):
        print("for tuning (and fitted on)" if path == PAIRS else f"never tuned on: {path.name}")
        judge(encoder, read(path), listed="--list" in arguments)


def judge(encoder: Encoder, pairs: Sequence[Pair], *, listed: bool) -> None:
    """Print the figures of some pairs, in all and by language, and each mistake if asked for."""
    found = described(encoder, pairs)
    trees = claim_trees.fitted()
    kept = [trees.probability(one) >= trees.threshold and not one["unstated"] for one in found]
    told = list(zip(pairs, kept, strict=True))
    for language in ("", *dict.fromkeys(pair.language for pair in pairs)):
        report(language or "all", [one for one in told if one[0].language == (language or one[0].language)])
    for (pair, ok), one in zip(told, found, strict=True):
        if listed and ok == pair.wrong:
            mistake(pair, one)


def mistake(pair: Pair, found: Mapping[str, float]) -> None:
    """Print a pair that was told wrongly, with what was found."""
    told = {name: round(value, 3) for name, value in found.items() if value}
    words = worded(pair.claim, "\n".join(pair.quotes))
    print(words.unknown, words.replaced, file=sys.stderr)
    print(f"{pair.kind:13} {pair.claim}\n    {' '.join(pair.quotes)}\n    {told}", file=sys.stderr)


def report(name: str, half: Sequence[tuple[Pair, bool]]) -> None:
    """Print recall by kind and the false alarms of some pairs."""
    wrong = [ok for pair, ok in half if pair.wrong]
    right = [ok for pair, ok in half if not pair.wrong]
    kinds = ", ".join(
        f"{kind} {sum(not ok for ok in of)}/{len(of)}"
        for kind in list(KINDS.values())[1:]
        if (of := [ok for pair, ok in half if pair.kind == kind])
    )
    caught, alarms = sum(not ok for ok in wrong), sum(not ok for ok in right)
    print(
        f"  {name:6} {len(half):3} pairs  recall {caught / len(wrong):.3f} ({caught}/{len(wrong)}: {kinds})"
        f"  false alarms {alarms / len(right):.3f} ({alarms}/{len(right)})"
    )


def described(encoder: Encoder, pairs: Sequence[Pair]) -> list[dict[str, float]]:
    """Return the features of every pair, those of aligned words included."""
    return claims_fit.described(encoder, pairs, claim_trees.fitted().means)
