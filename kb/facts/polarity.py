"""Whether two answers say the contrary: one denies what the other affirms, or says "on" where it says "off".

Invariant: symmetric, and silent where it cannot tell; a leading yes or no belongs to how the question was put and
does not count by itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kb import languages

_LEADING = re.compile(
    r"^\s*(?:(?:hi|hello|sorry|unfortunately|yes|no|yep|nope|sure|of course"
    r"|سلام|بله|خیر|نه|متاسفانه|البته|是的?|能|不是|不|可以|不可以|不能|对不起|抱歉|您好|你好|有|没有|允许)"
    r"[,،，.。!！;؛:]\s*)+"
)
_NO_NEGATION = re.compile(
    r"\bno (?:extra |additional )?(?:charge|fee|cost)s?\b|\bno (?:problem|matter|worries|later than|more than)\b"
    r"|\bnot only\b|\bno\. ?\d|n't forget|\bnot (?:exceed|be larger)|نه تنها"
    r"|如果[^，。]{0,12}(?:不|没|无)[^，。]{0,6}[，。]|不(?:得|能|要)?超过|不仅|不但|不过|不同|不错|无论"
    r"|未来|没问题|差不多|不客气|是不是|能不能|可不可以|有没有|要不要|不好意思"
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|none|without|unavailable|impossible|unable|neither|nor|forbidden|prohibited|banned"
    r"|refus\w+|declin\w+|reject\w+|cant|dont|doesnt|isnt|wont|arent|lacks?)\b|\b\w+n't\b"
    r"|(?<!\w)(?:خیر|ممنوع\w*|غیر ?مجاز|غیر ?ممکن|امکان ?ناپذیر|بدون|نباید|نیست\w*|ندار\w+|نمی ?\w+|نشد\w*"
    r"|نشو\w+|نکن\w+|نخواه\w+|نباش\w*|نبود\w*|نتوان\w*|نگیر\w*|نده\w+)"
    r"|不|没|无法|无(?=需|效|权|人)|未|勿|禁止|拒绝|谢绝"
)
_ON = (
    r"\bturn(?:ed|ing)? (?:\w+ )?on\b|\b(?:re-?)?enabl\w+|\bactivat\w+|\bswitch(?:ed)? on\b"
    r"|(?<!غیر )(?<!غیر)فعال|روشن|开启|启用|激活|开通"
)
_OFF = (
    r"\bturn(?:ed|ing)? (?:\w+ )?off\b|\bdisabl(?:e|es|ed|ing)\b|\bdeactivat\w+|\bswitch(?:ed)? off\b"
    r"|غیر ?فعال|خاموش|关闭|停用|禁用|关掉"
)
# Words of which one is the other's contrary: a text that has only the one, and another that has only the other.
_CONTRARY = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        (_ON, _OFF),
        (r"\binstall\w*|نصب|安装", r"\buninstall\w*|حذف نصب|卸载"),
        (r"\bcheck[- ]?in\b|入住", r"\bcheck[- ]?out\b|退房"),
        (r"\bindoors?\b|室内", r"\boutdoors?\b|\boutside\b|室外|户外"),
        (r"\bincreas\w+|افزایش|增加|提高", r"\b(?:decreas|reduc)\w+|کاهش|减少|降低"),
        (r"\bupgrad\w+|ارتقا|升级", r"\bdowngrad\w+|降级"),
        (r"\bminimum|حداقل|至少", r"\bmaximum|حداکثر|至多|最多"),
        (r"\bsubscrib\w+|(?<!取消)订阅", r"\bunsubscrib\w+|取消订阅"),
    )
)
_ALIKE = 0.5  # share of words from which two sentences are about the same thing
_MEMO = 1024  # texts; each is compared with hundreds of others
_FEW = 2  # sentences up to which the whole text is compared


@lru_cache(_MEMO)
def denies(text: str) -> bool:
    """Whether a normalised text, without a leading yes or no, denies something."""
    return bool(_NEGATION.search(_NO_NEGATION.sub(" ", _bare(text))))


def opposed(one: str, other: str) -> bool:
    """Whether two answers say the contrary of each other, sentence by sentence where they are long.

    In two languages only whole texts of a sentence or two are compared.
    """
    first, second = _sentences(one), _sentences(other)
    if max(len(first), len(second)) <= _FEW:
        return denies(" ".join(first)) != denies(" ".join(second))
    for sentence in first:
        words = _words(sentence)
        near = max(second, key=lambda text: _share(words, _words(text)), default="")
        if _share(words, _words(near)) >= _ALIKE and denies(sentence) != denies(near):
            return True
    return False


def contrary(one: str, other: str) -> bool:
    """Whether one text has a word ("turn on") and the other only its contrary ("turn off")."""
    return any(
        (here == (True, False) and there == (False, True))
        or (there == (True, False) and here == (False, True))
        for here, there in zip(_sides(one), _sides(other), strict=True)
    )


@lru_cache(_MEMO)
def _sides(text: str) -> tuple[tuple[bool, bool], ...]:
    """Return for each pair of contraries whether a text has the one, outside of the other, and the other."""
    text = languages.normalise(text)
    return tuple((_without(left, right, text), bool(right.search(text))) for left, right in _CONTRARY)


def _without(left: re.Pattern[str], right: re.Pattern[str], text: str) -> bool:
    """Whether the one word stands there outside its contrary («غیرفعال» holds «فعال»)."""
    return bool(left.search(right.sub(" ", text)))


def _bare(text: str) -> str:
    rest = _LEADING.sub("", text)
    return rest if any(map(str.isalnum, rest)) else text


@lru_cache(_MEMO)
def _sentences(text: str) -> tuple[str, ...]:
    found = [languages.normalise(text[span.start : span.end]) for span in languages.sentences(text)]
    said = [sentence for sentence in found if any(map(str.isalnum, sentence))]
    while len(said) > 1 and not any(map(str.isalnum, _LEADING.sub("", said[0]))):
        said = said[1:]  # "Yes." alone
    return tuple(said)


@lru_cache(_MEMO)
def _words(sentence: str) -> frozenset[str]:
    return frozenset(languages.tokens(sentence))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (min(len(one), len(other)) or 1)
