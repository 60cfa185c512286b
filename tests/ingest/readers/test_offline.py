"""Reading documents asks nobody on the network, from the first import on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import docx

FILES = Path(__file__).parent / "files"
SCRIPT = """
import socket, subprocess, sys

def refuse(*args, **kwargs):
    raise SystemExit(f"reached for the network: {args[1:] or args}")

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
for name in ("getaddrinfo", "gethostbyname", "create_connection"):
    setattr(socket, name, refuse)

class OnlyFonts(subprocess.Popen):
    def __init__(self, command, *args, **kwargs):
        if command[0] != "fc-list":  # a library of the PDF reader lists the fonts of this machine
            refuse(command)
        super().__init__(command, *args, **kwargs)

subprocess.Popen = OnlyFonts

from pathlib import Path
from ingest.readers.registry import reader_of  # as the process that reads files apart does
assert not {"unstructured", "spacy", "pdfminer"} & set(sys.modules), "loaded before a document was read"
for path in sorted(Path(sys.argv[1]).iterdir()):
    for item in reader_of(path.suffix)(path, "document"):
        print(item.key, type(item.content).__name__, getattr(item.content, "reason", ""))
"""


def test_documents_are_read_without_a_network(tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    document = docx.Document()
    document.add_heading("Returns", 1)
    document.add_paragraph("You have 30 days to send it back.")
    document.save(folder / "a.docx")
    (folder / "b.html").write_text("<h1>Guide</h1><p>We open at nine every day of the week.</p>")
    (folder / "c.txt").write_text("Hours\n\nWe open at nine every day of the week.\n")
    (folder / "d.pdf").write_bytes((FILES / "english.pdf").read_bytes())
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DO_NOT_TRACK", "SCARF_NO_ANALYTICS"}
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder)],
        env=kept | {"HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split("\n")[:-1] == [
        f"{name} DocumentEntry " for name in ("a.docx", "b.html", "c.txt", "d.pdf")
    ]
    assert "unstructured" not in done.stderr.lower()
