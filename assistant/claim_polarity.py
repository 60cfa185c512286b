"""Whether a claim turns what its evidence says: not, only, except, before, after, at least, at most, must, may.

Pure and transparent: short lists of words in English, Persian and Chinese; what is on none of them does not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb import facts, languages

# Of each pair a text may have the one or the other; [min, max], [more, less], [before, after], ...
_PAIRS: dict[str, tuple[str, str]] = {
    "bound": (
        r"\bat least\b|\bminimum\b|\bno(?:t)? (?:less|fewer) than\b|حداقل|دست ?کم|کمینه|至少|最少|最低|不少于|起码",
        r"\bat most\b|\bmaximum\b|\bno(?:t)? (?:more|later) than\b|حداکثر|بیشینه|至多|最多|最高|不超过|不多于",
    ),
    "side": (
        (r"\b(?:over|above|more than|exceed\w*|older than|larger than|higher than|longer than)\b"
        r"|بالای|بالاتر از|بیش از|بیشتر از|以上|高于|超过|大于|多于|(?<!不)满(?=\d)"),
        (r"\b(?:under|below|less than|fewer than|younger than|smaller|lower than|shorter than)\b"
        r"|زیر(?!ا)|پایین تر از|کمتر از|کوچک ?تر از|以下|低于|不满|不到|不足|小于|少于|以内"),
    ),
    "order": (
        (r"\b(?:before|prior to|ahead|in advance|until)\b|(?<!\w)(?:پیش از|قبل از|پیش تر)"
        r"|提前|(?<!以)(?<!目)(?<!当)前"),
        r"\b(?:after|afterwards|once)\b|(?<!\w)(?:پس از|بعد از)|(?<!最)(?<!然)(?<!随)后",
    ),
    "amount": (
        r"\btoo (?:much|many|high|long|large)\b|بیش از (?:حد|اندازه)|زیادی?(?!\w)|過多|过多|太多|过高|过量",
        r"\b(?:too|very) (?:little|few|low|short|small)\b|خیلی کم|کم ?(?:ابی|بود)|过少|太少|过低|不足(?!\d)|不够",
    ),
    "exception": (
        r"\bincluding\b|\beven\b|حتی|از جمله|包括|也(?=免|参加|能|可)",
        (r"\bexcept(?:ing|ions?)?\b|\bexclud\w+|\bapart from\b|\bother than\b|\bunless\b"
        r"|به ?جز|غیر از|مگر|به استثنای|除外|除了|除非|除.{1,10}外|不含|不包括"),
    ),
    "free": (
        (r"\bfree\b|\bpays? nothing\b|\bno (?:extra )?(?:charge|fee|cost)s?\b|رایگان|مجانی|هزینه ?(?:ا?ی)? ?ندار\w+"
        r"|免费|免运费|不收费|不收(?=取?手续费|运费|钱)|不(?:要|用花?)钱|(?:不用|无需|不必|不需要?)付[费钱]"
        r"|پولی نمی ?\w+|(?:\bno|without) payment\b|\bfree of charge\b"),
        r"\bcosts?\b|\bcharged?\b|هزینه دار\w+|(?<!不)收费|收取|要收|(?<=[ ]|元)(?<!不)收(?=\d)",
    ),
    "duty": (
        r"\bmust\b|\bhave to\b|\bhas to\b|\b(?:is|are) required\b|\bobligatory\b|باید|لازم|موظف|必须|务必|必需",
        r"\bmay\b|\bcan\b|\boptional\w*|\bpossible\b|می ?توان|ممکن|اختیاری|可以|可在|能够|任选",
    ),
    "scope": (
        (r"\bonly\b|\bsolely\b|\bexclusively\b|\bno ?(?:one|body) (?:but|except)\b|فقط|صرفا|(?<!ه )تنها"
        r"|只有|仅|只能|只(?=[可在有限])"),
        (r"\beveryone\b|\banyone\b|\beverybody\b|\banybody\b|\bnot only\b|هر ?کسی|هر ?کس"
        r"|همه(?= (?:به|می|افراد|کس))|نه تنها"
        r"|所有人|任何人|人人|不仅|不只|谁都"),
    ),
}  # fmt: skip
_COMPILED = {name: (re.compile(one), re.compile(other)) for name, (one, other) in _PAIRS.items()}
# Read first, and taken out of the text: they hold the contrary's word ("not only", 不满99).
_FIRST_OTHER = {"side", "scope", "exception"}
_DENIALS = re.compile(
    r"\bavoid(?:ed|ing|s)?\b|\bkeep (?:\w+ ){0,3}(?:away|out of)\b|خودداری|پرهیز|اجتناب|避免"
    r"|\bclosed\b|\bexpired\b|\bnobody\b|\bnothing\b|تعطیل|بسته (?:است|می ?شود)"
    r"|休息|关门|打烊|停业|歇业|不再|严禁|切勿"
    r"|نپذیر\w*|نیاور\w*|نبر\w+|نفرست\w*|نگذار\w*|نزن\w*|نمان\w*|نرو\w*|نرس\w*|نیفت\w*|نخر\w*|نریز\w*"
    r"|(?<!\w)ن(?:می|با|شا|دا|خوا|تو)\w+"
)
_NO_DENIAL = re.compile(
    r"无理由|\w{0,2}不[进出上下到了动开](?=\w{0,8}的)|如果[^，。]{0,14}[，。]"
    r"|不满(?=\d)|不到(?=\d)|不足(?=\d)|不少于|不超过|不多于|不仅|不只|\bnot only\b|نه تنها|\bnot later than\b"
    r"|(?:do not|don't|never) (?:forget|hesitate|worry)|(?:别|不要|勿)忘|فراموش ن\w+|نگران ن\w+|别担心"
    # What is denied in a condition or of what is spoken of is not what the sentence says.
    r"|\b(?:until|as long as|provided(?: that)?|unless)\b [^,;.]{0,60}?(?:\bnot\b|n't)(?: yet)?"
    r"|\b(?:while|if|when|in case)\b [^,;.]{0,40}?(?:\bnot\b|n't)[^,;.]{0,60},"
    r"|\b(?:that|which|who) \w+ ?(?:not|n't) [^,.;]{3,60}? (?:is|are|will|must|can|may|has|have)\b"
    r"|(?:تا وقتی|تا زمانی|مادامی|به شرطی)[^،.؛]{0,40}(?<!\w)ن(?:شد|کر|دا|یا|می ?)\w*"
    r"|(?:اگر|چنانچه|در صورتی)[^،.؛]{0,40}(?<!\w)ن(?:شو|شد|کن|کر|دا|یا|با|می ?)\w*[^،.؛]{0,20}،"
    r"|(?<!\w)\w+ که [^،.؛]{0,40}(?<!\w)ن(?:شد|کر|دا|یا|می ?)\w+(?= \w+ \w+)"
    r"|(?:只要|当|若|要是|凡)[^，。；]{0,14}(?:不|没|未|无)[^，。；]{0,8}，"
    r"|\bno(?:t)? (?:more|less|fewer|later) than\b|\bno longer than\b|不同|不久"
)
_EXCEPT = re.compile(r"\bno ?(?:one|body) (?:but|except)\b|\bunless\b|غیر از|除外|除非|除了")


@dataclass(frozen=True)
class Turned:
    """How a claim turns a text: denial against none, and the pairs of which it has the other word."""

    denied: bool
    pairs: frozenset[str]
    added: frozenset[str]


def turned(claim: str, evidence: str) -> Turned:
    """Compare a claim with the part of its evidence that speaks of the same; both as they stand."""
    said, known = languages.normalise(claim), languages.normalise(evidence)
    pairs, added = set(), set()
    here, there = signs(said), signs(known)
    for name, mine in here.items():
        yours = there[name]
        if mine and yours and not mine & yours:
            if name != "duty" or mine == {1}:  # that one may do what one must is said of the same thing
                pairs.add(name)
        elif mine and not yours:
            added.add(f"{name} {min(mine)}")
    if facts.contrary(claim, evidence):
        pairs.add("contrary")
    return Turned(denies(said) != denies(known), frozenset(pairs), frozenset(added))


def signs(text: str) -> dict[str, set[int]]:
    """Return for each pair which of its words a normalised text has: 1 the first, -1 the other."""
    found: dict[str, set[int]] = {}
    for name, (one, other) in _COMPILED.items():
        first, second = (other, one) if name in _FIRST_OTHER else (one, other)
        signs_of = (-1, 1) if name in _FIRST_OTHER else (1, -1)
        rest = first.sub(" ", text)
        found[name] = {signs_of[0]} if rest != text else set()
        if second.search(rest):
            found[name].add(signs_of[1])
    return found


def denies(text: str) -> bool:
    """Whether a normalised text denies something; that something is free, or under a limit, is no denial."""
    rest = _NO_DENIAL.sub(" ", text)
    for name in ("free", "side"):
        for pattern in _COMPILED[name]:
            rest = pattern.sub(" ", rest)
    rest = _EXCEPT.sub(" ", rest)
    return facts.denies(rest) or bool(_DENIALS.search(rest))
