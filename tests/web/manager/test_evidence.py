"""A draft beside its evidence."""

from __future__ import annotations

from dataclasses import replace

from kb import articles
from kb.content import Content, Labels
from kb.desk import review
from web.i18n import LANGUAGES
from web.manager import evidence


def _dossier(library, shop):
    with library.database.reading() as session:
        return review.dossier(session, shop.draft)


def test_every_sentence_leads_to_its_message_and_back(library, shop):
    dossier = _dossier(library, shop)
    text = "".join(section.html for section in evidence.sections(dossier))
    messages = "".join(message.html for message in evidence.messages(dossier.proofs))
    for number in (1, 2, 3):
        assert f'id="sentence-{number}" href="#proof-{number}"' in text
        assert f'<mark id="proof-{number}">' in messages
        assert f'href="#sentence-{number}"' in messages
    assert all(section.unproven == 0 for section in evidence.sections(dossier))


def test_messages_are_text_whatever_is_in_them(library, shop):
    shown = "".join(message.html for message in evidence.messages(_dossier(library, shop).proofs))
    assert "&lt;b&gt;and&lt;/b&gt;" in shown
    assert "<b>" not in shown


def test_a_message_stands_there_once_with_all_its_spans(library, shop):
    messages = evidence.messages(_dossier(library, shop).proofs)
    assert [message.message.role for message in messages] == ["customer", "agent"]
    assert messages[1].html.count("<mark") == 2


def test_overlapping_spans_lose_no_letter(library, shop):
    proof = _dossier(library, shop).proofs[0]
    text = proof.message.text
    spans = [(6, 20), (0, 10), (8, 12), (6, 20)]
    proofs = [replace(proof, number=n, start=a, end=b, quote=text[a:b]) for n, (a, b) in enumerate(spans, 1)]
    [shown] = evidence.messages(proofs)
    from html import unescape
    from re import sub

    assert unescape(sub("<a [^>]*>[0-9]+</a>|</?mark[^>]*>", "", shown.html)) == text
    assert shown.html.count("<mark") == 4


def test_a_sentence_added_by_hand_is_counted(library, shop):
    with library.database.session() as session:
        article = articles.get(session, shop.draft)
        content = Content(
            "Kettle", "That is limescale. Use **descaler** twice a year.\n\n1. One more step.", issue="Why?"
        )
        review.edit(session, shop.draft, content, Labels("en"), expected=article.latest, author_id=None)
    by_field = {section.field: section.unproven for section in evidence.sections(_dossier(library, shop))}
    assert by_field == {"issue": 1, "resolution": 2}
    assert evidence.unproven("---\n", []) == []


def test_a_persian_reader_counts_in_persian_digits_and_links_stay_the_same(library, shop):
    dossier = _dossier(library, shop)
    persian = LANGUAGES["fa"]
    text = "".join(section.html for section in evidence.sections(dossier, persian))
    messages = "".join(message.html for message in evidence.messages(dossier.proofs, persian))
    assert '<a class="proof-number" id="sentence-1" href="#proof-1">۱</a>' in text
    assert '<a class="proof-number" href="#sentence-1">۱</a>' in messages
