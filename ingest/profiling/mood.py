"""How customers sound, by counting words of a small list: a rough measure of a crowd, no judgement of one person.

Invariant: between -1 and 1; a text without any of the words gives None rather than 0, and "not good" is not good.
"""

# ruff: noqa: E501  (lists of words are read as wholes)

from __future__ import annotations

import re
from collections.abc import Iterable

_GLAD = """
thanks thank great excellent perfect wonderful awesome love loved happy glad pleased solved works working worked fixed
helpful resolved appreciate appreciated brilliant amazing good nice fast quick quickly satisfied recommend best
ممنون ممنونم متشکرم مرسی سپاس سپاسگزارم عالی خوب بهترین راضی حل درست خوشحال سریع دمتون ممتاز بی‌نظیر خوشم رضایت
谢谢 謝謝 感谢 感謝 多谢 太好了 很好 不错 不錯 满意 滿意 解决了 解決了 好了 可以了 恢复了 成功 给力 贴心 赞 棒 开心 放心 收到了 辛苦了
"""
_UPSET = """
terrible awful horrible worst bad angry furious annoyed annoying disappointed disappointing unacceptable useless
ridiculous broken fail fails failed failing failure problem problems complaint complain scam rude slow late never
waste wrong frustrated frustrating upset hate poor unhappy lost missing damaged defective still again refuse stolen
بد بدترین افتضاح خراب ناراضی عصبانی متاسفم شکایت مشکل مزخرف کند دیر شکسته ناراحت کلاهبرداری دزدی نرسیده قطع اعصاب ضعیف
بی‌ادب هنوز خطا نمیشه نمی‌شود نشد گم وقت‌تلف
垃圾 差 太差 投诉 投訴 生气 生氣 愤怒 失望 坑 骗 騙 烂 爛 慢 太慢 坏了 壞了 不行 不能 无法 無法 没用 沒用 还是 還是 怎么回事 什么态度 欺骗 骗子
恶心 无语 無語 崩溃 郁闷 差劲 不满 不滿 没人 沒人 一直 故障 问题 無法 卡 断 掉线 霸王 糟糕
"""
_NOT = re.compile(
    r"(?:\b(?:not|no|never|n't|isn't|wasn't|don't|didn't|doesn't|hardly)\s+(?:\w+\s+)?|[不没沒未])$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(r"^\s+(?:نیست|نبود|نشد|نکرد|نمی)")


def _pattern(words: str) -> re.Pattern[str]:
    listed = sorted(set(words.split()), key=len, reverse=True)
    spaced = "|".join(re.escape(word) for word in listed if not "\u3400" <= word[0] <= "\u9fff")
    run_on = "|".join(re.escape(word) for word in listed if "\u3400" <= word[0] <= "\u9fff")
    return re.compile(rf"(?<![^\W_])(?:{spaced})(?![^\W_])|(?:{run_on})", re.IGNORECASE)


_GLAD_WORDS, _UPSET_WORDS = _pattern(_GLAD), _pattern(_UPSET)


def mood(texts: Iterable[str]) -> float | None:
    """How a customer's messages sound, -1 upset to 1 glad, the later ones counting more; None where nothing tells."""
    glad = upset = 0.0
    for place, text in enumerate(texts, start=1):
        more, less = _counted(text)
        glad += more * place
        upset += less * place
    return None if glad + upset == 0 else (glad - upset) / (glad + upset)


def _counted(text: str) -> tuple[int, int]:
    glad = upset = 0
    for found in _GLAD_WORDS.finditer(text):
        denied = _NOT.search(text[max(0, found.start() - 24) : found.start()]) or _NOT_AFTER.match(
            text[found.end() :]
        )
        glad, upset = (glad, upset + 1) if denied else (glad + 1, upset)
    return glad, upset + sum(1 for _ in _UPSET_WORDS.finditer(text))
