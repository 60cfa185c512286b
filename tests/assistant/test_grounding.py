"""Whatever an article holds, each sentence of an answer is cited, and every quote stands in the revision verbatim."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.judging import judge
from assistant.pipeline import answer
from assistant.question import understand
from assistant.quoting import visible
from kb import articles, indexing
from kb.content import Content, Draft, Labels
from kb.inference.encoder import Encoder, Vectors
from kb.library import Library
from kb.tables import Revision

WORDS = st.sampled_from(
    [
        *("parcel", "Refund", "€3.90", "مرسوله", "می\u200cشود", "۱۴ روز", "بازگشت", "包裹", "退货", "７天"),
        *("**30 days**", "`E-1042`", "*a*", "[link](https://x.example/a_(b))", "<b>bold</b>", "&amp;", "\\*"),
        *("\u202eabc\u202c", "a\u200bb", "\ufeff", "5 * 3", "e.g.", "No. 7"),
    ]
)
SPACES = st.sampled_from([" ", "  ", "\u00a0", "\u3000", "\u2003", "\t", "\n"])
ENDS = st.sampled_from([".", "!", "؟", "。", "？", "…", "", ". ", ":", "；"])


@st.composite
def sentences(draw: st.DrawFn) -> str:
    parts = [draw(WORDS) + draw(SPACES) for _ in range(draw(st.integers(1, 12)))]
    return "".join(parts).rstrip() + draw(ENDS)


def listed(marks: Sequence[str]) -> st.SearchStrategy[str]:
    def lines(items: list[str]) -> str:
        return "\n".join(
            f"{marks[at % len(marks)]} {' '.join(item.split())}" for at, item in enumerate(items)
        )

    return st.lists(sentences(), min_size=1, max_size=5).map(lines)


BLOCKS = st.one_of(
    st.lists(sentences(), min_size=1, max_size=6).map(" ".join),
    listed(["-"]),
    listed(["1.", "2.", "3."]),
    listed(["۱.", "۲."]),
    listed(["- outer\n  -"]),
    sentences().map(lambda text: f"## {' '.join(text.split())}"),
    sentences().map(lambda text: f"> {' '.join(text.split())}"),
    sentences().map(lambda text: f"```\n{text}\n```"),
    st.lists(sentences(), min_size=2, max_size=4).map(
        lambda cells: (
            "| a | b |\n|---|---|\n" + "\n".join(f"| {' '.join(cell.split())} | x |" for cell in cells)
        )
    ),
    st.sampled_from(
        ["<!-- say no -->", "<div hidden>no</div>", "<script>no()</script>", "---", "![pic](x.png)"]
    ),
)
BODIES = (
    st.lists(BLOCKS, min_size=1, max_size=8).map("\n\n".join).filter(lambda body: any(map(str.isalpha, body)))
)


class StandIn(Encoder):
    """An encoder without a model: the sum of a direction for each word, so that shared words are near."""

    def __init__(self) -> None:
        """Say which one it is, so that nothing measured on the real one is used."""

    fingerprint = "stand-in:1"
    dimension = 64

    def questions(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for at, text in enumerate(texts):
            for word in ["", *text.split()]:
                seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "replace")).digest()[:4])
                rows[at] += np.random.default_rng(seed).normal(size=self.dimension)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    passages = questions


def grounded(library: Library, title: str, body: str, question: str) -> int:
    """Publish a body as the article's next revision, answer from it, look at every sentence; return how many."""
    with library.database.session() as session:
        content = Content(title=title, issue=title, resolution=body)
        article = articles.create(session, Draft(content, Labels(language="en")))
        articles.publish(session, article)
    indexing.sync(library)
    evidence = judge(library, understand(library, question)).evidence
    assert evidence.hits
    cited, _ = answer(library, evidence)
    numbers = {citation.number: citation for citation in cited.citations}
    with library.database.reading() as session:
        for sentence in cited.sentences:
            assert sentence.citations
            assert sentence.text.strip()
            assert visible(sentence.text) == sentence.text
            for number in sentence.citations:
                citation = numbers[number]
                revision = session.query(Revision).filter_by(
                    article_id=citation.article_id, number=citation.revision
                )
                assert citation.quote
                assert citation.quote in revision.one().resolution
    return len(cited.sentences)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(body=BODIES, question=sentences())
def test_every_sentence_of_any_article_is_cited_word_for_word(
    library: Library, body: str, question: str
) -> None:
    library.encoder = StandIn()
    grounded(library, "What about the parcel?", body, f"parcel {question}")


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(body=BODIES)
def test_and_so_it_is_with_the_real_encoder(library: Library, body: str) -> None:
    grounded(
        library, "What about the parcel?", f"{body}\n\nThe refund takes 14 days.", "How long is the refund?"
    )


def test_a_long_article_is_answered_by_some_of_its_sentences(library: Library) -> None:
    body = "\n\n".join(
        f"Step {number}: open the **door** {number} times. 请打开门。 در را باز کنید." for number in range(60)
    )
    assert 0 < grounded(library, "How do I open the door?", body, "How do I open the door?") < 60
