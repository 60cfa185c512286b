"""Every way people write an FAQ gives the same questions and answers, in English, Persian and Chinese."""

from __future__ import annotations

import json

import pytest

from ingest.readers import read

PAIRS = {
    "en": [("How do I cancel", "In orders."), ("What is the fee?", "Free.")],
    "fa": [("چگونه سفارش را لغو کنم", "از بخش سفارش‌ها."), ("هزینه ارسال چقدر است؟", "رایگان است.")],
    "zh": [("怎么取消订单", "在我的订单里。"), ("运费是多少？", "免费。")],
}
MICRODATA = (
    '<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">{}</h3>'
    '<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">'
    '<div itemprop="text">{}</div></div></div>'
)


def linked(pairs) -> str:
    entries = [
        {
            "@type": "Question",
            "name": asked,
            "acceptedAnswer": {"@type": "Answer", "text": f"<p>{answer}</p>"},
        }
        for asked, answer in pairs
    ]
    return f'<script type="application/ld+json">{json.dumps({"@type": "FAQPage", "mainEntity": entries})}</script>x'


def each(form: str, before: str = ""):
    return lambda pairs: before + "".join(form.format(*pair) for pair in pairs)


WRITTEN = {
    "details.html": each("<details><summary>{}</summary><p>{}</p></details>"),
    "list.html": lambda pairs: f"<dl>{each('<dt>{}</dt><dd>{}</dd>')(pairs)}</dl>",
    "headings.html": each("<h2>{}</h2><p>{}</p>", "<h1>FAQ</h1>"),
    "bold.html": each("<p><strong>{}</strong></p><p>{}</p>", "<h1>FAQ</h1>"),
    "marks.html": each("<p>Q: {}</p><p>A: {}</p>", "<h1>FAQ</h1>"),
    "linked.html": linked,
    "microdata.html": each(MICRODATA),
    "headings.md": each("## {}\n\n{}\n\n", "# FAQ\n\n"),
    "underlined.md": each("{}\n------\n\n{}\n\n"),
    "bold.md": each("**{}**\n\n{}\n\n"),
    "bold-lines.md": each("**{}**\n{}\n\n"),
    "marks.md": each("**Q: {}**\n\nA: {}\n\n"),
    "lines.txt": each("{}\n{}\n\n"),
    "marks.txt": each("Q: {}\nA: {}\n"),
    "table.csv": each('"{}","{}"\n', "question,answer\n"),
}


@pytest.mark.parametrize("language", PAIRS)
@pytest.mark.parametrize("name", WRITTEN)
def test_the_same_questions_and_answers(tmp_path, name, language):
    (tmp_path / name).write_text(WRITTEN[name](PAIRS[language]), "utf-8")
    found = [(item.content.question, item.content.answer) for item in read([tmp_path])]
    assert found == PAIRS[language]


def test_a_text_with_one_asking_line_stays_a_document(tmp_path):
    (tmp_path / "a.txt").write_text("Hello\n\nHow are you?\nWe are fine.\n\nSee you soon in our shop.\n")
    (item,) = read([tmp_path])
    assert item.kind == "document"
