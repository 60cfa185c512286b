"""Markdown from articles and mails becomes HTML that is safe to show.

Raw HTML in the source is shown as text, and the result is sanitised besides: nothing that an article says can
bring in a script, a style, a form or an image from elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from web.i18n import direction

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
BLOCKS = {"blockquote", "h2", "h3", "h4", "h5", "h6", "li", "p", "td", "th", "pre"}
ATTRIBUTES = {
    **{tag: {"dir"} for tag in BLOCKS},
    **{f"h{level}": {"dir", "id"} for level in range(2, 7)},  # ids are ours: source cannot write any
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
LEFT_TO_RIGHT = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f\u3040-\u9fff\uac00-\ud7a3]")
FRAME = '<div class="table-frame" tabindex="0"><table>'
INLINE_TAG = re.compile("</?(?:a|code|del|em|s|strong)(?: [^>]*)?>")
TAG = re.compile("<[^>]*>")
SPACE = re.compile(r"\s+")
# Characters that no page may hold.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef]|["
    + "".join(chr(plane + end) for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF))
    + "]"
)


@dataclass(frozen=True)
class Passage:
    """A piece of text to find in a page, and what to put around it.

    Attributes:
        text: Markdown, as it stands in the article.
        opening: HTML before each part of it; `closing` after each part.
        after: HTML after the last part, outside of any link.
    """

    text: str
    opening: str
    closing: str
    after: str = ""


@cache
def _parser() -> MarkdownIt:
    # Support texts come from mails and FAQ sheets: there a line break is meant.
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


def render(source: str, language: str = "en", heading: int = 2, anchor: str = "") -> Markup:
    """Turn Markdown into safe HTML.

    Args:
        source: Markdown of any origin.
        language: the language of the text; blocks written the other way round get their own `dir`.
        heading: the level that the highest heading in the source becomes.
        anchor: headings get this with a number as their ids, those of `outline`; empty: none.
    """
    tokens = _parser().parse(FORBIDDEN.sub("", source))
    _level_headings(tokens, heading)
    for number, (opening, _) in enumerate(_headings(tokens) if anchor else (), start=1):
        opening.attrSet("id", f"{anchor}-{number}")
    _isolate(tokens, direction(language))
    _drop_foreign_images(tokens)
    html = _parser().renderer.render(tokens, _parser().options, {})
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow"
    )
    # What is too wide scrolls, and the keyboard reaches it; a table as a block of its own would lose its rows' names.
    framed = clean.replace("<table>", FRAME).replace("</table>", "</table></div>")
    framed = framed.replace("<pre>", '<pre tabindex="0">')
    return Markup(framed)  # noqa: S704 - `clean` is safe, the frame is ours


def outline(source: str, anchor: str) -> list[tuple[str, str, int]]:
    """Return the headings of a Markdown text: id, words and depth below the highest one."""
    tokens = _parser().parse(FORBIDDEN.sub("", source))
    _level_headings(tokens, 0)
    return [
        (f"{anchor}-{number}", plain(inline.content), int(opening.tag[1]))
        for number, (opening, inline) in enumerate(_headings(tokens), start=1)
    ]


def _headings(tokens: Sequence[Token]) -> list[tuple[Token, Token]]:
    return [(one, other) for one, other in pairwise(tokens) if one.type == "heading_open"]


def _level_headings(tokens: Sequence[Token], lowest: int) -> None:
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) - min(levels) + lowest)}"


def _isolate(tokens: Sequence[Token], around: str) -> None:
    """Give blocks whose letters mostly run against the text around them a direction of their own.

    `dir="auto"` would go by the first letter, and Persian sentences often start with a Latin name.
    """
    for opening, content in pairwise(tokens):
        if (
            content.type == "inline"
            and opening.nesting == 1
            and (own := mostly(content.content)) not in ("", around)
        ):
            opening.attrSet("dir", own)


def mostly(text: str) -> str:
    """Return the direction that most letters of a text have; empty when there are no letters."""
    right, left = len(RIGHT_TO_LEFT.findall(text)), len(LEFT_TO_RIGHT.findall(text))
    if right == left:
        return ""
    return "rtl" if right > left else "ltr"


def _drop_foreign_images(tokens: Sequence[Token]) -> None:
    """Turn images from elsewhere into links: showing them would tell their server who reads what."""
    for token in tokens:
        for place, child in enumerate(token.children or ()):
            source = str(child.attrGet("src") or "")
            if child.type == "image" and not re.match(r"/(?!/)", source):
                assert token.children is not None
                token.children[place] = _link(source, child.content or source)


def _link(address: str, text: str) -> Token:
    link = Token("html_inline", "", 0)
    link.content = f'<a href="{escape(address)}">{escape(text)}</a>'
    return link


def plain(source: str) -> str:
    """Return the words of a Markdown text, on one line."""
    return SPACE.sub(" ", unescape(TAG.sub(" ", INLINE_TAG.sub("", render(source))))).strip()


def mark(html: Markup, passages: Sequence[Passage]) -> Markup:
    """Put marks around passages of a page; one that is not found, or overlaps an earlier one, is left out."""
    pieces = re.split(r"(<[^>]*>)", html)  # text at the even places, tags between
    letters = [
        (place, offset, letter)
        for place in range(0, len(pieces), 2)
        for offset, letter in enumerate(unescape(pieces[place]))
        if not letter.isspace()
    ]
    owners = _owners("".join(letter for _, _, letter in letters), passages)
    runs: dict[int, list[_Run]] = {}
    for (place, offset, _), number in zip(letters, owners, strict=True):
        if number is None:
            continue
        here = runs.setdefault(place, [])
        start = here.pop().start if here and here[-1].number == number else offset
        here.append(_Run(start, offset + 1, number))
    return _assemble(pieces, runs, passages)


@dataclass(frozen=True)
class _Run:
    """A part of one text piece that belongs to a passage."""

    start: int
    end: int
    number: int


def _owners(text: str, passages: Sequence[Passage]) -> list[int | None]:
    """Say for each letter which passage it belongs to; the first passage that wants a place gets it."""
    owners: list[int | None] = [None] * len(text)
    for number, passage in enumerate(passages):
        wanted = "".join(plain(passage.text).split())
        start = text.find(wanted) if wanted else -1
        while start >= 0 and any(owner is not None for owner in owners[start : start + len(wanted)]):
            start = text.find(wanted, start + 1)
        if start >= 0:
            owners[start : start + len(wanted)] = [number] * len(wanted)
    return owners


def _assemble(pieces: list[str], runs: dict[int, list[_Run]], passages: Sequence[Passage]) -> Markup:
    last = {run.number: place for place, here in runs.items() for run in here}
    built: list[str] = []
    in_link, waiting = False, ""
    for place, piece in enumerate(pieces):
        if place % 2:
            built.append(piece)
            if piece.startswith(("<a ", "</a")):
                in_link = piece.startswith("<a ")
            if not in_link:
                built.append(waiting)
                waiting = ""
            continue
        text, done = unescape(piece), 0
        for run in runs.get(place, ()):
            passage = passages[run.number]
            built += (escape(text[done : run.start], quote=False), passage.opening)
            built += (escape(text[run.start : run.end], quote=False), passage.closing)
            done = run.end
            if last[run.number] == place and in_link:
                waiting += passage.after  # a link cannot stand in a link
            elif last[run.number] == place:
                built.append(passage.after)
        built.append(escape(text[done:], quote=False))
    return Markup("".join(built))  # noqa: S704 - text is escaped again, tags are the sanitiser's or ours
