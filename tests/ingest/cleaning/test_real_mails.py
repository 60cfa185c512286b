"""Replies of a dozen mail programs and mailing lists: the new text agrees with what a reader marked as new."""

import pytest

from ingest.cleaning import clean_mail
from tests.ingest.cleaning.labelled import real

pytestmark = pytest.mark.real_data


def test_new_text_is_exact_on_nine_of_ten_mails(real_data):
    mails = list(real(real_data / "mail"))
    wrong = [mail.name for mail in mails if clean_mail(mail.body, mail.author).split() != mail.new.split()]
    assert len(mails) > 90
    assert len(wrong) / len(mails) <= 0.10, wrong


def test_no_mail_of_any_kind_breaks_it(real_data):
    for path in (real_data / "mail").rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert len(clean_mail(text)) <= len(text)
