"""The names in a text and which of them another text lacks: branches, products, businesses, model numbers.

Nothing is looked up: a name is a word with a capital where none is due, a code, or the word beside "branch", «شعبه»
or 店. Invariant: a name that stands in the other text in any spelling (case, blanks, one letter) is not missed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kb import languages
from kb.languages import persian, stopwords
from kb.languages.scripts import HAN

_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ\d'’&.-]*[A-Za-zÀ-ɏ\d]|[A-Z]")
_OPENS = re.compile(r"(?:^|[.!?:;…。！？：>›→|•*\-–—\"“”'‘’«»「」()\[\]/]|\d[.)])\s*$")
_CODE = re.compile(r"(?<![a-z0-9])(?:[a-z]+[-_]?\d[a-z0-9]*|\d+[a-z]{1,3}\d+[a-z0-9]*)(?![a-z0-9])")
_PERSIAN_CUE = re.compile(
    r"(?<!\w)(?:شعبه|فروشگاه|هتل|رستوران|کافه|بانک|مدل|خیابان|شهر|استان|دانشگاه|نمایندگی) (\w{2,})"
)
_HAN_CUE = re.compile(rf"([{HAN}]{{2,5}}?)(?:分店|门店|店|酒店|餐厅|银行|机场|大学)")
_NOT_NAMES = (
    frozenset(
        """
    i yes no sorry hello hi dear please thanks thank regards ok okay we you they he she it this that these those our
    your my his her their there here all any some each every only also just both either neither not if when while
    once after before until since because so then now who what which where why how however unfortunately
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january february march
    april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
    gbp usd eur cny rmb am pm wi-fi wifi pdf usb url faq id sms byob tv atm e-mail email internet english
    """.split()  # noqa: SIM905 (read as prose)
    )
    | stopwords.ENGLISH
)
# What a sentence begins with when it tells what to do, before the name of a button or a page.
_COMMANDS = frozenset(
    """
    open fill click choose select go press tap use check see visit enter call contact try restart reboot boil print
    take send download install set turn ask read buy get add remove sign log write update switch follow give bring
    """.split()  # noqa: SIM905 (read as prose)
)
# What follows a name that begins a sentence: more of the name, or what it does.
_SPOKEN_OF = re.compile(
    r"(?:'s|’s)?(?: (?:and|of|the|du|de|la|guest|house|hotel|lodge|shop|store|cafe|bar|branch|restaurant|bistro))* "
    r"(?:[A-Z]|(?:is|isn't|does|doesn't|has|had|will|won't|can|can't|cannot|offers|serves|accepts|takes|provides"
    r"|allows|requires|charges|collects|gives|also|only|was)\b)"
)
_NOUN = re.compile(r"(?:ing|tion|sion|ment|ity|ness|ance|ence|able|ery|ices?|ups?|outs?|loads?)s?$")
_RUN = re.compile(r"(?<!\w)[A-Z][\w'&-]*(?: (?:and |of |the )?[A-Z][\w'&-]*)+")
_COMMON = frozenset({"ما", "شما", "باز", "بسته", "حضوری", "دیگر", "اینترنتی"})
_LATIN = dict(
    zip(
        "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
        ["", *"bptsjC", "", *"KdzrzZsSsztz", "", *"qfqkglmn", "", "", ""],
        strict=True,
    )
)
_LEAST_TYPO = 5  # letters from which one letter may differ
_MEMO = 1024  # texts; each is compared with hundreds of others
_normal = lru_cache(_MEMO)(languages.normalise)
_TITLE_CASE = 0.95  # share of capitals among long words from which they say nothing


def missing(one: str, other: str, *, aside: str = "") -> frozenset[str]:
    """Return the names of `one` that `other` lacks; both in Latin script, or of one language.

    Args:
        aside: what else was read (the questions of both); a word written small in it is no name.
    """
    there = _words(other)
    found = _capitals(one, _small(one) | _small(other) | _small(aside)) | codes(one)
    return frozenset(name for name in found if name not in there)


def swapped(one: str, other: str) -> bool:
    """Whether a Persian or Chinese text names another branch, shop or model than the other does."""
    return any(
        bool(_beside(cue, one, other)) and bool(_beside(cue, other, one)) for cue in (_PERSIAN_CUE, _HAN_CUE)
    )


def placed_elsewhere(one: str, other: str) -> bool:
    """Whether two texts of different languages may tell of two branches, shops or models.

    Only a Persian name can be looked for in Latin letters, by its consonants; any other one is taken as different,
    for it cannot be told.
    """
    for here, there in ((one, other), (other, one)):
        for cue in (_PERSIAN_CUE, _HAN_CUE):
            for name in _beside(cue, here, there):
                if cue is _HAN_CUE or _consonants(name) not in {
                    _consonants(word) for word in capitals(there)
                }:
                    return True
    return False


def _consonants(word: str) -> str:
    """Return the consonants of a Persian or Latin word in Latin letters, doubled ones once."""
    latin = "".join(_LATIN.get(letter, letter) for letter in languages.normalise(word))
    for written, sound in (("sh", "S"), ("ch", "C"), ("kh", "K"), ("gh", "q"), ("zh", "Z"), ("ck", "k")):
        latin = latin.replace(written, sound)
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouyhwv]", "", latin))


def names(text: str) -> frozenset[str]:
    """Return what looks like a name in a text, in small letters."""
    return frozenset(_capitals(text, _small(text)) | codes(text))


def capitals(text: str, small_in: str = "") -> frozenset[str]:
    """Return the words with a capital where none is due, in small letters; those small in `small_in` are none."""
    small = _small(text) | _small(small_in)
    return frozenset(name for name in _capitals(text, small) if name not in small or name in _together(text))


@lru_cache(_MEMO)
def _small(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text) if word[:1].islower())


@lru_cache(_MEMO)
def _together(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for run in _RUN.findall(text) for word in run.split())


@lru_cache(_MEMO)
def codes(text: str) -> frozenset[str]:
    """Return the model numbers and codes of a text, such as `k200`."""
    return frozenset(re.sub("[-_]", "", code) for code in _CODE.findall(languages.normalise(text)))


def _beside(cue: re.Pattern[str], one: str, other: str) -> set[str]:
    """Return what `one` says beside a cue, and again elsewhere (a name is repeated), and `other` does not say."""
    one, other = _normal(one), _normal(other)
    named = (found[1] if cue is _PERSIAN_CUE else found[1][-2:] for found in cue.finditer(one))
    return {name for name in named if _twice(name, one) and name not in other and not _common(name)}


def _twice(name: str, text: str) -> bool:
    whole = re.escape(name) if re.match(f"[{HAN}]", name) else rf"(?<!\w){re.escape(name)}(?!\w)"
    return len(re.findall(whole, text)) > 1


def _common(word: str) -> bool:
    return len(word) < 2 or word in _COMMON or word in stopwords.PERSIAN or word in persian.AFFIXES


def _capitals(text: str, small: frozenset[str]) -> set[str]:
    return {name for name, unless in _capital_words(text) if unless not in small}


@lru_cache(_MEMO)
def _capital_words(text: str) -> tuple[tuple[str, str], ...]:
    """Return what may be a name in a text, each with the word that must not be written small for it to be one."""
    found = list(_WORD.finditer(text))
    long = [word.group() for word in found if len(word.group()) > 3]
    if len(long) > 4 and sum(word[0].isupper() for word in long) >= _TITLE_CASE * len(long):
        return ()
    names = []
    for word in found:
        name = word.group().strip(".'’")
        if not name[:1].isupper() or name.casefold() in _NOT_NAMES:
            continue
        opens = bool(_OPENS.search(text[max(0, word.start() - 4) : word.start()])) or word.start() == 0
        unless = _unless(text, word) if opens else ""
        if unless is not None:
            names.append((name.casefold(), unless))
    return tuple(names)


def _unless(text: str, word: re.Match[str]) -> str | None:
    """Say when the word at the beginning of a sentence is a name: None, never; "", always; unless a word is small.

    Any word has its capital there; nothing but its place may have made it one.
    """
    if word.group().casefold() in _COMMANDS:
        return None
    if not word.group()[1:].islower() or _NOUN.search(word.group()):
        return None if word.group()[1:].islower() else ""
    followed = _SPOKEN_OF.match(text, word.end())
    if not followed:
        return None
    return "" if followed[0][-1:].isupper() else word.group().casefold()


class _Words:
    """The words of a text, to ask whether a name stands among them in any spelling."""

    def __init__(self, text: str) -> None:
        normal = languages.normalise(text)
        self._words = {word.strip(".'-") for word in re.findall(r"[\w'&.-]+", normal)}
        self._stems = set(languages.tokens(text))
        self._run = re.sub(r"[\W_]+", "", normal)

    def __contains__(self, name: str) -> bool:
        bare = re.sub(r"[\W_]+", "", languages.normalise(name.removesuffix("'s").removesuffix("’s")))
        if not bare or bare in self._run or set(languages.tokens(name)) <= self._stems:
            return True
        return (
            len(bare) >= _LEAST_TYPO
            and bare.isalpha()
            and any(_one_letter_off(bare, word) for word in self._words)
        )


@lru_cache(_MEMO // 2)  # 15 kB each
def _words(text: str) -> _Words:
    return _Words(text)


def _one_letter_off(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    short, long = sorted((one, other), key=len)
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]
