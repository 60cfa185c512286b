"""Word and PowerPoint files as their libraries want them: macros left out, footnotes and notes put in.

Invariant: nothing in a file is ever run; the copy made here is in memory and holds no macro. Sizes were judged
by `ingest.readers.zipped` before.
"""

from __future__ import annotations

import io
import zipfile
from typing import IO, TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MACROS = (b"vbaProject", b"vbaData")
_PLAIN_TYPES = {
    b"application/vnd.ms-word.document.macroEnabled.main+xml": (
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    ),
    b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": (
        b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    ),
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": (
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    ),
}
_LARGEST_DIRECTORY = 2**20  # bytes of `[Content_Types].xml`


def has_macros(path: Path) -> bool:
    """Whether an Office file carries macros, by the names in it."""
    with zipfile.ZipFile(path) as archive:
        return any(mark.decode() in name for name in archive.namelist() for mark in _MACROS)


def without_macros(path: Path) -> IO[bytes]:
    """A Word or PowerPoint file as an ordinary one, without what could be run."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in archive.infolist():
            if any(mark.decode() in member.filename for mark in _MACROS):
                continue
            with archive.open(member) as file:
                if member.filename == "[Content_Types].xml":
                    data = file.read(_LARGEST_DIRECTORY)
                    for macro, plain in _PLAIN_TYPES.items():
                        data = data.replace(macro, plain)
                    copy.writestr(member.filename, data)
                else:
                    with copy.open(member.filename, "w") as target:
                        while chunk := file.read(2**20):
                            target.write(chunk)
    out.seek(0)
    return out


def with_footnotes(file: IO[bytes]) -> tuple[IO[bytes], list[str]]:
    """A Word file with "[1]" where a footnote or endnote is referred to, and the texts of the notes in order."""
    import docx

    document = docx.Document(file)
    texts = {
        kind: _note_texts(relation.target_part.blob)
        for relation in document.part.rels.values()
        if not relation.is_external
        for kind in ("footnote", "endnote")
        if relation.reltype.endswith(f"/{kind}s")
    }
    notes: list[str] = []
    for reference in document.element.body.iter(f"{_WORD}footnoteReference", f"{_WORD}endnoteReference"):
        kind = reference.tag.removeprefix(_WORD).removesuffix("Reference")
        if text := texts.get(kind, {}).get(reference.get(f"{_WORD}id")):
            notes.append(text)
            mark = etree.SubElement(reference.getparent(), f"{_WORD}t")
            mark.text = f" [{len(notes)}]"
            mark.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if not notes:
        file.seek(0)
        return file, []
    out = io.BytesIO()
    document.save(out)
    out.seek(0)
    return out, notes


def _note_texts(xml: bytes) -> dict[str | None, str]:
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    return {
        note.get(f"{_WORD}id"): text
        for note in root.iter(f"{_WORD}footnote", f"{_WORD}endnote")
        if (text := " ".join("".join(part.text or "" for part in note.iter(f"{_WORD}t")).split()))
    }


def speaker_notes(file: IO[bytes]) -> dict[int, str]:
    """What the speaker notes of each slide say, by the number of the slide from 1."""
    import pptx

    notes: dict[int, str] = {}
    presentation: Any = pptx.Presentation(file)
    for number, slide in enumerate(presentation.slides, start=1):
        frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        if frame is not None and frame.text.strip():
            notes[number] = frame.text.strip()
    file.seek(0)
    return notes
