"""Shows a draft beside what it rests on: numbered sentences on one side, messages with the marked spans on the other.

A sentence that no message supports is counted, so that a reviewer sees what was added by hand or broken by an edit.
"""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from kb import languages
from kb.content import Content, EvidenceSpan
from kb.desk import review
from kb.desk.review import Dossier, Proof
from web import dates, markdown
from web.i18n import DEFAULT, Language
from web.manager.contexts import ShownMessage, ShownSection
from web.manager.deciding_contexts import PreviewPart, ShownProof

FIELDS = ("issue", "environment", "cause", "resolution")
SENTENCE = Markup('<a class="proof-number" id="sentence-{0}" href="#proof-{0}">{1}</a>')
PREVIEWED = Markup('<a class="proof-number" href="#rests-{0}">{1}</a>')
SPAN = Markup('<mark id="proof-{0}">{2}</mark><a class="proof-number" href="#sentence-{0}">{1}</a>')


def sections(dossier: Dossier, reader: Language = DEFAULT) -> tuple[ShownSection, ...]:
    """Return the article's fields that say something, their sentences tied to the evidence."""
    return tuple(_section(dossier, field, reader) for field in FIELDS if getattr(dossier.content, field))


def _section(dossier: Dossier, field: str, reader: Language) -> ShownSection:
    source = getattr(dossier.content, field)
    proofs = [proof for proof in dossier.proofs if proof.field == field]
    html = markdown.render(source, dossier.language, heading=3)
    return ShownSection(
        field=field,
        html=markdown.mark(html, _passages(proofs, SENTENCE, reader)),
        unproven=len(unproven(source, [proof.sentence for proof in proofs])),
    )


def _passages(proofs: Sequence[Proof], link: Markup, reader: Language) -> list[markdown.Passage]:
    """Mark each sentence once, with the numbers of all the messages it rests on behind it."""
    numbers: dict[str, list[int]] = {}
    for proof in proofs:
        numbers.setdefault(proof.sentence, []).append(proof.number)
    return [
        markdown.Passage(
            sentence,
            opening=f'<span class="proven" data-proofs="{" ".join(map(str, behind))}">',
            closing="</span>",
            after="".join(link.format(number, dates.number(number, reader)) for number in behind),
        )
        for sentence, behind in numbers.items()
    ]


def preview(values: Mapping[str, str], proofs: Sequence[Proof], reader: Language = DEFAULT) -> PreviewPart:
    """Return how an edited text would look, and which sentences of the last revision still stand in it.

    Args:
        values: the fields as written, and the language.
        proofs: the evidence of the last revision.
        reader: in whose digits it is numbered.
    """
    language = values["language"] or "en"
    content = Content(
        values["title"], *(values[name] for name in ("resolution", "issue", "environment", "cause"))
    )
    spans = [EvidenceSpan(one.field, one.sentence, 0, one.start, one.end, one.quote) for one in proofs]
    still = set(review.still_said(spans, content))
    kept = [proof for proof, span in zip(proofs, spans, strict=True) if span in still]
    sections = []
    for field in FIELDS:
        source = values[field]
        if source:
            here = [proof for proof in kept if proof.field == field]
            passages = _passages(here, PREVIEWED, reader)
            html = markdown.mark(markdown.render(source, language, heading=3), passages)
            sections.append((field, html, len(unproven(source, [one.sentence for one in here]))))
    states = [ShownProof(one.number, one.sentence, one.quote, one in kept) for one in proofs]
    return PreviewPart(sections=sections, proofs=states, language=language)


def unproven(source: str, proven: Sequence[str]) -> list[str]:
    """Return the sentences of a Markdown text that none of the proven sentences covers."""
    known = "".join("".join(markdown.plain(sentence).split()) for sentence in proven)
    left = []
    for span in languages.sentences(source):
        words = "".join(markdown.plain(source[span.start : span.end]).split())
        if any(letter.isalnum() for letter in words) and words not in known:
            left.append(source[span.start : span.end])
    return left


def messages(proofs: Sequence[Proof], reader: Language = DEFAULT) -> tuple[ShownMessage, ...]:
    """Return the messages that an article rests on, each once, in the order of the evidence."""
    spans: dict[int, list[Proof]] = {}
    for proof in proofs:
        spans.setdefault(proof.message.message_id, []).append(proof)
    return tuple(ShownMessage(here[0].message, _marked(here, reader)) for here in spans.values())


def _marked(proofs: Sequence[Proof], reader: Language) -> Markup:
    """Mark the spans in one message; where two overlap, the later one starts where the earlier ends."""
    text, done, built = proofs[0].message.text, 0, Markup()
    for proof in sorted(proofs, key=lambda one: (one.start, one.number)):
        start = max(done, proof.start)
        end = max(start, proof.end)
        built += text[done:start]
        built += SPAN.format(proof.number, dates.number(proof.number, reader), text[start:end])
        done = end
    return built + text[done:]
