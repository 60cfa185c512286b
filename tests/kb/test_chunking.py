"""Passages are slices of the article that lose no words; plain text has the words and no mark-up."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.chunking import Passage, passages, plain, words

ARTICLE = """\
# Returns

You can return a phone.

## How to return

Follow these steps.

1. Open **My orders**.
2. Press _Return_.

   Keep the box.
3. Print the label.

### Costs

| Country | Price |
|---------|-------|
| Iran    | 5     |
| China   | 7     |

## Contact
"""


def test_text_is_cut_at_headings():
    found = passages(ARTICLE, title="returns")
    assert [passage.heading_path for passage in found] == [
        (),
        ("How to return",),
        ("How to return", "Costs"),
        ("Contact",),
    ]
    assert found[0].text == "You can return a phone."
    assert found[1].text.startswith("Follow these steps.\n\n1. Open")
    assert found[2].text.endswith("| China   | 7     |")
    assert found[3].text == "## Contact"


def test_a_first_heading_that_is_not_the_title_is_part_of_the_path():
    assert passages(ARTICLE, title="Phones")[2].heading_path == ("Returns", "How to return", "Costs")
    assert passages("One\n===\ntext")[0] == Passage(("One",), "text", 8, 12)


def test_large_blocks_are_cut_between_their_parts():
    listed = "\n".join(f"- step {number} of the list is here" for number in range(10))
    found = passages(listed, max_words=20)
    assert all(passage.text.startswith("- step") for passage in found)
    assert [words(passage.text) for passage in found] == [14] * 5  # a bullet is no word
    rows = "| a | b |\n|---|---|\n" + "\n".join(f"| cell {number} | more |" for number in range(9))
    assert all(
        line.endswith("|") for passage in passages(rows, max_words=10) for line in passage.text.split("\n")
    )
    sentences = "This is a sentence of seven words. " * 9
    assert {passage.text for passage in passages(sentences, max_words=15)} == {
        ("This is a sentence of seven words. " * 2).strip(),
        "This is a sentence of seven words.",
    }


def test_a_nested_item_is_cut_before_a_sentence_is():
    markdown = "- one two three\n  - four five. six seven\n  - eight nine ten\n- eleven"
    assert [passage.text for passage in passages(markdown, max_words=4)] == [
        "- one two three",
        "- four five. six seven",
        "- eight nine ten\n- eleven",
    ]


def test_one_huge_sentence_is_cut_at_its_clauses():
    found = passages("one two three, four five six seven eight nine", max_words=4)
    assert [passage.text for passage in found] == ["one two three,", "four five six seven", "eight nine"]
    assert all(words(passage.text) <= 10 for passage in passages("密" * 100, max_words=10))
    for limit in (1, 2, 3, 10):
        assert all(words(passage.text) <= limit for passage in passages("x" * 1000, max_words=limit))


def test_words_of_three_languages():
    assert words("Open the settings page.") == 4
    assert words("صفحهٔ تنظیمات را باز کنید.") == 5
    assert words("请打开设置页面，然后重启。") == 7
    assert words("- | ** —") == words("") == 0
    assert words("https://example.com/" + "a" * 80) == 10


@pytest.mark.parametrize("empty", ["", " \n\t", "---", "# ", "[a]: https://example.com"])
def test_what_has_no_words_has_no_passages(empty):
    assert passages(empty, title="t") == []


def test_windows_line_ends():
    found = passages("# A\r\n\r\ntext one\r\n\r\n- two\r\n\r\n## B\rlast")
    assert [(passage.heading_path, passage.text) for passage in found] == [
        (("A",), "text one\r\n\r\n- two"),
        (("A", "B"), "last"),
    ]


def test_plain_text_reads_well():
    assert plain(ARTICLE) == (
        "Returns\nYou can return a phone.\nHow to return\nFollow these steps.\n"
        "1. Open My orders.\n2. Press Return.\nKeep the box.\n3. Print the label.\n"
        "Costs\nCountry | Price\nIran | 5\nChina | 7\nContact"
    )


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("See [the **page**](https://a.b 'T') and ![a logo](x.png).", "See the page and a logo."),
        ("`code` ~~old~~ \\*kept\\* &amp; <https://a.b>", "code old *kept* & https://a.b"),
        ("one\ntwo  \nthree", "one two\nthree"),
        ("第一行\n第二行，\n第三 line\nend", "第一行第二行，第三 line end"),
        ("> quoted\n> text", "quoted text"),
        ("- [ ] open\n- [x] done", "open\ndone"),
        ("3. c\n4. d", "3. c\n4. d"),
        ("```py\nprint(1)\n```", "print(1)"),
        ("<div><p>Hi &amp; <b>bye</b></p><!-- no --><script>no()</script></div>", "Hi & bye"),
        ("a<br>b <b>c</b>", "a\nb c"),
        ("| rest | of |\n| a | table |", "rest | of\na | table"),
        ("| a |\n|---|\n", "a"),
        ("", ""),
    ],
)
def test_plain_text_has_no_mark_up(markdown, text):
    assert plain(markdown) == text


PIECES = [
    "# head\n", "## next\n", "\n", "\n\n", "- item one\n", "  - nested\n", "1. first\n", "> quote\n",
    "| a | b |\n", "|---|---|\n", "```\n", "    code\n", "word ", "two words. ", "کلمه ", "这是一个句子。", "字",
    "\r\n", "<div>\n", "</div>\n", "*em* ", "long" * 20, "\t", ", ", "[a]", "\x00", "\u2028",
]  # fmt: skip
texts = st.one_of(
    st.text(), st.lists(st.sampled_from([*PIECES, "---\n", "===\n", "[a]: x\n"]), max_size=50).map("".join)
)


@given(texts, st.integers(1, 30))
def test_passages_are_ordered_slices_within_the_limit(markdown, max_words):
    position = 0
    for passage in passages(markdown, max_words=max_words):
        assert position <= passage.start < passage.end
        assert passage.text == markdown[passage.start : passage.end] == passage.text.strip()
        assert words(passage.text) <= max_words
        position = passage.end


@given(st.lists(st.sampled_from(PIECES), max_size=50).map("".join), st.integers(1, 30))
def test_only_headings_are_outside_the_passages(markdown, max_words):
    outside = list(markdown)
    for passage in passages(markdown, max_words=max_words):
        outside[passage.start : passage.end] = " " * len(passage.text)
    for line in re.split(r"\r\n?|\n", "".join(outside)):
        assert re.match(" {0,3}#", line) or not any(map(str.isalnum, line))


@given(texts)
def test_plain_is_made_of_trimmed_lines(markdown):
    lines = plain(markdown).split("\n")
    assert lines == [""] or all(line and line == " ".join(line.split()) for line in lines)
