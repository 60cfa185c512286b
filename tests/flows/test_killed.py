"""An operator pulls the plug at any moment and loses nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.flows.command import DANESH, danesh, environment
from tests.flows.contents import contents

SAMPLES = Path(__file__).parents[2] / "samples"
KILLS = int(os.environ.get("DANESH_TEST_KILLS", "4"))
PATHS = os.environ.get("DANESH_TEST_KILLS_PATHS", "chat faq/faq-fa.csv broken").split()


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_killed_anywhere_and_run_again_equals_an_uninterrupted_run(tmp_path: Path) -> None:
    paths = [str(SAMPLES / name) for name in PATHS]
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    started = time.monotonic()
    first = danesh(whole, "ingest", *paths, "--json", timeout=900)
    took = time.monotonic() - started
    assert first.code == 1, first.err  # the broken file is named, the rest is in
    moments = random.Random(7)
    for _ in range(KILLS):
        process = subprocess.Popen(
            [DANESH, "ingest", *paths, "--json"],
            env=environment(torn), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path,
        )  # fmt: skip
        time.sleep(moments.uniform(0.15 * took, 0.7 * took))
        process.send_signal(signal.SIGKILL)
        process.wait()
    last = danesh(torn, "ingest", *paths, "--json", timeout=900).json
    assert last["items"] == first.json["items"]
    assert last["failed"] == first.json["failed"]
    assert contents(torn) == contents(whole)
