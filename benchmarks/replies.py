"""Whether the new text of real replies is found: what is left after quotes, signatures and footers are taken away.

    python -m benchmarks replies [DATA]

The real mails, `replies-a`, `replies-b`, `threads`, are labelled by hand: `tests/ingest/cleaning/kept_lines.txt`
names the new lines of each mail, never their words. The others are written for this project in the styles of
real clients, in three languages (`tests/ingest/cleaning/mails.txt`). Right means: the same words in the same
order, nothing more and nothing less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.label_sets import DATA
from ingest.cleaning import clean_mail
from tests.ingest.cleaning.labelled import Labelled, real, written

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Chinese", re.compile("[\u4e00-\u9fff]")),
    ("Persian", re.compile("[\u0600-\u06ff]")),
)


def language(mail: Labelled) -> str:
    """Persian or Chinese by the script of the new text and its mail, else English."""
    return next((name for name, script in _SCRIPTS if script.search(mail.new + mail.body)), "English")


def is_right(mail: Labelled) -> bool:
    return clean_mail(mail.body, mail.author).split() == mail.new.split()


def print_share(
    title: str, mails: Sequence[Labelled], chosen: Callable[[Labelled], bool] = lambda _: True
) -> None:
    results = [is_right(mail) for mail in mails if chosen(mail)]
    print(f"{title:28} {sum(results):4} of {len(results):4} exact  {sum(results) / max(len(results), 1):.3f}")


def main(arguments: Sequence[str] = ()) -> None:
    """Print the exact shares and a line for each mail that differs."""
    folder = Path(arguments[0] if arguments else DATA) / "mail"
    reals, writtens = list(real(folder)), list(written())
    for mail in (*reals, *writtens):
        if not is_right(mail):
            print(f"differs: {mail.name}")
    print_share("real mails", reals)
    for name in ("English", "Persian", "Chinese"):
        print_share(f"written, {name}", writtens, lambda mail, name=name: language(mail) == name)
    print_share("all", [*reals, *writtens])
