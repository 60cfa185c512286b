"""What typing errors cost: first hit of questions with an error in one word, or in each, beside untouched ones.

    python -m benchmarks typos [SET…]      150 questions of the test half of each set

Each kind is measured with the product's tolerance (`assistant.spelling`, `assistant.retyping`) and without it. The
errors are random but the same in each run. What leaves a question as it is does not count.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from assistant import retrieval
from assistant.golden import Golden, read
from assistant.metrics import recall_at
from assistant.question import checked, encoded
from assistant.retyping import TALK
from benchmarks.label_sets import SETS, golden_file, open_set
from kb.languages import normalise, stopwords
from kb.library import Library

MOST = 150
SHORTEST = 4  # letters of a word that is mistyped
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
PERSIAN_ROWS = ("ضصثقفغعهخحجچ", "شسیبلاتنمکگ", "ظطزرذدپو")
ENGLISH_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,"
DOTS = {"پ": "ب", "چ": "ج", "ژ": "ز", "گ": "ک", "ش": "س", "خ": "ح", "ذ": "د", "ض": "ص", "ظ": "ط", "غ": "ع"}
ARABIC = {"ی": "ي", "ک": "ك"}
# Characters that sound the same, and which the usual input methods offer for each other.
_ALIKE = (
    "账帐 在再 做作 录陆 支只 费废 款宽 换唤 订定 银引 行航 存村 取曲 期其 利力 息西 "
    "信心 用永 户护 理里 手首 机鸡 号好 密蜜 码马 转赚 汇会 查茶 卡咖 办半 国果 新心 "
    "市事 时实 是事 有又 以已 公工 电店 中种 会汇 年念 月越 日入 开该 关官 "
)
HOMOPHONES = {one: other for pair in _ALIKE.split() for one, other in (pair, pair[::-1])}


def main(names: list[str]) -> None:
    """Print the table."""
    table = Table("set", "kind", "changed", "untouched", "without tolerance", "with it")
    for name in names or SETS:
        with open_set(name) as library:
            golden = [one for one in read(golden_file(name)) if one.relevant and _half(one.question)][:MOST]
            found = dict(zip((one.question for one in golden), _hits(library, golden), strict=True))
            with intolerant():
                plain = dict(zip((one.question for one in golden), _hits(library, golden), strict=True))
            table.add_row(
                name, "untouched", str(len(golden)), "", _share(plain.values()), _share(found.values())
            )
            for kind, change in KINDS[name.rsplit("-", 1)[1]].items():
                row = _kind(library, golden, change, found)
                table.add_row(name, kind, *row)
                Console(stderr=True, width=120).print(name, kind, *row)
    Console(width=120).print(table)


def _kind(
    library: Library, golden: Sequence[Golden], change: Callable[[str], str], found: dict[str, bool]
) -> tuple[str, ...]:
    pairs = [(one, replace(one, question=change(one.question))) for one in golden]
    changed = [(one, other) for one, other in pairs if one.question != other.question]
    asked = [other for _, other in changed]
    with intolerant():
        without = _hits(library, asked)
    return (
        str(len(changed)),
        _share([found[one.question] for one, _ in changed]),
        _share(without),
        _share(_hits(library, asked)),
    )


def _hits(library: Library, golden: Sequence[Golden]) -> list[bool]:
    """Whether the first hit of each question is right."""
    asked = [checked(one.question, language=one.language) for one in golden]
    right = []
    for one, query in zip(golden, encoded(library, asked), strict=True):
        ids = [hit.external_id or "" for hit in retrieval.retrieve(library, query, 1).hits]
        right.append(recall_at(ids, one.relevant, 1) > 0)
    return right


@contextmanager
def intolerant() -> Iterator[None]:
    """Search without any tolerance of typing errors."""
    kept = {name: getattr(retrieval, name) for name in OFF if hasattr(retrieval, name)}
    for name in kept:
        setattr(retrieval, name, OFF[name])
    try:
        yield
    finally:
        for name, function in kept.items():
            setattr(retrieval, name, function)


OFF: dict[str, Callable[..., object]] = {
    "corrected": lambda _words, _known: {},
    "respelled": lambda _library, query, _meant: query,
    "retyped": lambda _library, query, _known: query,
}


def in_words(error: Callable[[random.Random, str], str], *, each: bool) -> Callable[[str], str]:
    """Make one or each content word of a question mistyped."""

    def change(question: str) -> str:
        chance = random.Random(question)
        parts = question.split()
        places = [at for at, word in enumerate(parts) if _content(word)]
        for at in places if each else chance.sample(places, min(1, len(places))):
            parts[at] = error(chance, parts[at])
        return " ".join(parts)

    return change


def _content(word: str) -> bool:
    plain = normalise(word)
    return (
        len(plain) >= SHORTEST
        and plain.isalpha()
        and plain not in stopwords.ENGLISH
        and plain not in stopwords.PERSIAN
    )


def slip(rows: Sequence[str]) -> Callable[[random.Random, str], str]:
    """Return what makes one slip of the fingers: a neighbouring key, two swapped, one lost, one twice."""

    def mistyped(chance: random.Random, word: str) -> str:
        at = chance.randrange(1, len(word) - 1)
        how = chance.randrange(4)
        if how == 0:
            row = next((row for row in rows if word[at].lower() in row), "")
            near = row.find(word[at].lower()) + chance.choice((-1, 1)) if row else 0
            return word[:at] + (row[near] if 0 <= near < len(row) else word[at + 1]) + word[at + 1 :]
        if how == 1:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return word[:at] + word[at + 1 :] if how == 2 else word[:at] + word[at] + word[at:]

    return mistyped


def lettered(table: dict[str, str]) -> Callable[[str], str]:
    """Return what replaces letters."""
    return lambda question: question.translate(str.maketrans(table))


def missing(question: str) -> str:
    """Leave out one Chinese character."""
    at = random.Random(question).randrange(1, max(2, len(question) - 1))
    return question[:at] + question[at + 1 :]


def traditional(question: str) -> str:
    """Write in traditional characters, or what is traditional in simplified ones."""
    import opencc

    other = str(opencc.OpenCC("s2t").convert(question))
    return other if other != question else str(opencc.OpenCC("t2s").convert(question))


def _one_homophone(question: str) -> str:
    places = [at for at, letter in enumerate(question) if letter in HOMOPHONES]
    if not places:
        return question
    at = random.Random(question).choice(places)
    return question[:at] + HOMOPHONES[question[at]] + question[at + 1 :]


def _joined(question: str) -> str:
    return question.replace("\u200c", "").replace(" ها", "ها").replace("می ", "می").replace(" ای ", "ای ")


def _english_keys(question: str) -> str:
    return question.translate(dict(zip(map(ord, "".join(PERSIAN_ROWS)), LAYOUT, strict=True)))


def in_latin(question: str) -> str:
    """Write Persian in Latin letters, short vowels as "e"; the common words as people write them."""
    spelled = {persian: latin for latin, persian in reversed(TALK.items())}
    words = [
        spelled.get(word) or _romanised(normalise(word))
        for word in re.findall(r"[^\W\d]+|\d+", question.replace("\u200c", ""))
    ]
    return " ".join(words)


def _romanised(word: str) -> str:
    out = ""
    for at, letter in enumerate(word):
        now = ROMAN.get(letter, letter)
        vowel = letter in "اویآ"
        if out and not vowel and word[at - 1] not in "اویآ" and at < len(word) - (1 if at > 1 else 0):
            out += "e" if at % 2 else "a"
        out += now
    return out


ROMAN = dict(
    zip(
        "بپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیا",
        "b p t s j ch h kh d z r z zh s sh s z t z a gh f gh k g l m n o h i a".split(),  # noqa: SIM905 (read as prose)
        strict=True,
    )
)
LAYOUT = "qwertyuiop[]" + "asdfghjkl;'" + "zxcvbnm,"


def _share(hits: object) -> str:
    values = list(hits)  # type: ignore[call-overload]
    return f"{sum(values) / len(values):.3f}" if values else "-"


def _half(question: str) -> bool:
    from benchmarks.quality import half

    return half(question) == 1


KINDS: dict[str, dict[str, Callable[[str], str]]] = {
    "en": {
        "one slip": in_words(slip(ROWS), each=False),
        "a slip in each word": in_words(slip(ROWS), each=True),
    },
    "fa": {
        "one slip": in_words(slip(PERSIAN_ROWS), each=False),
        "a slip in each word": in_words(slip(PERSIAN_ROWS), each=True),
        "half-spaces lost": _joined,
        "Arabic letters": lettered(ARABIC),
        "dots lost": lettered(DOTS),
        "keyboard left in English": _english_keys,
        "Persian in Latin letters": in_latin,
    },
    "zh": {
        "the other script": traditional,
        "one character lost": missing,
        "one homophone": _one_homophone,
    },
}

if __name__ == "__main__":
    main(sys.argv[1:])
