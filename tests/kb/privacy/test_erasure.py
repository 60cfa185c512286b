"""A person asks to be forgotten: the address they give finds what was stored, however they write it."""

import pytest

from kb.privacy import addresses, digest, participants

KEY = b"a secret of the installation"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nora@Example.com", " nora@example.COM "),
        ("<nora@example.com>", "nora@example.com"),
        ("mailto:nora@example.com", "nora@example.com"),
        ("09120000123", "+98 912 000 0123"),
        ("۰۹۱۲ ۰۰۰ ۰۱۲۳", "00989120000123"),
        ("13800000000", "+86 138 0000 0000"),
        ("(415) 555-0132", "+1 415 555 0132"),
        ("020 7946 0958", "+44 20 7946 0958"),
        ("1-415-555-0132", "+1 415 555 0132"),
        ("02-2700-0012", "+886 2 2700 0012"),
        ("989120000123", "0912 000 0123"),
    ],
)
def test_two_ways_of_writing_have_one_digest(one, other):
    assert digest(one, KEY) == digest(other, KEY)


def test_a_digest_depends_on_the_address_and_the_key():
    assert len(digest("nora@example.com", KEY)) == 64
    assert digest("nora@example.com", KEY) != digest("nora@example.org", KEY)
    assert digest("nora@example.com", KEY) != digest("nora@example.com", b"another")


def test_addresses_are_found_once_each_in_their_normal_form():
    text = "Nora@Example.com, ۰۹۱۲۰۰۰۰۱۲۳ and +98 912 000 0123, order 1234567890, nora@example.com"
    assert addresses(text) == ("nora@example.com", "9120000123")


def test_every_address_found_has_the_digest_of_what_was_written():
    text = "write to Nora@Example.com or call 0912-000-0123"
    found = {digest(address, KEY) for address in addresses(text)}
    assert found == {digest("nora@example.com", KEY), digest("09120000123", KEY)}


@pytest.mark.parametrize(
    ("authors", "texts", "names"),
    [
        (["Nora Field <nora@example.org>", "Barg Support"], [], ("Nora Field",)),
        (["Sara from Barg"], [], ("Sara",)),
        (["'Nora Field' (Purchasing)"], [], ("Nora Field",)),
        (["Patrick O'Dea"], [], ("Patrick O'Dea",)),
        ([], ["Hi Omar,\nyour parcel is here"], ("Omar",)),
        ([], ["Dear customer,", "Hello there!", "Hi team,"], ()),
        ([], ["My name is Omar Haddad and my lamp flickers"], ("Omar Haddad",)),
        ([], ["سلام سارا جان", "آقای رحیمی امضا کرده"], ("سارا", "رحیمی")),
        ([], ["我叫王小明，包裹没到"], ("王小明",)),
        (["پشتیبانی برگ", "客服小二", "noreply", "Barg News"], [], ()),
        ([], ["با آقای یزدی، مدیر ساختمان"], ("یزدی",)),
    ],
)
def test_participants_are_people(authors, texts, names):
    assert participants(authors, texts) == names
