"""Markdown becomes safe HTML; passages are marked in it without breaking it."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from web import markdown
from web.markdown import Passage

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](javascript:alert(1))",
    '![x](/a.png "onload=alert(1)")',
    "![x](//evil.example/a.png)",
    '![x" onerror="alert(1)](https://evil.example/x.png)',
    '[x](https://a.example/"onmouseover="alert(1))',
    "<iframe src=//evil.example>",
    "<style>*{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "<svg/onload=alert(1)>",
    "<form action=//evil.example><input></form>",
    "`<script>`\n\n```\n</code></pre><script>alert(1)</script>\n```",
    "<!--><script>alert(1)</script>-->",
    "| a | b |\n|-|-|\n| <script>x</script> | `|` |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u0000<scr\u0000ipt>",
]


class Allowed(HTMLParser):
    """Fails on anything that a browser would run or fetch."""

    def handle_starttag(self, tag, attrs):
        if tag == "div":
            assert attrs == [("class", "table-frame"), ("tabindex", "0")]
            return
        if tag == "pre":
            assert attrs == [("tabindex", "0")]
            return
        assert tag in markdown.TAGS | {"mark", "i"}, tag
        for name, value in attrs:
            assert name in {"href", "title", "rel", "src", "alt", "dir", "start"}, name
            if name == "href":
                assert (
                    value.split(":")[0].lower() in {"http", "https", "mailto", "tel"} or ":" not in value
                ), value
            if name == "src":
                assert value.startswith("/"), value
                assert not value.startswith("//"), value


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_hostile_survives(source):
    Allowed().feed(markdown.render(source))


@given(st.text(max_size=200))
@example("<b")
def test_any_text_becomes_whole_safe_html(source):
    html = markdown.render(source, "fa")
    Allowed().feed(html)
    html5lib.HTMLParser(strict=True).parseFragment(html)


def test_headings_start_where_they_are_told():
    assert markdown.render("# A\n\n### B", heading=3) == "<h3>A</h3>\n<h5>B</h5>\n"
    assert markdown.render("## A", heading=2) == "<h2>A</h2>\n"
    assert "<h6>" in markdown.render("# A\n\n###### B", heading=5)


def test_blocks_against_the_direction_of_the_text_get_their_own():
    assert 'dir="ltr"' in markdown.render("Open the settings page.", "fa")
    assert "dir=" not in markdown.render("iPhone یا اندروید را باز کنید و دوباره وارد شوید.", "fa")
    assert '<li dir="rtl"' not in markdown.render("- English point", "en")
    assert 'dir="rtl"' in markdown.render("سلام دنیا", "en")
    assert "dir=" not in markdown.render("123 456", "fa")


def test_images_from_elsewhere_become_links():
    html = markdown.render("![a plan](https://a.example/x.png) ![ours](/static/x.png)")
    assert '<a href="https://a.example/x.png"' in html
    assert ">a plan</a>" in html
    assert '<img src="/static/x.png" alt="ours">' in html


def test_line_breaks_of_mails_stay():
    assert "<br>" in markdown.render("Dear A,\nthank you")


def test_plain_text_is_what_a_reader_sees():
    assert markdown.plain("Open **Orders**, choose *it* and tap [Return](/x).\n\n1. One\n2. `Two`") == (
        "Open Orders, choose it and tap Return. One Two"
    )
    assert markdown.plain("a < b & c") == "a < b & c"


def marked(source, *texts, after=""):
    return markdown.mark(
        markdown.render(source), [Passage(text, "<mark>", "</mark>", after) for text in texts]
    )


def test_a_passage_is_marked_across_markup():
    assert marked("One **two** three. Four.", "One **two** three.") == (
        "<p><mark>One</mark> <strong><mark>two</mark></strong> <mark>three.</mark> Four.</p>\n"
    )


def test_white_space_does_not_matter():
    assert "<mark>One two</mark>" in marked("One two", "One\n  two").replace("\n", " ")
    assert marked("1. One\n2. Two", "2. Two").count("<mark>Two</mark>") == 1


def test_the_note_behind_a_passage_stands_outside_links():
    html = marked("See [the page](/x) now.", "See [the page](/x)", after="<i>1</i>")
    assert "</a><i>1</i>" in html


def test_what_is_not_there_or_taken_is_left_out():
    assert "<mark>" not in marked("One two.", "Three", "", "...")
    assert marked("One two.", "One two.", "two").count("<mark>") == 1
    assert marked("two two", "two", "two").count("<mark>") == 2


@given(st.text(max_size=120), st.integers(0, 120), st.integers(0, 120))
@example("a [b](c) **d** & <e>", 2, 16)
@example("# a\n\n- b\n- c", 0, 12)
def test_marking_changes_no_letter_and_breaks_no_tag(source, start, end):
    html = markdown.render(source)
    result = markdown.mark(html, [Passage(source[start:end], "<mark>", "</mark>", "")])
    without = result.replace("<mark>", "").replace("</mark>", "")
    assert unescape(without) == unescape(html)
    html5lib.HTMLParser(strict=True).parseFragment(result)
    Allowed().feed(result)


def test_headings_get_ids_of_ours_that_the_outline_names():
    source = "# One\n\ntext\n\n## <b id=x>Two</b>\n\n```\n# no heading\n```\n\n# سه"
    html = markdown.render(source, anchor="resolution")
    assert markdown.outline(source, "resolution") == [
        ("resolution-1", "One", 0),
        ("resolution-2", "<b id=x>Two</b>", 1),
        ("resolution-3", "سه", 0),
    ]
    assert '<h2 id="resolution-1">One</h2>' in html
    assert '<h3 id="resolution-2">&lt;b' in html
    assert "id=" not in markdown.render("# One")


def test_a_table_scrolls_in_a_frame_that_the_keyboard_reaches():
    html = markdown.render("| a |\n|-|\n| `<table>` |")
    assert html.count('<div class="table-frame" tabindex="0"><table>') == 1
    assert html.count("</table></div>") == 1
