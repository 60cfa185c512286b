"""Says which writing systems a text uses, and which way a language runs.

Only code point ranges decide here, so the answer never depends on a model or on the locale.
"""

import re
from typing import Literal

Script = Literal["latin", "arabic", "han", "other", "none"]

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"})

# Ranges are written for use inside a character class; `segment` and `detect` build on them.
LATIN = (
    r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff"
    r"\uab30-\uab64\ufb00-\ufb06\uff21-\uff3a\uff41-\uff5a"
)
ARABIC = (
    r"\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06e5-\u06e6\u06ee-\u06ef\u06fa-\u06fc"
    r"\u06ff\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f"
    r"\ufd92-\ufdc7\ufdf0-\ufdfb\ufe70-\ufefc"
)
HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
KANA = r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d"


# Letters in an average word: one Chinese character says more than one Latin letter, so a text is
# "mostly" in the script that carries most of its words.
_LETTERS_PER_WORD = {"latin": 5.0, "arabic": 4.0, "han": 1.7, "other": 4.0}

_COUNTED = {
    "latin": re.compile(f"[{LATIN}]"),
    "arabic": re.compile(f"[{ARABIC}]"),
    "han": re.compile(f"[{HAN}]"),
    "other": re.compile(f"[^\\W\\d_{LATIN}{ARABIC}{HAN}]"),
}


def direction(language: str) -> Literal["rtl", "ltr"]:
    """Returns the writing direction of a language tag such as `fa`, `fa-IR` or `en`."""
    return "rtl" if language.replace("_", "-").split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def words_by_script(text: str) -> dict[Script, float]:
    """Returns about how many words of each script the text holds (only scripts that occur)."""
    if text.isascii():
        letters = sum(map(str.isalpha, text))
        return {"latin": letters / _LETTERS_PER_WORD["latin"]} if letters else {}
    counts: dict[Script, float] = {}
    for name in ("latin", "arabic", "han", "other"):
        if letters := len(_COUNTED[name].findall(text)):
            counts[name] = letters / _LETTERS_PER_WORD[name]
    return counts


def script(text: str) -> Script:
    """Returns the script that carries most of the text's words, `none` where it has no letter."""
    counts = words_by_script(text)
    return max(counts, key=lambda name: counts[name]) if counts else "none"


def scripts(text: str) -> frozenset[Script]:
    """Returns every script in the text that has a letter; empty where there is none."""
    return frozenset(words_by_script(text))
