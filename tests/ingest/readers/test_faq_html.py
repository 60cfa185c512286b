"""HTML pages give their FAQ entries once, by what they declare before what they look like."""

from __future__ import annotations

import json

import pytest

from ingest.items import DocumentEntry, Failed, FaqEntry
from ingest.readers import read


def contents(tmp_path, markup: str | bytes, kind="auto"):
    path = tmp_path / "page.html"
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    return [item.content for item in read([path], kind)]


def pairs(found):
    return [(entry.question, entry.answer) for entry in found]


def linked_data(data) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script><h2>Where?</h2><p>Not this.</p>'


QUESTION = {
    "@type": "Question",
    "name": "How &amp; when?",
    "acceptedAnswer": {"text": "<p>Soon, <b>really</b>.</p>"},
}


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "FAQPage", "mainEntity": [QUESTION]},
        {"@graph": [{"@type": "WebPage"}, {"@type": ["FAQPage"], "mainEntity": QUESTION}]},
        [{"@type": "FAQPage", "mainEntity": [QUESTION | {"acceptedAnswer": [QUESTION["acceptedAnswer"]]}]}],
    ],
)
def test_declared_questions_are_believed(tmp_path, data):
    assert contents(tmp_path, linked_data(data)) == [
        FaqEntry("page.html#How & when?", "How & when?", "Soon, really.")
    ]


def test_broken_declarations_do_not_hide_the_page(tmp_path):
    markup = '<script type="application/ld+json">{"@type": </script><h2>Where?</h2><p>Here.</p>'
    assert pairs(contents(tmp_path, markup)) == [("Where?", "Here.")]


def test_microdata(tmp_path):
    markup = (
        '<div itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">Where?</h3>'
        '<div itemprop="acceptedAnswer"><p itemprop="text">Here.</p></div></div>'
    )
    assert pairs(contents(tmp_path, markup)) == [("Where?", "Here.")]


def test_folded_answers(tmp_path):
    markup = (
        "<details><summary>چطور؟</summary>این‌طور<p>و بعد</p></details>"
        "<details><summary>Where?</summary><ul><li>here<li>there</ul></details>"
    )
    assert pairs(contents(tmp_path, markup)) == [("چطور؟", "این‌طور\n\nو بعد"), ("Where?", "- here\n- there")]


def test_definition_lists_of_questions_but_not_of_words(tmp_path):
    asked = "<dl><dt>Where?<dd>Here.<dt>Can I wait?<dd>Yes<dd>or no</dl>"
    assert [question for question, _ in pairs(contents(tmp_path, asked))] == ["Where?", "Can I wait?"]
    words = "<h1>Words</h1><dl><dt>Parcel<dd>A box.<dt>Depot<dd>A hall.</dl>"
    assert isinstance(contents(tmp_path, words)[0], DocumentEntry)


def test_headings_that_ask_without_menus_and_footers(tmp_path):
    markup = (
        "<body><nav>Menu</nav><h1>FAQ</h1><h3>How do I pay?</h3><p>By <a href='https://b.example'>card</a>.</p>"
        "<h3>Can I wait?</h3><p>Yes.</p><footer>Imprint</footer></body>"
    )
    assert pairs(contents(tmp_path, markup)) == [
        ("How do I pay?", "By [card](https://b.example)."),
        ("Can I wait?", "Yes."),
    ]


def test_any_other_page_is_a_document_with_its_tables(tmp_path):
    markup = (
        "<title>T</title><h1>Guide</h1><p>See <a href='https://s.example/a'>the page</a>.</p><h2>Prices</h2>"
        "<table><tr><th>City</th><th>a|b</th></tr><tr><td>Rasht</td><td>5</td></tr></table><script>x</script>"
    )
    assert contents(tmp_path, markup) == [
        DocumentEntry(
            "page.html",
            "Guide",
            "# Guide\n\nSee [the page](https://s.example/a).\n\n## Prices\n\n"
            "| City | a\\|b |\n| --- | --- |\n| Rasht | 5 |",
        )
    ]
    assert isinstance(contents(tmp_path, "<h2>Where?</h2><p>Here.</p>", "document")[0], DocumentEntry)


def test_the_charset_a_page_declares(tmp_path):
    markup = '<meta charset="gb2312"><h2>如何退款？</h2><p>七天。</p>'.encode("gb18030")
    assert pairs(contents(tmp_path, markup)) == [("如何退款？", "七天。")]


def test_a_page_without_words_is_named(tmp_path):
    assert contents(tmp_path, "<html><script>x()</script></html>") == [
        Failed("the document has no text in it")
    ]
