"""The mails whose new text is known: real ones by line numbers, written ones in full.

Invariant: of the real mails nothing but their place and line numbers is kept here.
"""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

FOLDERS = {"a": "replies-a/test/emails", "b": "replies-b/tests/fixtures", "t": "threads/default"}
LABELS = Path(__file__).with_name("kept_lines.txt")
WRITTEN = Path(__file__).with_name("mails.txt")


@dataclass(frozen=True)
class Labelled:
    """One mail: its body, its author's name where the mail gives one, and its new text."""

    name: str
    body: str
    author: str
    new: str


def written() -> Iterator[Labelled]:
    """The mails of `mails.txt`: each begins with `=== name`; a line `---` parts it from what must come out."""
    for block in WRITTEN.read_text().split("=== ")[1:]:
        name, _, rest = block.partition("\n")
        body, _, new = rest.rpartition("\n---\n")
        yield Labelled(name, body, "", new.strip())


def real(folder: Path) -> Iterator[Labelled]:
    """The mails that `kept_lines.txt` labels, read from the shared real data."""
    for line in LABELS.read_text().splitlines():
        if not line.startswith("#"):
            name, _, numbers = line.partition(" | ")
            body, author = _read(_path(folder, name))
            yield Labelled(name, body, author, "\n".join(_kept(body, numbers)))


def _path(folder: Path, name: str) -> Path:
    first, _, rest = name.partition("/")
    return folder / FOLDERS[first] / rest if first in FOLDERS else folder / name


def _read(path: Path) -> tuple[str, str]:
    raw = path.read_bytes()
    if path.suffix == ".txt":
        return raw.decode(), ""
    if path.name.endswith("_body"):
        author = path.with_name(path.name.replace("_body", "_sender")).read_text().strip()
        return raw.decode().replace("#sig#", ""), author
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    part = mail.get_body(("plain",))
    assert part is not None
    return part.get_content(), parseaddr(str(mail["from"]))[0]


def _kept(body: str, numbers: str) -> list[str]:
    wanted: set[int] = set()
    for part in numbers.split():
        first, _, last = part.partition("-")
        wanted |= set(range(int(first), int(last or first) + 1))
    return [line for number, line in enumerate(body.replace("\r", "").split("\n"), 1) if number in wanted]
