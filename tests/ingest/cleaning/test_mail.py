"""Mails as people send them: what comes out is what they newly wrote."""

import pytest

from ingest.cleaning import clean_mail
from tests.ingest.cleaning.labelled import written


@pytest.mark.parametrize("mail", [pytest.param(mail, id=mail.name) for mail in written()])
def test_only_the_new_text_remains(mail):
    assert clean_mail(mail.body) == mail.new


@pytest.mark.parametrize(
    ("author", "last_line"),
    [
        ("George Mbeki", "George"),
        ("Alexander Botero", "alex"),
        ("Barg 客服", "Barg 客服 林曉"),
        ("سارا احمدی", "سارا احمدی"),
    ],
)
def test_the_authors_name_at_the_end_goes(author, last_line):
    assert clean_mail(f"It worked at once.\n\n{last_line}\n", author) == "It worked at once."


def test_a_mail_that_is_only_a_name_stays():
    assert clean_mail("George", "George Mbeki") == "George"
