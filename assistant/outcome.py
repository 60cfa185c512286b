"""What comes of a question: an answer in cited sentences, or an abstention with its reason.

Invariant: every sentence of an answer names at least one of its citations.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.citations import Citation, Cited, Sentence
from assistant.retrieval import Hit

QUOTES, CURATED = "quotes", "curated"


@dataclass(frozen=True)
class Outcome:
    """An answer with its citations, or an abstention with its reason.

    Attributes:
        reason: why it abstained: `nothing_found`, `not_sure`, `asked_for_human` or `sensitive`; None for an answer.
        writer: `quotes`, `curated` for a fixed answer, or the chat model that worded it.
        related: further articles, best first.
        handover: why a customer should be offered a person (`kb.usage.handovers.REASONS`); None for no reason.
        choices: articles to choose from, where more than one may be meant; beside an answer, the other ones.
        understood: the question with what was asked before put into it, where it followed that up.
        urgent: whether somebody may be in danger of life or limb.
    """

    answer_id: int
    question_id: int
    abstained: bool
    confidence: float
    reason: str | None
    language: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    degraded: bool
    writer: str
    related: tuple[Hit, ...]
    handover: str | None = None
    choices: tuple[Hit, ...] = ()
    understood: str = ""
    urgent: bool = False

    @property
    def text(self) -> str | None:
        """The answer as one text; steps on lines of their own."""
        if self.abstained:
            return None
        separator = "" if self.language == "zh" else " "
        steps = any(sentence.text[:1].isdigit() for sentence in self.sentences)
        return ("\n" if steps else separator).join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class Told:
    """One more sentence of an answer, as it streams.

    Attributes:
        so_far: the answer up to and with this sentence.
        anew: what was told before is taken back: the answer begins with this sentence.
    """

    so_far: Cited
    writer: str
    anew: bool = False

    @property
    def sentence(self) -> Sentence:
        """The sentence that is told."""
        return self.so_far.sentences[-1]
