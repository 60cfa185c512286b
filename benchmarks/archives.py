"""Writes support archives of any size for benchmarks: mails in threads, and rows of a FAQ.

The same size always gives the same archive; issues come back as in real life, a few of them very often.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

NAMES = (
    "kettle toaster router printer scanner monitor keyboard headset webcam speaker thermostat doorbell vacuum "
    "blender fridge freezer oven dishwasher dryer washer tablet laptop phone charger battery drill saw mower pump "
    "heater fan lamp projector camera tripod watch tracker scale shaver razor mixer grinder grill cooler humidifier "
    "purifier radio turntable amplifier receiver antenna modem switch hub dock cable adapter tent stove lantern"
)
PRODUCTS = tuple(NAMES.split())
TROUBLES = (
    "does not switch on any more",
    "stops after a few minutes",
    "gets too hot to touch",
    "makes a loud grinding noise",
    "shows an empty screen",
    "keeps losing the connection",
    "cannot be paired with my phone",
    "smells of burnt plastic",
    "arrived with a broken handle",
    "was delivered to the wrong address",
    "has not arrived yet",
    "came in another colour",
    "was charged twice on my card",
    "lacks the power cable",
    "leaks water on the floor",
    "asks for a password I never set",
    "blinks red all the time",
    "refuses the new cartridge",
    "will not update its software",
    "drains within an hour",
    "shows the wrong time",
    "cannot find the wireless network",
    "forgets all of its settings",
    "is missing two screws",
    "has a scratched cover",
    "freezes at the start",
    "prints only blank pages",
    "no longer closes properly",
    "has no sound on the left side",
    "came without an invoice",
)
STEPS = (
    "Please hold the power button for ten seconds and then let it go.",
    "Unplug the cable at the wall and wait until the light is off.",
    "Open the settings page and choose the entry for a full reset.",
    "Clean the filter at the back with a dry cloth before you start again.",
    "Remove the cover, press the small switch inside and close it again.",
    "Install the newest version from the downloads page and restart.",
    "Send us a photo of the label on the bottom and we ship a new part the same day.",
    "Print the return label from your account and bring the parcel to any shop.",
    "We have refunded the second payment; it is back on your card within a week.",
    "Move it closer to the window and run the search for networks once more.",
    "Take the battery out, charge it outside of the device and put it back.",
    "Tighten both screws on the left side until the lid no longer moves.",
    "Ask the carrier with the tracking number, they keep parcels for two weeks.",
    "The invoice can be downloaded from the order page under documents.",
    "Delete the device from the list on your phone and add it again.",
    "Fill the tank only up to the line and let it dry over night.",
    "Choose the mono output in the sound menu and test both sides.",
    "Replace the fuse in the plug with one of the same kind.",
    "Write down the code that blinks and compare it with the table in the manual.",
    "Set the clock by hand once, it keeps the time from then on.",
)
OPENINGS = (
    "Since last week my {product} {trouble}.", "I bought a {product} from you and it {trouble}.",
    "Hello, the {product} {trouble}, what can I do?", "Our {product} {trouble}. How can this be repaired?",
    "The {product} I ordered {trouble} and I need it soon.",
)  # fmt: skip
DETAILS = (
    "I tried another socket and that did not help.", "It worked well until Monday.", "My neighbour has the same one.",
    "The manual says nothing about this.", "It stands in the kitchen.", "Nobody dropped it.",
    "I have already read the help pages.", "This is the second time it happens.",
)  # fmt: skip
START = datetime(2019, 1, 1, 8, tzinfo=UTC)
FAVOURITES = 0.5  # share of threads about one of the frequent issues


def mails(number: int) -> Iterator[tuple[str, str]]:
    """Give the mails of an archive as (sender, whole mail), thread after thread, two to four in each."""
    chance = random.Random(3)
    written = thread = 0
    while written < number:
        thread += 1
        for mail in _thread(chance, thread)[: number - written]:
            written += 1
            yield mail


def _thread(chance: random.Random, thread: int) -> list[tuple[str, str]]:
    product, trouble, answer = _issue(chance, thread)
    subject = f"{product.capitalize()} {trouble}"
    asked = chance.choice(OPENINGS).format(product=product, trouble=trouble)
    details = " ".join(chance.sample(DETAILS, chance.randint(0, 3)))
    customer, agent = f"customer{thread}@mail.example", "help@shop.example"
    sent = START + timedelta(minutes=7 * thread)
    texts = [
        (customer, f"Dear team,\n\n{asked} {details}\n\nBest regards\nCustomer"),
        (agent, f"Hello,\n\n{' '.join(answer)}\n\nKind regards\nThe support team"),
        (customer, "Thank you, that works now.\n\nBest regards\nCustomer"),
        (agent, "You are welcome, have a nice day.\n\nKind regards\nThe support team"),
    ]
    said = texts[: chance.randint(2, 4)]
    found = []
    for place, (sender, text) in enumerate(said):
        receiver = agent if sender == customer else customer
        head = [f"From: {sender}", f"To: {receiver}", f"Message-ID: <{thread}.{place}@mail.example>"]
        head += [f"Subject: {'Re: ' if place else ''}{subject}"]
        head += [
            f"Date: {format_datetime(sent + timedelta(hours=place))}",
            "Content-Type: text/plain; charset=utf-8",
        ]
        quote = ""
        if place:
            head.append(f"In-Reply-To: <{thread}.{place - 1}@mail.example>")
            quote = f"\n\nOn Monday, somebody wrote:\n> {said[place - 1][1].splitlines()[2]}"
        found.append((sender, "\n".join([*head, "", text + quote, ""])))
    return found


def _issue(chance: random.Random, thread: int) -> tuple[str, str, list[str]]:
    """Choose an issue and the answer that belongs to it."""
    often = chance.random() < FAVOURITES
    number = min(int(chance.paretovariate(0.8)), 500) if often else thread
    own = random.Random(number)
    return own.choice(PRODUCTS), own.choice(TROUBLES), own.sample(STEPS, own.randint(2, 4))


def write_mbox(path: Path, number: int) -> None:
    """Write an mbox with so many mails."""
    with path.open("w", encoding="utf-8") as file:
        for sender, mail in mails(number):
            file.write(f"From {sender} Mon Jan  7 08:00:00 2019\n{mail}\n")


def write_faq(path: Path, number: int) -> None:
    """Write a FAQ with so many rows, answers of 60 to 200 words."""
    chance = random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        for row in range(number):
            product, trouble = chance.choice(PRODUCTS), chance.choice(TROUBLES)
            answer = " ".join(chance.sample(STEPS, chance.randint(5, 15)))
            question = f"What to do when the {product} {trouble}?"
            file.write(json.dumps({"id": f"row-{row}", "question": question, "answer": answer}) + "\n")
