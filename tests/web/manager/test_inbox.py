"""The desk's inbox and its topics: what waits is listed and closed once; topics move without a script."""

from __future__ import annotations

import pytest

from kb.desk import arranging, corrections, flags
from kb.usage import handovers
from tests.web.shop import send


@pytest.fixture
def manager(signed_in):
    return signed_in("manager")


def post(manager, path, fields, page="/desk"):
    return send(manager, path, fields, page=page)


def test_a_customer_who_waits_is_shown_with_what_was_said_and_closed(manager, library, shop):
    turns = (handovers.Turn("customer", "<b>Where</b>?"), handovers.Turn("assistant", "I do not know."))
    with library.database.session() as session:
        asking = handovers.Asking("sara@example.com", "fa", name="<i>Sara", message="Call me", turns=turns)
        made = handovers.create(session, asking, secret=b"x").id
    page = manager.get("/desk/inbox").text
    assert "sara@example.com" in page
    assert "&lt;i&gt;Sara" in page
    assert "&lt;b&gt;Where&lt;/b&gt;?" in page
    assert post(manager, f"/desk/handovers/{made}/close", {}, page="/desk/inbox").status_code == 303
    assert "sara@example.com" not in manager.get("/desk/inbox").text
    assert "sara@example.com" in manager.get("/desk/inbox?status=closed").text


def test_corrections_and_flags_are_decided(manager, library, shop):
    with library.database.session() as session:
        one = corrections.suggest(session, shop.returns, "public", text="14 days now", language="en").id
        flag = flags.raise_flag(session, shop.returns, "stale", "The button moved")
    assert "14 days now" in manager.get("/desk/inbox?tab=corrections").text
    assert "The button moved" in manager.get("/desk/inbox?tab=flags").text
    path = f"/desk/corrections/{one}"
    assert post(manager, path, {"status": "nonsense"}, page="/desk/inbox?tab=corrections").status_code == 404
    assert post(manager, path, {"status": "done"}, page="/desk/inbox?tab=corrections").status_code == 303
    assert post(manager, f"/desk/flags/{flag}/close", {}, page="/desk/inbox?tab=flags").status_code == 303
    assert "The button moved" not in manager.get("/desk/inbox?tab=flags").text
    assert "14 days now" in manager.get("/desk/inbox?tab=corrections&status=done").text
    assert manager.get("/desk/inbox?tab=other").status_code == 404
    assert manager.get("/desk/inbox?tab=flags&status=done").status_code == 404


def test_topics_are_added_named_moved_and_deleted(manager, library, client):
    page = "/desk/categories"
    assert post(manager, page, {"name": "Spare parts", "language": "en"}, page=page).status_code == 303
    with library.database.reading() as session:
        tree = {one.name: one for one in arranging.tree(session)}
    made, returns = tree["Spare parts"].category_id, tree["Returns"].category_id
    names = {"name-en": "Parts", "name-fa": "قطعات", "name-zh": ""}
    assert post(manager, f"{page}/{made}", names, page=page).status_code == 303
    assert post(manager, f"{page}/{made}/place", {"move": "up"}, page=page).status_code == 303
    assert post(manager, f"{page}/{made}/place", {"parent": str(returns)}, page=page).status_code == 303
    ring = post(manager, f"{page}/{returns}/place", {"parent": str(made)}, page=page)
    assert ring.status_code == 422
    assert "cannot stand below itself" in ring.text
    full = post(manager, f"{page}/{returns}/delete", {}, page=page)
    assert full.status_code == 422
    taken = post(manager, page, {"name": "Parts", "language": "en"}, page=page)
    assert "There is already a topic called Parts." in taken.text
    assert "قطعات" in manager.get(page).text
    assert post(manager, f"{page}/{made}/delete", {}, page=page).status_code == 303
    assert "Parts" not in manager.get(page).text


def test_readers_see_topics_in_the_order_that_was_arranged(manager, library, client):
    with library.database.reading() as session:
        ids = {one.name: one.category_id for one in arranging.tree(session)}
    before = client.get("/en/").text
    post(
        manager,
        f"/desk/categories/{ids['Returns']}/place",
        {"parent": str(ids["配送"])},
        page="/desk/categories",
    )
    assert client.get("/en/").text != before
