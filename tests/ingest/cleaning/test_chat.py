import pytest

from ingest.cleaning import clean_chat


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("زور خودتو کم کن خواهرجان&nbsp;", "زور خودتو کم کن خواهرجان"),
        ("first<br/>second<p>third</p>", "first\nsecond\nthird"),
        ("press <b>Reset</b> &amp; wait", "press Reset & wait"),
        ('see <a href="https://barg.example/?a=1&b=2">the page</a>', "see the page"),
        ("if a < b and b > c, I <3 it", "if a < b and b > c, I <3 it"),
        ("<script>alert('x')</script>hello", "hello"),
        ("a\u200bb \u202bسلام\u202c\ufeff", "ab سلام"),
        ("می\u200cخواهم  بدانم", "می\u200cخواهم بدانم"),
        ("x\u200c y", "x y"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("one\r\ntwo\n\n\n\nthree", "one\ntwo\n\nthree"),
        ("https://barg.example/?a=1&copy=2", "https://barg.example/?a=1&copy=2"),
        ("\x00\x07bell\x1b", "bell"),
        ("   ", ""),
    ],
)
def test_markup_and_unseen_characters_leave(text, wanted):
    assert clean_chat(text) == wanted
