"""Translations on the desk: found by meaning or words, linked and unlinked, and what readers get of it."""

from __future__ import annotations

import pytest

from kb.errors import EncoderUnavailableError
from tests.web.shop import send


@pytest.fixture
def manager(signed_in):
    return signed_in("manager")


def post(manager, path, fields):
    return send(manager, path, fields, page="/desk")


def test_a_translation_is_linked_shown_to_readers_and_unlinked(manager, client, shop):
    page = f"/desk/articles/{shop.returns}/translations"
    assert "not linked with any other yet" in manager.get(page).text
    found = manager.get(f"{page}?find=配送").text
    assert f'value="{shop.delivery}"' in found
    assert f'value="{shop.internal}"' not in found
    assert post(manager, page, {"other": str(shop.delivery)}).status_code == 303
    assert "Readers can switch between the two." in manager.get(page).text
    desk = manager.get(f"/desk/articles/{shop.returns}").text
    assert "配送需要多长时间" in desk
    assert ">Linked</span>" in desk
    reader = client.get(f"/en/articles/{shop.returns}", follow_redirects=True).text
    assert f"/zh/articles/{shop.delivery}" in reader
    assert post(manager, f"{page}/remove", {"other": str(shop.delivery)}).status_code == 303
    reader = client.get(f"/en/articles/{shop.returns}", follow_redirects=True).text
    assert f"/zh/articles/{shop.delivery}" not in reader


def test_the_nearest_in_meaning_are_offered_and_without_an_encoder_words_still_find(
    manager, shop, library, monkeypatch
):
    page = f"/desk/articles/{shop.returns}/translations"
    assert "Nearest in meaning" in manager.get(page).text

    def down(texts):
        raise EncoderUnavailableError(name="x", reason="down")

    monkeypatch.setattr(library.encoder, "questions", down)
    assert "Search by the words of a title." in manager.get(page).text
    assert f'value="{shop.delivery}"' in manager.get(f"{page}?find=配送").text


def test_what_cannot_be_linked_is_said_on_the_page(manager, shop):
    page = f"/desk/articles/{shop.returns}/translations"
    same = post(manager, page, {"other": str(shop.internal)})
    assert same.status_code == 422
    assert "Both articles are in the same language." in same.text
    assert post(manager, page, {"other": "9999"}).status_code == 404
    assert post(manager, page, {}).status_code == 404
    assert post(manager, f"{page}/remove", {"other": str(shop.delivery)}).status_code == 404
