"""Linking is the same every time, never points forward, and follows names, replies and words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.untangling import Utterance, conversations, links
from ingest.untangling.features import SIGNS, WINDOW, Room


def talk(*said: str) -> list[Utterance]:
    """Utterances of "who: words", half a minute apart."""
    return [Utterance(*_parts(number, one)) for number, one in enumerate(said)]


def _parts(number: int, one: str) -> tuple[str, float, str]:
    who, _, words = one.partition(": ")
    return who, number * 30.0, words


def test_an_answer_follows_the_name_it_begins_with():
    said = talk(
        "ann: how do I mount a usb disk on the server?",
        "bob: my sound card is silent since the upgrade, any idea?",
        "cy: ann: mount /dev/sdb1 /mnt",
        "dan: bob: check the mixer, the sound is muted there",
        "ann: cy: thanks that worked",
    )
    assert list(links(said)) == [0, 1, 0, 1, 2]
    assert conversations(said) == [[0, 2, 4], [1, 3]]


def test_names_of_people_are_known_in_other_scripts_too():
    said = talk(
        "سارا: چطور رمز پنل را عوض کنم؟",
        "王明: 打印机打不开怎么办？",
        "رضا: سارا: از صفحه حساب کاربری رمز را عوض کن",
        "李华: 王明: 先检查打印机电源",
    )
    assert conversations(said) == [[0, 2], [1, 3]]


def test_notices_answer_nothing_and_are_answered_by_nothing():
    said = [
        *talk("ann: is the build broken?"),
        Utterance("", 10.0, "bob has joined", notice=True),
        Utterance("cy", 20.0, "ann: yes, since noon"),
    ]
    assert list(links(said)) == [0, 1, 0]


def test_a_room_keeps_no_more_than_its_window():
    room = Room()
    for number in range(5 * WINDOW):
        said = room.read(Utterance(f"n{number % 9}", number * 5.0, f"words {number}"))
        assert room.signs(said).shape == (min(number, WINDOW) + 1, SIGNS)
        room.add(said)


utterances = st.builds(
    Utterance,
    st.sampled_from(["ann", "Bob", "", "سارا", "a|b"]),
    st.none() | st.floats(-1e6, 1e9, allow_nan=False),
    st.text(max_size=60) | st.sampled_from(["ann: yes", "bob?", "!help", "http://x"]),
    st.booleans(),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(utterances, max_size=30))
def test_every_message_is_in_one_conversation_and_links_point_back(said):
    found = list(links(said))
    assert found == list(links(said))
    assert all(0 <= parent <= place for place, parent in enumerate(found))
    assert sorted(place for talk in conversations(said) for place in talk) == list(range(len(said)))
