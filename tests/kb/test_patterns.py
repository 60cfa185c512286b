"""An installation's own patterns: what is accepted, and that none of them can hold a process up."""

import time

import pytest

from kb.errors import SettingInvalidError
from kb.patterns import compiled, matches
from kb.privacy import PlaceholderBook, mask
from kb.settings import Settings, load

ORDER = {"order": "#?[0-9]{6,}", "ticket": r"TK-\d+"}


def masked(text, patterns=ORDER):
    return mask(text, book=PlaceholderBook(compiled(patterns)))


def test_orders_are_masked_alike_however_they_are_written():
    found = masked("Order #204187, TK-99; سفارش ۲۰۴۱۸۷ دوباره 204187. And 333444?")
    assert found.text == "Order [order 1], [ticket 1]; سفارش [order 1] دوباره [order 1]. And [order 2]?"
    assert found.counts == {"order": 4, "ticket": 1}


def test_personal_data_keeps_its_own_kind():
    assert masked("call 09120000123, order 204187").text == "call [phone 1], order [order 1]"


def test_masking_twice_changes_nothing():
    once = masked("Order #204187, TK-99").text
    assert masked(once).text == once


def test_without_patterns_order_numbers_stay():
    assert masked("Order 204187", {}).text == "Order 204187"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("nonsense", "not a JSON object"),
        ('{"order": "("}', "'order' is not valid"),
        ('{"Order 1": "x"}', "'Order 1' cannot name a pattern"),
        ('{"email": "x"}', "'email' is masked already"),
        ('{"order": "a*"}', "matches the empty text"),
        ('{"order": "(a+)+$"}', "takes too long"),
        ('{"order": "(x+x+)+y|(1|1)+b"}', "takes too long"),
    ],
)
def test_an_unusable_setting_is_one_sentence(monkeypatch, value, said):
    monkeypatch.setenv("DANESH_MASK_PATTERNS", value)
    with pytest.raises(SettingInvalidError, match="DANESH_MASK_PATTERNS") as caught:
        load()
    assert said in str(caught.value)
    assert "Value error" not in str(caught.value)


def test_patterns_come_from_the_file_too(tmp_path, monkeypatch):
    (tmp_path / "danesh.toml").write_text('[mask_patterns]\norder = "#?\\\\d{6,}"\n')
    monkeypatch.chdir(tmp_path)
    assert [name for name, _ in load().masking.named] == ["order"]
    assert Settings(mask_patterns=ORDER).masking.named[0][0] == "order"


def test_a_line_that_takes_too_long_is_masked_as_a_whole():
    import regex

    slow = regex.compile(r"(z+)+q")
    text = "first\n" + "z" * 5_000 + "\nlast zq"
    begun = time.perf_counter()
    found = list(matches(slow, text))
    assert time.perf_counter() - begun < 3
    assert found == [(6, 5_006), (len(text) - 2, len(text))]
