"""The stylesheet: one request, all parts in it, an address that changes with any of them."""

from __future__ import annotations

from web import rendering, stylesheets


def test_every_part_is_in_the_one_stylesheet(client):
    answer = client.get(rendering.static("danesh.css"))
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    files = {path.stem for path in (stylesheets.STATIC / "danesh").iterdir()}
    assert files == set(stylesheets.PARTS), "a part nobody loads, or one that is not there"
    for part in files:
        assert (stylesheets.STATIC / "danesh" / f"{part}.css").read_text() in answer.text
    assert answer.text.index("--paper") < answer.text.index("min-block-size: 100vh"), "tokens come first"
    assert answer.text.count("{") == answer.text.count("}")


def test_a_page_asks_for_one_stylesheet(client):
    assert client.get("/en/").text.count('rel="stylesheet"') == 1
