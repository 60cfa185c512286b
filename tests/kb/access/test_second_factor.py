"""The second factor: RFC 6238's own figures, each code once, and nothing readable in the database."""

from __future__ import annotations

import base64

import pyotp
import pytest
from sqlalchemy import select

from kb.access import people, second_factor
from kb.errors import SecondStepFailedError
from kb.tables import Person, RecoveryCode

KEY = "installation key"
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.fixture
def sara(database):
    with database.session() as session:
        return people.add(
            session, email="s@shop.example", name="S", role="agent", password="long enough 1"
        ).id


@pytest.fixture
def clock(monkeypatch):
    """Set the time; returns a function that gives the code of now."""

    def at(moment):
        monkeypatch.setattr(second_factor, "time", lambda: moment)
        return pyotp.TOTP(SECRET).at(moment)

    return at


def begun(database, sara, code):
    with database.session() as session:
        return second_factor.begin(session, sara, SECRET, code, KEY)


def accepted(database, sara, code, key=KEY):
    try:
        with database.session() as session:
            second_factor.check(session, sara, code, key)
    except SecondStepFailedError:
        return False
    return True


# RFC 6238, appendix B (SHA-1), the last six of eight digits.
@pytest.mark.parametrize(
    ("moment", "code"), [(1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
)
def test_codes_are_those_of_the_standard(database, sara, clock, moment, code):
    clock(moment)
    begun(database, sara, code)
    with database.reading() as session:
        assert people.by_id(session, sara).two_steps


def test_a_code_works_once_and_only_near_its_time(database, sara, clock):
    begun(database, sara, clock(2_000_000_000))
    assert not accepted(database, sara, clock(2_000_000_000)), "the code that switched it on"
    code = clock(2_000_000_040)
    assert accepted(database, sara, code)
    assert not accepted(database, sara, code)
    late = clock(2_000_000_100)
    clock(2_000_000_130)
    assert accepted(database, sara, late), "a clock that is half a minute late"
    early = pyotp.TOTP(SECRET).at(2_000_000_400)
    assert not accepted(database, sara, early)


def test_digits_of_other_scripts_and_gaps_are_fine(database, sara, clock):
    begun(database, sara, clock(2_000_000_000))
    code = clock(2_000_000_040)
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert accepted(database, sara, f" {persian[:3]} {persian[3:]} ")


@pytest.mark.parametrize("code", ["", "000", "abcdef", "'; --", "１２３４５６x", "\x00", "²²²²²²"])
def test_nonsense_is_refused(database, sara, clock, code):
    begun(database, sara, clock(2_000_000_000))
    assert not accepted(database, sara, code)


def test_a_wrong_code_does_not_switch_it_on(database, sara, clock):
    clock(2_000_000_000)
    with pytest.raises(SecondStepFailedError):
        begun(database, sara, "000000")
    with pytest.raises(SecondStepFailedError), database.session() as session:
        second_factor.begin(session, sara, "", "", KEY)
    assert not accepted(database, sara, "")


def test_a_recovery_code_works_once(database, sara, clock):
    codes = begun(database, sara, clock(2_000_000_000))
    assert len(set(codes)) == second_factor.CODES
    assert accepted(database, sara, codes[0].upper())
    assert not accepted(database, sara, codes[0])
    with database.session() as session:
        assert second_factor.recovery_left(session, sara) == second_factor.CODES - 1
        fresh = second_factor.renew_recovery(session, sara)
    assert not accepted(database, sara, codes[1])
    assert accepted(database, sara, fresh[1].replace("-", ""))


def test_neither_secret_nor_codes_are_readable_in_the_database(database, sara, clock):
    codes = begun(database, sara, clock(2_000_000_000))
    with database.reading() as session:
        kept = session.get_one(Person, sara).factor
        assert SECRET not in kept
        digests = repr(session.scalars(select(RecoveryCode.digest)).all())
        assert codes[0].replace("-", "") not in digests


def test_with_another_key_of_the_installation_only_recovery_codes_help(database, sara, clock):
    codes = begun(database, sara, clock(2_000_000_000))
    assert not accepted(database, sara, clock(2_000_000_040), key="another")
    assert accepted(database, sara, codes[0], key="another")


def test_sessions_end_when_it_is_switched_on_or_off(database, sara, clock):
    for change in (
        lambda session: second_factor.begin(session, sara, SECRET, clock(2_000_000_000), KEY),
        lambda session: second_factor.remove(session, sara),
    ):
        with database.session() as session:
            version = people.by_id(session, sara).version
            change(session)
            assert people.member(session, sara, version) is None
    assert not accepted(database, sara, clock(2_000_000_040))
