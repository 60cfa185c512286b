"""A reader is answered in the language of the question, or in their own where the question does not tell."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.languages import detect, direction, script, scripts


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "How can I reset the password of my account?"),
        ("en", "spell the word aaron for me please"),
        ("fa", "چطور رمز عبور حسابم را تغییر دهم؟"),
        ("fa", "در چه سالي امريكا به ليبي حمله كرد؟"),  # typed on an Arabic keyboard
        ("fa", "رمز عبورم را فراموش كرده ام الان چي كار كنم"),
        ("fa", "چطور Microsoft Office 365 Business را نصب کنم؟"),
        ("zh", "请问怎么修改登录密码"),
        ("zh", "請問如何取消LINE個人化通知服務?"),
        ("zh", "请问 iPhone 14 Pro Max 怎么截屏"),
        ("ar", "كيف يمكنني إعادة تعيين كلمة المرور الخاصة بي؟"),
        ("ar", "هل يمكن دفع ثمن طلبي عند وصول شحنتي"),
        ("ur", "میں اپنا پاس ورڈ کیسے تبدیل کروں؟"),
        ("ja", "パスワードを忘れました"),
        ("ko", "비밀번호를 잊어버렸어요"),
        ("ru", "Как сбросить пароль от кабинета?"),
        ("de", "Wie kann ich mein Passwort zurücksetzen?"),
        ("fr", "Comment réinitialiser mon mot de passe ?"),
        ("es", "¿Cómo puedo restablecer mi contraseña?"),
        ("tr", "Şifremi nasıl sıfırlayabilirim acaba?"),
        ("el", "Πώς αλλάζω κωδικό;"),
        ("he", "איך מאפסים סיסמה"),
        ("hi", "मैं पासवर्ड भूल गया"),
    ],
)
@pytest.mark.parametrize("reader", ["en", "fa", "zh"])
def test_a_sentence_tells_its_language_whoever_reads(language, text, reader):
    assert detect(text, reader) == language


@pytest.mark.parametrize(
    ("text", "reader", "language"),
    [
        ("سلام", "en", "fa"),
        ("密码", "en", "zh"),
        ("hello", "fa", "en"),
        ("hallo", "de", "de"),
        ("مرحبا", "ar", "ar"),
        ("سلام", "ar", "ar"),
        ("گوشی", "ar", "fa"),
        ("VPN", "fa", "fa"),
        ("E-1042", "zh", "zh"),
        ("12345 ?!", "zh", "zh"),
        ("", "fa", "fa"),
        ("", "zh-TW", "zh"),
        ("😀", "en", "en"),
        ("https://example.com/how-to-reset-a-password", "fa", "fa"),
        ("[phone] را عوض کنم", "en", "fa"),
        ("私の東京の天気", "zh", "zh"),
        ("東京の天気", "en", "ja"),
    ],
)
def test_a_few_letters_are_read_by_script_then_by_reader(text, reader, language):
    assert detect(text, reader) == language


@given(st.text(), st.sampled_from(["en", "fa", "zh", "de"]))
def test_any_text_has_a_two_letter_language(text, reader):
    assert len(detect(text, reader)) == 2


def test_threads_get_the_same_answer():
    seen: list[str] = []
    text = "Comment réinitialiser mon mot de passe ?"
    threads = [threading.Thread(target=lambda: seen.append(detect(text))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["fr"] * 8


def test_scripts_of_a_mixed_text():
    assert scripts("رمز WiFi 密码 пароль") == {"arabic", "latin", "han", "other"}
    assert scripts("123 ?") == frozenset()
    assert script("123 ?") == "none"
    assert script("请问 iPhone 怎么截屏") == "han"
    assert script("Open the تنظیمات page now") == "latin"
    assert script("ﻛﺘﺎﺏ") == "arabic"
    assert script("пароль") == "other"


def test_direction_follows_the_language_not_the_region():
    assert [direction(tag) for tag in ("fa", "fa-IR", "ar", "he", "en", "zh-TW", "zh_Hant")] == [
        "rtl", "rtl", "rtl", "rtl", "ltr", "ltr", "ltr",
    ]  # fmt: skip
