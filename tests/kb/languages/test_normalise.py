"""What users type differently and mean alike has one normal form."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.languages import normalise


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("كتابي", "کتابی"),
        ("مسئول", "مسیول"),
        ("آدرسِ مُحَمَّد", "ادرس محمد"),
        ("ســـلام", "سلام"),
        ("می‌روم", "می روم"),
        ("۱۲٬۵۰۰ و ٣٫٥", "12,500 و 3.5"),
        ("ﻛﺘﺎﺏ", "کتاب"),
        ("\u200fسلام\u200e \u202bدنیا\u202c", "سلام دنیا"),
        ("請問帳號", "请问账号"),
        ("什麼", "甚么"),
        ("看著", "看着"),
        ("\uff25\uff0d1042", "E-1042"),  # full-width
        ("\uff76\uff9e", "ガ"),  # half-width kana
        ("Café", "CAFE\u0301"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("ёлка", "елка"),
        ("don’t", "don't"),
        ("  a\t\n b\u3000c ", "a b c"),
        ("e\u00admail", "email"),
    ],
)
def test_the_ways_to_type_a_word_meet(typed, meant):
    assert normalise(typed) == normalise(meant)


def test_the_result_is_readable():
    assert normalise("  «کتاب‌های» ۱۲ تومان، Café 繁體 ") == "«کتاب های» 12 تومان، cafe 繁体"
    assert normalise("й が 한국어") == "й が 한국어"  # marks that make another letter stay


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFFFF)))
def test_white_space_is_single_and_inner(text):
    assert " ".join(normalise(text).split()) == normalise(text)


def test_every_letter_is_stable_alone():
    unstable = [code for code in range(0x2FA20) if normalise(normalise(chr(code))) != normalise(chr(code))]
    assert unstable == []


def test_lone_surrogates_from_broken_mails_do_not_break_it():
    assert normalise("後\ud800來") == "后来"


def test_threads_get_the_same_answer():
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(normalise("請問帳號"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["请问账号"] * 8
