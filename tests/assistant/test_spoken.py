from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.spoken import written


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("میشه پولم رو پس بدین؟", "می‌شود پولم را پس بدهید؟"),
        ("می‌خوام جنس رو پس بدم چیکار کنم", "می‌خواهم کالا را پس بدهم چه کار کنم"),
        ("چند روزه می‌رسه دستم", "چند روزه می‌رسد دستم"),
        ("بسته تا کی توی انبار می‌مونه", "بسته تا کی در انبار می‌ماند"),
        ("کجا می‌فرستین", "کجا می‌فرستید"),
        ("همه اینو می‌خرنن", "همه این را می‌خرنند"),
        ("شماره تلفنتون چنده", "شماره تلفنتان چند است"),
        ("خونه‌مون", "خانه‌مان"),
        ("گلدونم خشکه", "گلدانم خشکه"),
        ("کتاب هارو کجا میخرن", "کتاب ها را کجا میخرن"),
        ("کدوم روش بهتره؟ میگن اولی خوبه", "کدام روش بهتر است؟ می‌گویند اولی خوب است"),
    ],
)
def test_spoken_persian_is_read_as_it_is_written(said: str, meant: str) -> None:
    assert written(said) == meant


@pytest.mark.parametrize(
    "text",
    [
        "چگونه کالا را پس بدهم؟",
        "می شود کالا را پس داد؟",  # how its parts are joined is nobody's talk
        "بیمه و نیمه و میوه و میله و میزبان و میانه",
        "یک کارتون پر از میمون، پیرامون ستون",
        "How do I return it? 怎么退货",
        "",
    ],
)
def test_what_is_written_already_stays_word_for_word(text: str) -> None:
    assert written(text) == text


@given(st.text("آابپترسمنوهیدشخت ‌؟،", max_size=40))
def test_written_is_written_and_nothing_but_words_changes(text: str) -> None:
    once = written(text)
    assert [mark for mark in once if mark in "؟،"] == [mark for mark in text if mark in "؟،"]
    assert bool(once.strip()) == bool(text.strip())
