"""An operator pulls the plug at any moment and loses nothing.

`DANESH_TEST_KILLS=50` kills fifty times; `DANESH_TEST_KILLS_SEED` chooses other moments.
"""

from __future__ import annotations

import os
import random
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.flows.command import DANESH, danesh, environment
from tests.flows.contents import contents
from tests.kb.digest_encoder import DigestEncoder

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
KILLS = int(os.environ.get("DANESH_TEST_KILLS", "2"))
SEED = int(os.environ.get("DANESH_TEST_KILLS_SEED", "7"))
KILLS_EACH = 5  # of one knowledge base: with more, it would be done before the later ones
FEW = 5  # kills when nobody asks for many: of a smaller archive, for each start loads the model
PUBLISHED = ("faq/faq-zh.jsonl",)
DRAFTED = ("mail", "faq/faq-fa.csv", "documents/returns-policy.docx", "broken")
ALSO_DRAFTED = ("chat",)


def commands() -> list[list[str]]:
    """A mixed archive: trusted rows are published, then mails, chats, rows and a document become drafts."""
    publish = ["ingest", *(str(SAMPLES / name) for name in PUBLISHED), "--publish", "--json"]
    drafted = DRAFTED + ALSO_DRAFTED if KILLS > FEW else DRAFTED
    draft = ["ingest", *(str(SAMPLES / name) for name in drafted), "--json"]
    return [publish, draft] if KILLS > FEW else [draft]


def start(home: Path) -> subprocess.Popen[bytes]:
    """Run the commands one after the other, in a process group that can be killed as one."""
    script = "; ".join(shlex.join([str(DANESH), *command]) for command in commands())
    return subprocess.Popen(
        ["sh", "-c", script], env=environment(home), cwd=home.parent, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def finish(home: Path) -> list[dict[str, object]]:
    ran = [danesh(home, *command, timeout=900) for command in commands()]
    expected = [0] * (len(ran) - 1) + [1]  # the broken file, in the last, is named
    assert [one.code for one in ran] == expected, [one.err for one in ran]
    return [one.json for one in ran]


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_killed_anywhere_and_run_again_equals_an_uninterrupted_run(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    began = time.monotonic()
    reference = finish(whole)
    took = time.monotonic() - began
    expected = contents(whole)
    moments = random.Random(SEED)
    for first in range(0, KILLS, KILLS_EACH):
        torn = tmp_path / f"torn{first}"
        for _ in range(min(KILLS_EACH, KILLS - first)):
            process = start(torn)
            time.sleep(moments.uniform(0.1 * took, 0.9 * took))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for last, once in zip(finish(torn), reference, strict=True):
            assert [last[name] for name in ("items", "failed", "skipped")] == [
                once[name] for name in ("items", "failed", "skipped")
            ]
        assert contents(torn) == expected


# The same in small, without a model: ends itself at the given call of the given function.
CHILD = """
import os, signal, sys
from pathlib import Path
from ingest import mining, pipeline
from kb import articles, indexing
from kb.archive import conversations, imports
from kb.library import Library
from kb.settings import load
from tests.kb.digest_encoder import DigestEncoder

folder, where, after = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
pipeline.COMMIT_EVERY, mining.BATCH, indexing.BATCH = 3, 4, 3
if after:
    place, name = where.split(".")
    place, calls = globals()[place], 0
    real = getattr(place, name)

    def ends(*args, **more):
        global calls
        calls += 1
        if calls == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **more)

    setattr(place, name, ends)
with Library.open(load()) as opened:
    opened.encoder = DigestEncoder("", opened.settings.cache)
    for file, publish in (("faq.jsonl", True), ("chats.jsonl", False), ("mails.mbox", False)):
        pipeline.run(opened, pipeline.enqueue(opened, [folder / file], publish=publish))
"""
MOMENTS = [
    ("imports.note", 5),  # some items of a batch are in
    ("imports.count", 2),  # a batch is in but not counted
    ("indexing._store", 1),  # encoded, not yet in the index
    ("indexing._row", 4),  # in the index, not yet noted in SQL
    ("conversations.merge", 1),  # two threads turn out to be one
    ("conversations.tie_subject", 4),
    ("mining._texts", 3),  # cleaned and masked, not yet drafted
    ("mining.keep", 3),
    ("articles.create", 12),
    ("articles.add_phrasing", 3),
    ("indexing.show", 2),  # a draft is committed, unknown to the index
    ("indexing.show", 6),
    ("imports.finish", 2),
]


def write_archive(folder: Path) -> None:
    """Rows, chats that repeat each other, and mails whose threads come in the wrong order."""
    answer = "Please hold the power button for ten seconds, then it starts again."
    rows = [
        f'{{"id": "r{at}", "question": "How to clean part {at}?", "answer": "{answer}"}}' for at in range(8)
    ]
    (folder / "faq.jsonl").write_text("\n".join(rows))
    chats = [
        f'{{"id": "c{at}", "channel": "chat", "messages": ['
        f'{{"id": "a{at}", "role": "customer", "text": "My radio {at % 4} does not start after the storm."}}, '
        f'{{"id": "b{at}", "role": "agent", "text": "{answer}"}}]}}'
        for at in range(12)
    ]
    (folder / "chats.jsonl").write_text("\n".join(chats))
    mails = []
    for thread in range(5):
        for place in (0, 2, 1):  # the mail that ties both others together comes last
            sender, to = ("help@shop.example", "li@mail.example")[:: 1 if place == 1 else -1]
            mails.append(
                f"From {sender} Mon Jan  1 08:00:00 2024\nFrom: {sender}\nTo: {to}\n"
                f"Message-ID: <{thread}.{place}@x>\nSubject: Lamp {thread}\n"
                f"Date: Mon, 1 Jan 2024 0{place}:00:00 +0000\n"
                + (f"In-Reply-To: <{thread}.{place - 1}@x>\n" if place else "")
                + f"\n{('My lamp is dark, what can I do?', answer, 'Thank you, that works now.')[place]}\n\n"
            )
    (folder / "mails.mbox").write_text("".join(mails))


def child(folder: Path, home: Path, where: str = "", after: int = 0) -> int:
    command = [sys.executable, "-c", CHILD, str(folder), where, str(after)]
    ran = subprocess.run(
        command, env=environment(home), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode in {0, -signal.SIGKILL}, ran.stderr
    return ran.returncode


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    folder = tmp_path_factory.mktemp("archive")
    write_archive(folder)
    assert child(folder, folder / "whole") == 0
    return folder, contents(folder / "whole", DigestEncoder)


@pytest.mark.slow
@pytest.mark.parametrize(("where", "after"), MOMENTS if KILLS > FEW else MOMENTS[:: len(MOMENTS) // FEW])
def test_killed_between_any_two_steps_equals_an_uninterrupted_run(
    uninterrupted: tuple[Path, dict[str, object]], tmp_path: Path, where: str, after: int
) -> None:
    folder, expected = uninterrupted
    assert child(folder, tmp_path / "torn", where, after) == -signal.SIGKILL, "it never came to this step"
    assert child(folder, tmp_path / "torn") == 0
    assert contents(tmp_path / "torn", DigestEncoder) == expected
