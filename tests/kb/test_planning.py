"""What an article should look like in the index."""

from __future__ import annotations

from typing import Any

import pytest

from kb.piece_ids import DIGEST, told
from kb.planning import Planned, plan
from kb.tables import Article, Category, Revision, Variant
from tests.kb.indexed import BODY


def an_article(**values: Any) -> Article:
    chosen: dict[str, Any] = {
        "id": 1, "language": "en", "audience": "public", "status": "published", "latest": 1, "published": 1,
    }  # fmt: skip
    variants = [Variant(text=text, language="en") for text in values.pop("variants", ())]
    return Article(**chosen | values, variants=variants)


def a_revision(**values: Any) -> Revision:
    chosen: dict[str, Any] = {
        "number": 1, "title": "Return a parcel", "environment": "", "cause": "", "resolution": BODY,
    }  # fmt: skip
    return Revision(**chosen | values)


def kinds(planned: list[Planned]) -> list[str]:
    return [piece.kind for piece in planned]


class TestPlan:
    def test_title_variants_and_passages_are_pieces_of_their_own(self) -> None:
        planned = plan(an_article(variants=["Where do I send it?", "چطور پس بفرستم؟"]), a_revision())
        assert kinds(planned) == ["title", "variant", "variant", "passage", "passage", "passage"]
        assert [piece.position for piece in planned] == list(range(6))
        assert [piece.heading for piece in planned[3:]] == ["", "At a shop", "By post"]
        assert all(piece.text in BODY for piece in planned[3:]), "verbatim, so that quotes can be found"
        assert planned[4].embedded == "Return a parcel\nAt a shop\nHand the parcel over."

    def test_environment_and_cause_are_found_too(self) -> None:
        planned = plan(an_article(), a_revision(environment="Android 14", cause="The label was lost."))
        texts = "\n".join(piece.text for piece in planned)
        assert "Android 14" in texts
        assert "The label was lost." in texts

    def test_the_issue_is_found_in_the_customers_words_once(self) -> None:
        planned = plan(
            an_article(variants=["It never boils. Why?"]), a_revision(issue="It never boils.\nWhy?")
        )
        assert [piece.text for piece in planned if piece.kind == "variant"] == ["It never boils. Why?"]
        planned = plan(an_article(), a_revision(issue="It **never** boils."))
        assert [piece.text for piece in planned if piece.kind == "variant"] == ["It never boils."]

    @pytest.mark.parametrize("status", ["draft", "in_review", "published"])
    def test_every_status_but_retired_is_planned_under_its_name(self, status: str) -> None:
        planned = plan(an_article(status=status), a_revision())
        assert {piece.status for piece in planned} == {status}

    def test_a_retired_article_has_no_pieces(self) -> None:
        assert plan(an_article(status="retired"), a_revision()) == []
        assert plan(an_article(), None) == []

    @pytest.mark.parametrize(
        "labels",
        [
            {"audience": "agents"},
            {"status": "draft"},
            {"category": Category(name="Returns", slug="returns", language="en")},
        ],
    )
    def test_another_label_keeps_the_ids_and_changes_the_hashes(self, labels: dict[str, Any]) -> None:
        before, after = plan(an_article(), a_revision()), plan(an_article(**labels), a_revision())
        assert [piece.id for piece in before] == [piece.id for piece in after]
        assert not {piece.content_hash for piece in before} & {piece.content_hash for piece in after}

    def test_another_language_is_said_by_other_ids(self) -> None:
        before, after = plan(an_article(), a_revision()), plan(an_article(language="fa"), a_revision())
        assert [told(int(piece.id, 16)).language for piece in after] == ["fa"] * len(before)
        assert [piece.id[:DIGEST] for piece in before] == [piece.id[:DIGEST] for piece in after]

    def test_an_unchanged_passage_keeps_id_and_hash_in_the_next_revision(self) -> None:
        before = plan(an_article(), a_revision())
        after = plan(an_article(), a_revision(number=2, resolution=BODY.replace("a box", "an envelope")))
        kept = {(piece.id, piece.content_hash) for piece in before} & {(p.id, p.content_hash) for p in after}
        assert len(kept) == len(before) - 1
        assert {piece.revision for piece in after} == {2}

    def test_the_same_text_in_two_articles_is_two_pieces(self) -> None:
        one, other = plan(an_article(), a_revision()), plan(an_article(id=2), a_revision())
        assert not {piece.id for piece in one} & {piece.id for piece in other}

    def test_the_same_text_twice_in_an_article_is_one_piece(self) -> None:
        planned = plan(an_article(variants=["Twice", "Twice"]), a_revision(resolution="Same.\n\n## A\n\nx"))
        assert len({piece.id for piece in planned}) == len(planned)
        assert kinds(planned).count("variant") == 1

    def test_a_title_that_is_the_beginning_of_the_body_is_not_said_twice(self) -> None:
        planned = plan(an_article(), a_revision(title="Print the…"))
        assert kinds(planned) == ["passage"] * 3
        assert planned[0].embedded == "Print the label."

    def test_planning_is_the_same_every_time(self) -> None:
        assert plan(an_article(variants=["x"]), a_revision()) == plan(
            an_article(variants=["x"]), a_revision()
        )
