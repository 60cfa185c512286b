"""The catalogues: complete in every language, in step with the pages, and right in their placeholders."""

from __future__ import annotations

import re

import pytest

from web import extraction, i18n
from web.i18n import LANGUAGES

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_of_the_pages_is_translated(code):
    catalog = extraction.read(code)
    ids = {message.id for message in catalog if message.id}
    wanted = {message.id for message in extraction.extracted() if message.id}
    assert ids == wanted, "run `python -m web.extraction` and translate what is new"
    assert not [message.id for message in extraction.missing(catalog)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_keep_the_placeholders(code):
    for message in extraction.read(code):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for string in strings if ids[0] else ():
            assert set(PLACEHOLDER.findall(string)) == set(PLACEHOLDER.findall(ids[-1])), message.id


@pytest.mark.parametrize(("code", "letters"), [("fa", "[\u0600-\u06ff]"), ("zh", "[\u4e00-\u9fff]")])
def test_translations_are_in_their_language(code, letters):
    foreign = {"API"}
    for message in extraction.read(code):
        if message.id and message.id not in foreign and message.id not in {", ", "; "}:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(re.search(letters, string) for string in strings), message.id


def test_persian_is_written_with_persian_letters():
    text = extraction.path("fa").read_text()
    assert not re.findall("[يك٠-٩]", text), "Arabic Yeh, Kaf or digits"
    assert not re.findall(r"\bمی [\u0600-\u06ff]", text), "a prefix needs a zero-width non-joiner"


def test_a_new_text_fails_the_check(tmp_path, monkeypatch):
    catalog = extraction.read("fa")
    catalog.add("Something new")
    catalog.add("Doubtful", "شاید", flags=["fuzzy"])
    assert {message.id for message in extraction.missing(catalog)} == {"Something new", "Doubtful"}


def test_updating_writes_the_same_file_again(tmp_path, monkeypatch):
    before = {code: extraction.path(code).read_bytes() for code in LANGUAGES}
    for code, content in before.items():
        target = tmp_path / code / "LC_MESSAGES" / "messages.po"
        target.parent.mkdir(parents=True)
        target.write_bytes(content)
    monkeypatch.setattr(extraction, "FOLDER", tmp_path)
    for code, content in before.items():
        assert extraction.update(code) == 0
        assert extraction.path(code).read_bytes() == content


@pytest.mark.parametrize(
    ("code", "direction"),
    [("fa", "rtl"), ("ar", "rtl"), ("he", "rtl"), ("en", "ltr"), ("zh-TW", "ltr"), ("??", "ltr")],
)
def test_every_language_has_a_direction(code, direction):
    assert i18n.direction(code) == direction


def test_languages_are_named_in_the_readers_language():
    assert i18n.language_name("fa", "en") == "Persian"
    assert i18n.language_name("zh", "fa") == "چینی"
    assert i18n.language_name("en", "zh") == "英语"
    assert i18n.language_name("xx-unknown", "en") == "xx-unknown"
