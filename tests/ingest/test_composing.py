"""Several accounts make one draft: the best leads, in whatever order they came, and every sentence keeps its span."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ingest.composing import compose, contrasts, differ, news
from kb.content import Account, Content, EvidenceSpan

FIRST = datetime(2025, 1, 1, tzinfo=UTC)


def told(
    key: str, answer: str, *, language: str = "en", standing: int = 1, day: int | None = 1, cause: str = ""
) -> Account:
    spans = [("resolution", answer), *([("cause", cause)] if cause else [])]
    return Account(
        Content(f"Title {key}", answer, f"Issue {key}", cause=cause),
        language,
        tuple(EvidenceSpan(field, text, hash(key) % 1000 + 1, 0, len(text), text) for field, text in spans),
        standing,
        None if day is None else FIRST + timedelta(days=day),
        key,
    )


ACCOUNTS = st.lists(
    st.builds(
        told,
        st.uuids().map(str),
        st.sampled_from(["Boil it.", "Boil it. Rinse twice.", "Wait 3 days.", "Wait 5 days."]),
        language=st.sampled_from(["en", "fa"]),
        standing=st.integers(1, 3),
        day=st.one_of(st.none(), st.integers(0, 5)),
        cause=st.sampled_from(["", "That is limescale."]),
    ),
    min_size=1,
    max_size=6,
)


@given(ACCOUNTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(accounts, random) -> None:
    shuffled = list(accounts)
    random.shuffle(shuffled)
    assert compose(shuffled) == compose(accounts)
    assert contrasts(shuffled) == contrasts(accounts)


@given(ACCOUNTS)
def test_every_field_rests_on_evidence(accounts) -> None:
    composed = compose(accounts)
    for field in ("resolution", "cause"):
        text = getattr(composed.content, field)
        assert bool(text) == any(span.field == field and span.quote in text for span in composed.evidence)


def test_what_helped_leads_then_what_is_complete_then_what_is_fresh() -> None:
    plain, solved = told("a", "Boil it. Rinse twice. Wait."), told("b", "Boil it.", standing=2)
    assert compose([plain, solved]).key == "b"
    longer, newer = told("c", "Boil it. Rinse.", standing=2), told("d", "Boil it.", standing=2, day=9)
    assert compose([solved, newer]).key == "d"
    assert compose([newer, longer]).key == "c"


def test_the_language_of_most_customers_leads() -> None:
    persian = [told(key, "بجوشانید.", language="fa") for key in "ab"]
    assert compose([told("c", "Boil it.", standing=3), *persian]).language == "fa"


def test_a_cause_comes_from_another_account() -> None:
    composed = compose(
        [told("a", "Boil it. Rinse twice."), told("b", "Boil it.", cause="That is limescale.")]
    )
    assert (composed.key, composed.content.cause) == ("a", "That is limescale.")


def test_sentences_differ_in_figures_or_denial() -> None:
    assert differ("You have 14 days.", "You have 30 days.") == "figures"
    assert differ("Delivery is free.", "Delivery costs $5.") == "figures"
    assert differ("Dogs are allowed.", "Dogs are not allowed.") == "denial"
    assert differ("You have 30 days.", "تا سی روز فرصت دارید.") == ""
    assert differ("You have 30 days.", "It costs $5.") == ""


def test_news_are_the_sentences_that_say_more() -> None:
    account = told("a", "Print the label of your order. Keep the receipt of the shop.")
    parts = ("Print the label of your order.", "Keep the receipt of the shop.")
    spans = tuple(EvidenceSpan("resolution", part, 1, 0, len(part), part) for part in parts)
    found = news(Account(account.content, "en", spans, 1, None, "a"), "Print the label of your order and go.")
    assert [span.quote for span in found] == [parts[1]]
