"""Prints first-place hit, MRR@10 and abstention of the product on every shared label set.

    python -m benchmarks quality

The plain reference is that of the data's own description: the bundled encoder, our BM25 tokens, min-max fusion of
the top 100 with dense weight .6, nothing tuned.
"""

from __future__ import annotations

import sys
import time

from rich.console import Console
from rich.table import Table

from assistant import evaluation
from assistant.golden import read
from benchmarks.label_sets import SETS, golden_file, open_set

# First-place hit and MRR@10 as measured for the data sets' description.
REFERENCE = {
    "banking-intents-en": (0.669, 0.775),
    "assistant-intents-en": (0.706, 0.799),
    "shop-faq-fa": (0.683, 0.774),
    "web-questions-fa": (0.785, 0.864),
    "bank-faq-zh": (0.880, 0.903),
    "news-zh": (0.767, 0.866),
}


def main(names: list[str]) -> None:
    """Measure the named sets, or all."""
    columns = (
        "set",
        "questions",
        "hit@1",
        "MRR@10",
        "hit@5",
        "reference",
        "answered",
        "auroc",
        "p50 ms",
        "seconds",
    )
    table = Table(*columns)
    for name in names or SETS:
        started = time.perf_counter()
        with open_set(name) as library:
            figures = evaluation.evaluate(library, read(golden_file(name)))
        hit, rank = REFERENCE[name]
        abstention = figures["abstention"]
        table.add_row(
            name,
            str(figures["questions"]),
            f"{figures['recall@1']:.3f}",
            f"{figures['mrr@10']:.3f}",
            f"{figures['recall@5']:.3f}",
            f"{hit:.3f} / {rank:.3f}",
            f"{abstention['answered_of_answerable']:.3f}",
            "-" if abstention["auroc"] is None else f"{abstention['auroc']:.3f}",
            f"{figures['latency_ms']['p50']:.0f}",
            f"{time.perf_counter() - started:.0f}",
        )
        Console(stderr=True).print(f"{name}: {figures['recall@1']:.3f} / {figures['mrr@10']:.3f}")
    Console(width=140).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
