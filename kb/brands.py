"""Brands of one installation: a name, a logo, colours and contact links for each host name.

Colours that readers could not read are refused: every pair a page puts together has a contrast of 4.5 or more
(WCAG 2.2, 1.4.3). What follows from the accent (its ink, hover and soft ground) is worked out here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ANY = "*"  # the brand of every other host name
ENOUGH = 4.5  # https://www.w3.org/TR/WCAG22/#contrast-minimum
COLOUR = re.compile("#[0-9a-fA-F]{6}")
LINK = re.compile(r"(?:https?://|mailto:|tel:)\S+")
LOGOS = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".jpg": "image/jpeg"}
PAPER, DARK = (
    "#faf9f5",
    "#1a201f",
)  # the lightest and darkest grounds that accents stand on, see the tokens of the stylesheet
WHITE, INK = "#ffffff", "#08211d"
SOFT = 0.1  # share of the accent in its soft ground
KEYS = frozenset({"name", "logo", "accent", "accent_dark", "contacts", "url"})


@dataclass(frozen=True)
class Brand:
    """How one host's pages look.

    Attributes:
        name: empty: as the setting `brand` says.
        logo: a picture file; empty: ours.
        accent: `#rrggbb` on light grounds, `accent_dark` on dark ones; empty: ours.
        contacts: address by label, such as `{"Call us": "tel:+98-21-555"}`.
        url: the address people reach these pages at; empty: the setting `public_url`.
    """

    name: str = ""
    logo: str = ""
    accent: str = ""
    accent_dark: str = ""
    contacts: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


def parsed(given: Mapping[str, Any]) -> dict[str, Brand]:
    """Return brands by host name in lower case, `*` for all others.

    Raises:
        ValueError: a brand cannot be used; the message names it and says why.
    """
    return {host.lower(): _brand(host, fields) for host, fields in given.items()}


def of_host(brands: Mapping[str, Brand], host: str) -> Brand:
    """Return the brand of a host name."""
    return brands.get(host.lower()) or brands.get(ANY) or Brand()


def _brand(host: str, fields: Any) -> Brand:
    if not isinstance(fields, Mapping) or not fields.keys() <= KEYS:
        raise ValueError(f"{host}: a brand has {', '.join(sorted(KEYS))} and nothing else")
    contacts = fields.get("contacts", {})
    if not isinstance(contacts, Mapping) or not all(LINK.fullmatch(str(one)) for one in contacts.values()):
        raise ValueError(f"{host}: contacts are addresses (https:, mailto: or tel:) by label")
    texts = {name: str(fields.get(name, "")) for name in KEYS - {"contacts"}}
    logo = texts["logo"]
    if logo and not logo.lower().endswith(tuple(LOGOS)):
        raise ValueError(f"{host}: a logo is one of {', '.join(LOGOS)}")
    for name, ground in (("accent", PAPER), ("accent_dark", DARK)):
        _readable(host, name, texts[name], ground)
    return Brand(**{**texts, "url": texts["url"].rstrip("/")}, contacts=dict(contacts))


def _readable(host: str, name: str, colour: str, ground: str) -> None:
    if not colour:
        return
    if not COLOUR.fullmatch(colour):
        raise ValueError(f"{host}: {name} is not a colour such as #0b5d54")
    worst = min(contrast(colour, one) for one in (ground, mixed(colour, ground, SOFT)))
    if worst < ENOUGH:
        raise ValueError(
            f"{host}: {name} {colour} has a contrast of {worst:.1f} on {ground}; {ENOUGH} is needed"
        )


def stylesheet(brand: Brand) -> str:
    """Return the CSS that gives pages a brand's colours; empty when it has none of its own."""
    if not brand.accent and not brand.accent_dark:
        return ""
    light = brand.accent or on_ground(brand.accent_dark, PAPER)
    dark = brand.accent_dark or on_ground(brand.accent, DARK)
    pairs = {
        "--accent": (light, dark),
        "--accent-ink": (ink_on(light), ink_on(dark)),
        "--accent-hover": (mixed("#000000", light, 0.25), mixed(WHITE, dark, 0.3)),
        "--accent-soft": (mixed(light, PAPER, SOFT), mixed(dark, DARK, SOFT)),
    }
    lines = "".join(f"{name}:light-dark({one},{other});" for name, (one, other) in pairs.items())
    return ":root:not([data-theme=contrast]){" + lines + "}\n"


def on_ground(colour: str, ground: str) -> str:
    """Return a colour moved towards white or black until it can be read on a ground and its own soft one."""
    towards = WHITE if luminance(ground) < 0.2 else "#000000"
    for step in range(21):
        moved = mixed(towards, colour, step / 20)
        if min(contrast(moved, one) for one in (ground, mixed(moved, ground, SOFT))) >= ENOUGH:
            return moved
    return towards


def ink_on(colour: str) -> str:
    """Return the ink that stands out more from a colour."""
    return max((WHITE, INK), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2)."""
    parts = [value / 255 for value in _parts(colour)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def mixed(colour: str, into: str, share: float) -> str:
    """Return `into` with a share of another colour in it."""
    pairs = zip(_parts(colour), _parts(into), strict=True)
    return "#" + "".join(f"{round(share * one + (1 - share) * other):02x}" for one, other in pairs)


def _parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
