"""How often text of an old charset that nobody named is read right, alone and within English.

    python -m benchmarks charsets [DATA]     measures; --fit writes the frequencies the readers go by anew

Measured on public texts of the label sets, cut to a few letters, words or lines that stand in English sentences. The
frequencies come from the vocabulary of the bundled encoder's tokenizer: pieces of words with how often each was met
in a hundred languages; nothing measured here goes into them.
"""

from __future__ import annotations

import itertools
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.label_sets import DATA
from ingest.readers.charset_scores import FILE, LATIN
from ingest.readers.charsets import decode, plain
from kb.inference import bundled
from kb.settings import load

WORDS = 8_000  # Chinese words of two characters that are kept
EACH = 300  # samples of each charset and length
LENGTHS = ("2", "4", "8", "16", "line", "whole")
CHARSETS = (
    ("zh", "gbk"),
    ("tw", "big5"),
    ("fa", "cp1256"),
    ("de", "cp1252"),
    ("ru", "cp1251"),
    ("ru", "koi8-r"),
)
_FOREIGN_WORD = re.compile(r"[^\W\d_]+")
#: For languages that no label set is in.
_WRITTEN = {
    "de": (
        "Die Lieferung kam gestern, aber die Tür des Kühlschranks schließt nicht richtig. Können Sie mir für die "
        "Rückgabe ein Etikett schicken? Das Gerät läuft nicht mehr, obwohl der Akku über Nacht geladen wurde. Ich "
        "möchte meine Bestellung ändern und die größere Größe nehmen. Grüße, Jürgen Müller. Le colis est arrivé "
        "abîmé, pouvez-vous le remplacer ? J’ai été débité deux fois. À quelle heure ouvre le magasin près de "
        "l’hôtel ? Elle n’a pas été livrée. Señor Muñoz pidió información, mañana llamará a la señora Ibáñez."
    ),
    "ru": (
        "Здравствуйте, мой заказ до сих пор не пришёл. Как вернуть деньги за чайник? Спасибо за быстрый ответ, всё "
        "работает. Не могу войти в личный кабинет, помогите. Сколько стоит доставка в Казань? Кнопка не "
        "нажимается, экран чёрный. Пожалуйста, измените адрес. Подскажите, когда откроется магазин?"
    ),
}  # fmt: skip


def main(arguments: list[str]) -> None:
    """Fit, or print the shares read right."""
    if "--fit" in arguments:
        FILE.write_text(fitted(), encoding="utf-8")
        return
    data = Path(next(iter(arguments), DATA))
    english = _rows(data / "retrieval" / "banking-intents-en" / "faq.jsonl", "question", "answer")
    chance = random.Random(1)
    print("charset  " + "  ".join(f"{length:>5}" for length in LENGTHS))
    for language, charset in CHARSETS:
        texts = _texts(data, language)
        shares = [_share(chance, english, texts, language, charset, length) for length in LENGTHS]
        print(f"{charset:8} " + "  ".join(f"{share:5.3f}" for share in shares))


def _texts(data: Path, language: str) -> list[str]:
    if language in _WRITTEN:
        return re.split(r"(?<=[.?!]) ", _WRITTEN[language])
    if language == "zh":
        return _rows(data / "retrieval" / "news-zh" / "articles.jsonl", "body")
    name = {"tw": "bank-faq-zh", "fa": "shop-faq-fa"}[language]
    return _rows(data / "retrieval" / name / "faq.jsonl", "question", "answer")


def _rows(file: Path, *fields: str) -> list[str]:
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [row[field] for row in rows for field in fields]


def _share(
    chance: random.Random,
    english: Sequence[str],
    texts: Sequence[str],
    language: str,
    charset: str,
    length: str,
) -> float:
    """Return which share of samples is read right to the letter."""
    english = [text for text in english if text.isascii()]
    words = sorted({word for text in texts for word in _FOREIGN_WORD.findall(text) if not word.isascii()})
    right = total = 0
    for _ in range(20 * EACH):
        if total == EACH:
            break
        around = chance.choice(english).split(" ")
        foreign = _cut(chance, texts, words, language, length)
        at = chance.randrange(len(around) + 1)
        if charset == "cp1256":  # it has no Persian yeh; people write the Arabic one
            foreign = foreign.replace("ی", "ي").replace("\u200c", " ")
        text = foreign if length == "whole" else " ".join([*around[:at], foreign, *around[at:]])
        try:
            raw = text.encode(charset)
        except UnicodeError:
            continue
        if not raw.isascii():
            total += 1
            right += decode(raw) == plain(text)
    return right / max(total, 1)


def _cut(
    chance: random.Random, texts: Sequence[str], words: Sequence[str], language: str, length: str
) -> str:
    if not length.isdigit():
        return chance.choice(texts)[:300]
    letters = int(length)
    if language in {"zh", "tw"}:
        run = ""
        while len(run) < letters:
            run += chance.choice(words)
        return run[:letters]
    return " ".join(chance.choice(words) for _ in range(max(1, letters // 4)))


def fitted() -> str:
    """Return the frequencies as the file holds them."""
    vocabulary = json.loads((bundled.folder(load().cache) / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = [(piece.replace("▁", " "), math.exp(score)) for piece, score in vocabulary["model"]["vocab"]]
    hanzi: Counter[str] = Counter()
    for piece, mass in pieces:
        for sign in piece:
            if "\u4e00" <= sign <= "\u9fff":
                hanzi[sign] += mass
    couples = Counter({piece: mass for piece, mass in pieces if re.fullmatch("[\u4e00-\u9fff]{2}", piece)})
    total, signs, words = sum(hanzi.values()), defaultdict(str), defaultdict(str)
    for couple, mass in couples.most_common(WORDS):
        words[str(round(-2 * math.log(mass / total)))] += couple
    for sign, mass in hanzi.most_common():
        signs[str(round(-2 * math.log(mass / total)))] += sign
    arabic = "ابپتثجچحخدذرزژسشصضطظعغفقکكگلمنوهیيىةأإآؤئء"
    russian = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    tables = {
        "hanzi": signs,
        "words": words,
        "arabic": _pairs(pieces, arabic, arabic),
        "russian": _pairs(pieces, russian, russian),
        "latin": _pairs(pieces, LATIN, [sign for sign in LATIN if not sign.isascii()]),
    }
    return json.dumps(tables, ensure_ascii=False, separators=(",", ":")) + "\n"


def _pairs(
    pieces: Iterable[tuple[str, float]], alphabet: str, telling: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Return -log of how often a letter follows another, for pairs with a telling letter; " " is a word's end."""
    known, wanted = {*alphabet, " "}, set(telling)
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for piece, mass in pieces:
        letters = piece.casefold() if "ß" not in piece else piece.lower()
        if letters.strip() and set(letters) <= known:
            for one, other in itertools.pairwise(letters):
                seen[one][other] += mass
            seen[letters[-1]][" "] += mass / 2  # a piece may go on
    made: dict[str, dict[str, str]] = {}
    for one in sorted(seen):
        total = sum(seen[one].values())
        row: defaultdict[int, str] = defaultdict(str)
        for other in sorted(known):
            if wanted & {one, other}:
                row[round(-math.log(seen[one][other] / total + 1e-6))] += other
        made[one] = {str(cost): row[cost] for cost in sorted(row)}
    return made
