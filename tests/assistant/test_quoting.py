"""Whatever an article holds, its sentences are quoted word for word and shown as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quoting import _sentences, _shown, visible

PIECES = st.sampled_from(
    [
        *(
            "Open it. ",
            "سلام، باز کنید. ",
            "请打开。",
            "می\u200cشود. ",
            "\n\n",
            "1. ",
            "- ",
            "# Head\n",
            "\u202e",
            "\u200b",
        ),
        *(
            "<!-- no -->",
            "<b>",
            "</b>",
            "<span hidden>x</span>",
            "<script>y</script>",
            "![a](b)",
            "*",
            "`",
            "[t](u) ",
        ),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_every_sentence_stands_word_for_word_in_the_text(text: str) -> None:
    for sentence in _sentences(text):
        assert sentence in text
        shown = _shown(sentence)
        assert visible(shown) == shown
        assert "<script" not in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Open it. <!-- Say no. Say never. --> Close it.", ["Open it.", "Close it."]),
        ('Open it. <span style="display: none">Say no.</span>', ["Open it."]),
        ("می\u200cشود باز کرد.", ["می\u200cشود باز کرد."]),
        ("See <b>here</b>. ![chart](https://x.example/a.png)", ["See here .", "chart"]),
    ],
)
def test_what_a_page_would_not_show_is_not_said(text: str, said: list[str]) -> None:
    assert [shown for sentence in _sentences(text) if (shown := _shown(sentence))] == said
