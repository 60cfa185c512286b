"""Files made to harm, at full size: what becomes of each, how long it takes, how much memory.

    python -m benchmarks.hostile [CASE…]

Each case is written to a temporary folder, read in a Python of its own and removed. "memory" is the peak of the
reading program and, after "+", of the process in which documents are parsed.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

MB = 2**20
FULL = 500 * MB


def filled(name: str, start: bytes, end: bytes = b"", filler: bytes = b"x") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        with (folder / name).open("wb") as file:
            file.write(start)
            for _ in range(FULL // MB):
                file.write(filler * (MB // len(filler)))
            file.write(end)
        return folder / name

    return make


def small(name: str, *parts: tuple[bytes, int]) -> Callable[[Path], Path]:
    """A file of some parts, each repeated; made only when wanted, for what we hold counts for the reader too."""

    def make(folder: Path) -> Path:
        with (folder / name).open("wb") as file:
            for part, times in parts:
                for _ in range(times // 1000):
                    file.write(part * 1000)
                file.write(part * (times % 1000))
        return folder / name

    return make


def bomb(name: str, members: dict[str, int], count: int = 1) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(count):
                for member, size in members.items():
                    with archive.open(member.format(number), "w", force_zip64=True) as file:
                        for _ in range(size // MB):
                            file.write(bytes(MB))
        return folder / name

    return make


def sheet(rows: int, columns: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        from openpyxl import Workbook

        workbook = Workbook(write_only=True)
        page = workbook.create_sheet()
        page.append(["question", "answer"])
        for number in range(rows):
            page.append([f"q{number}", "a", *[""] * columns, "end"])
        workbook.save(folder / "a.xlsx")
        return folder / "a.xlsx"

    return make


def pages(count: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        import pikepdf

        source = Path(__file__).parents[1] / "samples/documents/delivery-handbook.pdf"
        with pikepdf.open(source) as one, pikepdf.new() as file:
            for _ in range(count):
                file.pages.append(one.pages[0])
            file.save(folder / "a.pdf")
        return folder / "a.pdf"

    return make


def pdf_bomb(folder: Path) -> Path:
    # In a Python of its own, for the same reason.
    making = "import pikepdf, sys; file = pikepdf.new(); page = file.add_blank_page(); "
    making += "page.Contents = file.make_stream(b'[' * 10**9); file.save(sys.argv[1])"
    subprocess.run([sys.executable, "-c", making, str(folder / "a.pdf")], check=True)
    return folder / "a.pdf"


FAQ = b'{"question": "q", "answer": "a"}\n'
CASES: dict[str, Callable[[Path], Path]] = {
    "jsonl, one line of 500 MB": filled("a.jsonl", FAQ + b'{"question": "', b'"}\n' + FAQ),
    "csv, one line of 500 MB": filled("a.csv", b"question,answer\nq,a\n", b"\nq2,a2\n"),
    "csv, 500 MB after an open quote": filled(
        "a.csv", b'question,answer\nq,"a\n', b"q2,a2\n", b"abc," + b"d" * 1019 + b"\n"
    ),
    "csv, 500 MB of open quotes": filled(
        "a.csv", b"question,answer\n", b"q2,a2\n", b'a,"b""' + b"c" * 1017 + b"\n"
    ),
    "txt, one line of 500 MB": filled("a.txt", b""),
    "md, one line of 500 MB": filled("a.md", b"# "),
    "html, one line of 500 MB": filled("a.html", b"<p>"),
    "rtf, 200 MB of open groups": small("a.rtf", (b"{\\rtf1 ", 1), (b"{", 200 * MB)),
    "txt, 31 MB of words": small("a.txt", (b"some words of a text. ", 31 * MB // 22)),
    "txt, 31 MB of one word": small("a.txt", (b"x", 31 * MB)),
    "md, 31 MB of bullets": small("a.md", (b"- a\n", 31 * MB // 4)),
    "md, 31 MB of open brackets": small("a.md", (b"[", 31 * MB)),
    "html, 31 MB of tags": small("a.html", (b"<b>", 31 * MB // 3)),
    "html, 31 MB of paragraphs": small("a.html", (b"<p>words</p>", 31 * MB // 12)),
    "html, 100,000 nested divs": small("a.html", (b"<div>", 100_000), (b"words", 1)),
    "docx, 4 GB of zeros": bomb("a.docx", {"word/document.xml": 4096 * MB}),
    "xlsx, 100 members of 100 MB": bomb("a.xlsx", {"xl/{}.xml": 100 * MB}, 100),
    "epub, 30,000 members": bomb("a.epub", {"{}.xhtml": 0}, 30_000),
    "csv, a million columns": small(
        "a.csv", (b"question,answer", 1), (b",x", 10**6), (b"\nq,a", 1), (b",y", 10**6)
    ),
    "xlsx, 200,000 rows": sheet(200_000, 0),
    "xlsx, 300 rows of 16,000 columns": sheet(300, 16_000),
    "pdf, 300 pages": pages(300),
    "pdf, 3,001 pages": pages(3001),
    "pdf, a stream of 1 GB": pdf_bomb,
    "jsonl, a row 10 million deep": small("a.jsonl", (b"[", 10**7), (b"\n" + FAQ, 1)),
}


def read_one(path: Path) -> None:
    from ingest.readers import apart, count, read

    started = time.monotonic()
    count([path])
    outcomes: Counter[str] = Counter()
    for item in read([path]):
        reason = getattr(item.content, "reason", "")
        outcomes[f"{type(item.content).__name__} {reason}".strip()] += 1
    seconds = time.monotonic() - started
    apart.close()
    here, there = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps([round(seconds, 1), here, there, outcomes.most_common(3)], ensure_ascii=False))


def main() -> None:
    if sys.argv[1:2] == ["--read"]:
        read_one(Path(sys.argv[2]))
        return
    print("| file | seconds | memory, MB | outcome |\n| --- | --- | --- | --- |")
    for name, make in CASES.items():
        if sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = make(Path(folder))
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.hostile", "--read", str(path)],
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            print(f"| {name} | CRASHED | | {done.stderr.strip().splitlines()[-1:]} |")
            continue
        seconds, here, there, outcomes = json.loads(done.stdout)
        shown = "; ".join(f"{count:,} × {outcome}" for outcome, count in outcomes)
        print(f"| {name} | {seconds} | {here} + {there} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
