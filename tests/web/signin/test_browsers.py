"""Browsers are named so that their owner recognises them."""

from __future__ import annotations

import pytest

from web.signin.browsers import short

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        (f"Mozilla/5.0 (Linux; Android 15) {KIT} Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {KIT} Version/18.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("curl/8.1", "curl/8.1"),
        ("", ""),
    ],
)
def test_names(said, name):
    assert short(said) == name
