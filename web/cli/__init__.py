"""The `danesh` command: each sub-command opens the library, does one thing and prints it.

Exit code 0 done, 1 some input failed or a check found a difference, 2 wrong use; `--json` prints one JSON
object on standard output and nothing else there.
"""

from web.cli.command import main

__all__ = ["main"]
