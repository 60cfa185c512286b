"""Runs the real `danesh` command in a process of its own, as another program would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.settings import Settings

DANESH = Path(sys.executable).with_name("danesh")
CACHE = Settings().cache


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


def environment(home: Path, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DANESH_")}
    return {
        **clean,
        "DANESH_HOME": str(home),
        "DANESH_CACHE": str(CACHE),
        "DANESH_SECRET_KEY": "only for tests",
        **more,
    }


def danesh(home: Path, *arguments: object, timeout: float = 240, **more: str) -> Ran:
    done = subprocess.run(
        [DANESH, *map(str, arguments)],
        env=environment(home, **more), capture_output=True, text=True, timeout=timeout, check=False, cwd=home.parent,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)
