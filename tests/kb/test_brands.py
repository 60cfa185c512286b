"""Brands: colours nobody can read are refused, what follows from an accent can be read, hosts find their brand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import brands
from kb.brands import Brand

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_contrast_is_that_of_the_standard():
    assert brands.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert brands.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(COLOURS)
def test_whatever_the_accent_each_pair_can_be_read(colour):
    light = brands.on_ground(colour, brands.PAPER)
    css = brands.stylesheet(Brand(accent=light))
    tokens = dict(re.findall(r"(--[a-z-]+):light-dark\((#\w{6},#\w{6})\)", css))
    for place, ground in enumerate((brands.PAPER, brands.DARK)):
        accent, ink, soft = (
            tokens[name].split(",")[place] for name in ("--accent", "--accent-ink", "--accent-soft")
        )
        assert brands.contrast(accent, ground) >= 4.5
        assert brands.contrast(accent, soft) >= 4.5
        assert brands.contrast(accent, ink) >= 4.5


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"accent": "#ffd400"}, "contrast of"),
        ({"accent_dark": "#222222"}, "contrast of"),
        ({"accent": "green"}, "not a colour"),
        ({"logo": "logo.exe"}, "a logo is"),
        ({"contacts": {"x": "javascript:alert(1)"}}, "contacts"),
        ({"colour": "#000000"}, "nothing else"),
        ("Acme", "nothing else"),
    ],
)
def test_a_brand_that_cannot_be_used_says_why(fields, why):
    with pytest.raises(ValueError, match=why):
        brands.parsed({"help.example": fields})


def test_a_host_finds_its_brand_and_others_the_general_one():
    found = brands.parsed({"A.example": {"name": "A"}, "*": {"name": "All"}})
    assert brands.of_host(found, "a.EXAMPLE").name == "A"
    assert brands.of_host(found, "b.example").name == "All"
    assert brands.of_host({}, "b.example") == Brand()
