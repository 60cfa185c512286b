"""HTML mails read like the plain mails they could have been."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.html_text import to_text


def test_blocks_stand_on_lines_of_their_own():
    assert to_text("<p>Hello<br>Sara</p><div>Bye</div>tail") == "Hello\nSara\n\nBye\ntail"


def test_quotes_become_quoted_lines_at_their_depth():
    markup = "new<blockquote>old<blockquote><p>older</p></blockquote></blockquote>end"
    lines = [line for line in to_text(markup).split("\n") if line.strip("> ")]
    assert lines == ["new", "> old", "> > older", "end"]


def test_what_nobody_sees_is_not_text():
    markup = (
        "<head><title>t</title><style>p{}</style></head><script>x()</script><p style='DISPLAY: none'>gone"
        "<b>too</b></p><!-- note --><span hidden>h</span><p>seen</p>"
    )
    assert to_text(markup) == "seen"


def test_lists_keep_their_numbers_and_depth():
    markup = "<ol><li><p>one</p></li><li>two<ul><li>deep</li></ul></li></ol>"
    assert [line for line in to_text(markup).split("\n") if line] == ["1. one", "2. two", "  - deep"]


def test_links_keep_an_address_their_words_do_not_say():
    assert to_text('<a href="https://shop.example/x">here</a>') == "here <https://shop.example/x>"
    assert to_text('<a href="https://shop.example/x">shop.example/x</a>') == "shop.example/x"
    assert to_text('<a href="javascript:x()">here</a>') == "here"
    assert to_text('<h2>T</h2><a href="https://a.example">here</a>', markdown=True) == (
        "## T\n\n[here](https://a.example)"
    )


def test_joiners_and_entities_survive():
    assert to_text("<p>سفارش&zwnj;ها&nbsp;&amp; &lt;b&gt;</p>") == "سفارش\u200cها & <b>"


def test_preformatted_text_keeps_its_lines():
    assert to_text("<pre>a\n  b</pre>") == "a\n  b"


@pytest.mark.parametrize("depth", [300, 3000, 50_000])
def test_any_depth_is_read_to_its_end(depth):
    words = to_text("<div>" * depth + "deep" + "</div>" * depth + "<p>after").split()
    assert words == ["deep", "after"]


@given(st.text(alphabet=st.sampled_from(list("<>/=\"' abp!-&;?[]\n")), max_size=80))
def test_no_markup_is_too_broken(markup):
    to_text(markup)


@given(st.lists(st.text(alphabet="abcسلام订单", min_size=1, max_size=8), min_size=1, max_size=8))
def test_no_word_is_lost_or_moved(words):
    markup = "".join(f"<div><b>{word}</b></div>" for word in words)
    assert to_text(markup).split() == words
