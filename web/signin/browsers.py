"""What a browser says of itself, in two words that its owner recognises; anything unknown stays as it is."""

import re

# In this order: each of them also names some of those below it.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|HeadlessChrome/"),
    ("Safari", r"Version/.* Safari/"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("macOS", "Macintosh|Mac OS X"),
    ("ChromeOS", "CrOS"),
    ("Linux", "Linux"),
)


def short(said: str) -> str:
    """Return such as `Firefox · Linux`."""
    parts = [
        next((name for name, pattern in known if re.search(pattern, said)), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(part for part in parts if part) if parts[0] else said
