"""Addresses keep the letters of their language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.languages import slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How do I reset my password?", "how-do-i-reset-my-password"),
        ("Don't panic: Café & Wi-Fi", "dont-panic-café-wi-fi"),
        ("چطور کتاب‌های خود را پس بدهم؟", "چطور-کتاب-های-خود-را-پس-بدهم"),
        ("آدرسِ ســلام", "آدرس-سلام"),
        ("如何修改密码？", "如何修改密码"),
        ("請問 LINE 通知", "請問-line-通知"),
        ("हिन्दी में", "हिन्दी-में"),
        ("", "article"),
        ("?!… 😀", "article"),
        ("\u0301", "article"),
    ],
)
def test_titles(title, slug):
    assert slugify(title) == slug


def test_long_titles_are_cut_between_words():
    slug = slugify("word " * 40)
    assert slug == "-".join(["word"] * 16)
    assert slugify("密" * 200) == "密" * 80


@given(st.text())
def test_a_slug_is_an_address_part(text):
    slug = slugify(text)
    assert 0 < len(slug) <= 80
    assert slug.strip("-") == slug
    assert "--" not in slug
    assert not any(character.isspace() or character in "/?#%&" for character in slug)
    assert slugify(slug) == slug
