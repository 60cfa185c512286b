"""An archive goes in once: sums equal, a second reading changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.command import danesh

SAMPLES = Path(__file__).parents[2] / "samples"


def sums_equal(summary: dict[str, int]) -> bool:
    outcomes = ("imported", "unchanged", "skipped", "failed")
    return summary["items"] == sum(summary[name] for name in outcomes)


@pytest.mark.slow
def test_the_sample_archive_goes_in_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = danesh(home, "ingest", SAMPLES, "--json", timeout=280, DANESH_SUPPORT_ADDRESSES="barg.example")
    assert first.code == 1
    assert first.err == ""
    assert sums_equal(first.json)
    assert first.json["drafts"] > 50
    assert first.json["merged"] > 5
    assert {Path(problem["source"]).name for problem in first.json["problems"]} >= {
        "broken.jsonl",
        "support.mbox",
    }

    again = danesh(home, "ingest", SAMPLES, "--json", DANESH_SUPPORT_ADDRESSES="barg.example").json
    assert sums_equal(again)
    assert again["unchanged"] == first.json["imported"] + first.json["unchanged"]
    assert (again["imported"], again["drafts"], again["merged"]) == (0, 0, 0)
    assert danesh(home, "check").code == 0

    conversations = {
        message["id"]: message["text"]
        for conversation in danesh(home, "conversations", "--json").json["conversations"]
        for message in conversation["messages"]
    }
    drafts = danesh(home, "drafts", "--json").json["drafts"]
    assert len(drafts) == first.json["drafts"]
    for draft in drafts:
        assert draft["evidence"], draft["title"]
        for span in draft["evidence"]:
            assert conversations[span["message_id"]][span["start"] : span["end"]] == span["quote"]


@pytest.mark.real_data
@pytest.mark.slow
def test_every_real_and_hostile_mail_is_read_or_named(tmp_path: Path, real_data: Path) -> None:
    done = danesh(tmp_path / "home", "ingest", real_data / "mail", "--kind", "email", "--json", timeout=290)
    assert done.code in {0, 1}, done.err
    assert done.err == ""
    assert sums_equal(done.json)
    assert done.json["imported"] > 190
    for problem in done.json["problems"]:
        assert problem["reason"].strip()
        assert "Traceback" not in problem["reason"]
