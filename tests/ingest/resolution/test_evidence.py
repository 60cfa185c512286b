"""Every quote stands where its span says, whatever the conversation."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cleaning import clean_chat
from ingest.resolution import Resolution, resolve
from ingest.resolution.title import LONGEST
from tests.ingest.resolution.conversations import conversation

SAID = st.sampled_from(
    [
        "Hello!", "My lamp flickers, what can I do?", "Please use an LED bulb, 4 to 12 W. Thanks!",
        "still not working", "it works now, thank you", "سلام\nچراغ چشمک می‌زند",
        "لطفاً لامپ را عوض کنید؛ چون قابل دیم نیست.",
        "درست شد ممنون", "您好，灯一闪一闪的", "请换可调光的灯泡。因为普通 LED 会闪。", "好的谢谢", "[phone 1]",
        "@shop help", "👍",
        "1. Open Settings\n2. Tap Reset\n3. Wait", "",
    ]
)  # fmt: skip
LINES = st.lists(st.tuples(st.sampled_from("CABU"), st.one_of(SAID, st.text(max_size=60))), max_size=9)


def assert_verbatim(found, spoken):
    texts = {message.external_id: message.text for message in spoken.messages}
    pieces = [found.question] if found.question else []
    if isinstance(found, Resolution):
        assert found.issue
        assert found.resolution
        assert 0 < len(found.title) <= LONGEST
        pieces += [*found.issue, *found.environment, *found.cause, *found.resolution]
    for piece in pieces:
        assert texts[piece.message_id][piece.start : piece.end] == piece.quote
        assert piece.quote.strip()


@settings(deadline=None)  # the first call loads the language model
@given(LINES, st.sampled_from([None, True, False]))
def test_quotes_are_verbatim(lines, resolved):
    spoken = conversation(*(f"{side}: {text}" for side, text in lines), resolved=resolved)
    found = resolve(spoken)
    assert_verbatim(found, spoken)
    assert found == resolve(spoken)


@pytest.mark.real_data
def test_real_dialogues_keep_their_quotes_and_find_the_problem(real_data):
    folder = real_data / "conversations/helpdesk-zh-en"
    right = total = 0
    for name in ("parallel_en", "parallel_zh"):
        for line in (folder / f"{name}.jsonl").read_text().splitlines()[:150]:
            turns = json.loads(line)["turns"]
            spoken = conversation(
                *(
                    f"{'C' if turn['sender'] == 'customer' else 'A'}: {clean_chat(turn['text'])}"
                    for turn in turns
                )
            )
            found = resolve(spoken)
            assert_verbatim(found, spoken)
            votes = turns[0]["nugget_votes"]
            if max(votes, key=votes.get) == "CNUG0":
                total += 1
                right += found.question is not None and found.question.message_id == "m0"
    assert right / total > 0.95


@pytest.mark.real_data
def test_solution_turns_of_real_dialogues_are_found_well_above_the_last_turn_rule(real_data):
    folder = real_data / "conversations/helpdesk-zh-en"
    found, there = set(), set()
    for line in (folder / "parallel_en.jsonl").read_text().splitlines()[:200]:
        dialogue = json.loads(line)
        turns = dialogue["turns"]
        spoken = conversation(
            *(f"{'C' if turn['sender'] == 'customer' else 'A'}: {clean_chat(turn['text'])}" for turn in turns)
        )
        result = resolve(spoken)
        if isinstance(result, Resolution):
            found |= {(dialogue["id"], piece.message_id) for piece in result.resolution}
        there |= {
            (dialogue["id"], f"m{at}")
            for at, turn in enumerate(turns)
            if max(turn["nugget_votes"], key=turn["nugget_votes"].get) == "HNUG*"
        }
    right = len(found & there)
    assert 2 * right / (len(found) + len(there)) >= 0.40
