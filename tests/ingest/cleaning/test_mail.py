"""Mails as people send them: what comes out is what they newly wrote."""

import pytest

from ingest.cleaning import clean_mail
from tests.ingest.cleaning.mails import MAILS


@pytest.mark.parametrize(("mail", "wanted"), [pytest.param(mail, new, id=name) for name, mail, new in MAILS])
def test_only_the_new_text_remains(mail, wanted):
    assert clean_mail(mail) == wanted
