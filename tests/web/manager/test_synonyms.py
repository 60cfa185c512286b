"""Synonyms on the desk: looked at before they are kept, then questions are read by them."""

from __future__ import annotations

import pytest

from kb.errors import IndexUnavailableError
from kb.reading import synonyms
from tests.web.shop import send

PAGE = "/desk/synonyms"


@pytest.fixture
def manager(signed_in):
    return signed_in("manager")


def post(manager, path, **fields):
    return send(manager, path, fields, page=PAGE)


def kept(library):
    with library.database.reading() as session:
        return [(group.id, group.words) for group in synonyms.every(session)]


def test_a_preview_names_the_articles_and_keeps_nothing(manager, library, shop):
    answer = post(manager, PAGE, words="parcel\nconsignment\n配送", preview="yes")
    assert answer.status_code == 200
    assert f'href="/desk/articles/{shop.returns}"' in answer.text
    assert f'href="/desk/articles/{shop.delivery}"' in answer.text
    assert f'href="/desk/articles/{shop.draft}"' not in answer.text, "nobody finds a draft"
    assert "0 articles" in answer.text
    assert "parcel\nconsignment\n配送</textarea>" in answer.text
    assert kept(library) == []


def test_a_group_is_added_changed_and_removed(manager, library):
    assert post(manager, PAGE, words="parcel\n  consignment ").status_code == 303
    [(number, words)] = kept(library)
    assert words == ("parcel", "consignment")
    assert "Questions are read this way from now on." in manager.get(PAGE).text
    assert post(manager, f"{PAGE}/{number}", words="parcel\nconsignment\nبسته").status_code == 303
    assert kept(library) == [(number, ("parcel", "consignment", "بسته"))]
    assert "consignment" in manager.get(f"{PAGE}?written=fa").text
    assert "consignment" not in manager.get(f"{PAGE}?written=zh").text
    assert post(manager, f"{PAGE}/{number}/remove").status_code == 303
    assert kept(library) == []
    assert post(manager, f"{PAGE}/{number}/remove").status_code == 404


def test_what_is_no_group_comes_back_where_it_was_written(manager, library):
    answer = post(manager, PAGE, words="<b>only</b>")
    assert answer.status_code == 422
    assert "Please give two to 20 different words or phrases." in answer.text
    assert "&lt;b&gt;only&lt;/b&gt;</textarea>" in answer.text
    with library.database.session() as session:
        number = synonyms.add(session, ["one", "two"])
    answer = post(manager, f"{PAGE}/{number}", words="two")
    assert answer.status_code == 422
    assert "<details open>" in answer.text
    assert kept(library) == [(number, ("one", "two"))]


def test_without_an_index_it_is_said_and_a_group_can_still_be_kept(manager, library, monkeypatch):
    def down(*_):
        raise IndexUnavailableError(reason="down")

    monkeypatch.setattr(library.index, "search", down)
    answer = post(manager, PAGE, words="one\ntwo", preview="yes")
    assert "The search index is not available right now" in answer.text
    assert post(manager, PAGE, words="one\ntwo").status_code == 303
    assert len(kept(library)) == 1
