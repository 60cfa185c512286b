"""Writes spoken Persian as it is written: «میشه پولم رو پس بدین؟» is «می‌شود پولم را پس بدهید؟».

People type as they talk, articles and what the encoder learnt from are written; by rule and a list of the commonest
words, so that a word which is neither stays as it is. The stored and the shown question never change.
"""

from __future__ import annotations

import re

ZWNJ = "\u200c"
# What is said | what is written; a spoken word that is also a written one with another meaning is left out.
_SAID = """
رو|را اینو|این‌را اونو|آن‌را اگه|اگر دیگه|دیگر یه|یک واسه|برای توی|در چیکار|چه‌کار چی|چه‌چیزی
چیه|چیست کیه|کیست چنده|چند‌است چطوری|چطور چجوری|چطور چطوریه|چطور‌است کجاس|کجاست اون|آن همون|همان
باهاش|با‌آن بهم|به‌من بهش|به‌او ازم|از‌من ازتون|از‌شما بهتون|به‌شما باهاتون|با‌شما قبوله|قبول‌است
میشه|می‌شود نمیشه|نمی‌شود بشه|بشود نشه|نشود میخوام|می‌خواهم نمیخوام|نمی‌خواهم بخوام|بخواهم
میخواد|می‌خواهد میخوایم|می‌خواهیم میخواین|می‌خواهید میاد|می‌آید نمیاد|نمی‌آید بیاد|بیاید اومد|آمد
نیومد|نیامد اومده|آمده نیومده|نیامده میدم|می‌دهم بدم|بدهم میدی|می‌دهی میده|می‌دهد نمیده|نمی‌دهد
میدین|می‌دهید میدید|می‌دهید بدین|بدهید بدید|بدهید میدن|می‌دهند میرم|می‌روم میره|می‌رود نمیره|نمی‌رود
برم|بروم بره|برود میگه|می‌گوید میگید|می‌گویید میگین|می‌گویید میتونم|می‌توانم نمیتونم|نمی‌توانم
میتونه|می‌تواند نمیتونه|نمی‌تواند میتونید|می‌توانید میتونین|می‌توانید بتونم|بتوانم تونستم|توانستم
میارن|می‌آورند میارید|می‌آورید میارین|می‌آورید میارم|می‌آورم بیارید|بیاورید بیارین|بیاورید
بیارن|بیاورند بیارم|بیاورم میدونم|می‌دانم نمیدونم|نمی‌دانم بدونم|بدانم میدونه|می‌داند میکنه|می‌کند
نمیکنه|نمی‌کند میکنن|می‌کنند میکنین|می‌کنید میرسه|می‌رسد نمیرسه|نمی‌رسد میمونه|می‌ماند
میگیره|می‌گیرد میگیرین|می‌گیرید میبرین|می‌برید میفرستین|می‌فرستید میفرسته|می‌فرستد میزنه|می‌زند
برگردونم|برگردانم برگردونید|برگردانید برگردونین|برگردانید گردونم|گردانم کنین|کنید کنن|کنند کنه|کند
نکنه|نکند بزنین|بزنید بفرستین|بفرستید نفرستین|نفرستید هستین|هستید دارین|دارید ندارین|ندارید
دادین|دادید شدین|شدید کردین|کردید برداشتین|برداشتید خریدین|خریدید خونه|خانه خونمون|خانه‌مان
گلدون|گلدان زبون|زبان تومن|تومان ارزون|ارزان گرون|گران آسون|آسان پشیمون|پشیمان زمستون|زمستان
تابستون|تابستان کوچیک|کوچک کوچیکه|کوچک‌است بزرگه|بزرگ‌است مجانی|رایگان مجانیه|رایگان‌است جنس|کالا
هارو|ها‌را خوبه|خوب‌است بهتره|بهتر‌است مفیده|مفید‌است درسته|درست‌است لازمه|لازم‌است کدوم|کدام کدومه|کدام‌است
کیا|چه‌کسانی میگن|می‌گویند میگم|می‌گویم میشم|می‌شوم میشن|می‌شوند نمیشن|نمی‌شوند بشن|بشوند
"""
WRITTEN = dict(pair.split("|") for pair in _SAID.split())
# Two words are written as one here, with a ZWNJ between them; these keep theirs.
_ONE_WORD = re.compile(f"ن?می{ZWNJ}.*|.*{ZWNJ}م?[ات]?مان")
_WORD = re.compile("[\u0621-\u064a\u0670-\u06d3\u200c]+")
_APART = re.compile("(?<![\u0621-\u06d3\u200c])(ن?می) (?=[\u0621-\u06d3])")
_VERB = re.compile(f"(ن?می){ZWNJ}(.{{2,}})")
_OWNED = re.compile(f"(.{{3,}}?){ZWNJ}?(تون|شون|مون)(ه|و)?")
_AFTER = {"ه": " است", "و": " را", None: ""}
_BEGINNINGS = ("گلدون", "زبون")
_WHOLE = frozenset(["کارتون", "پیرامون", "هورمون"])  # words of their own, though they end like «خانه‌تون»


def written(text: str) -> str:
    """Return a Persian question as it is written; one that is so already comes back word for word."""
    said = _APART.sub(rf"\1{ZWNJ}", text)
    plain = _WORD.sub(lambda found: _word(found[0]), said)
    return text if plain == said else plain


def _word(word: str) -> str:
    bare = word.replace(ZWNJ, "").replace("ي", "ی").replace("ك", "ک")
    if bare in WRITTEN:
        told = WRITTEN[bare]
        return told if _ONE_WORD.fullmatch(told) else told.replace(ZWNJ, " ")
    for said in _BEGINNINGS:
        if bare.startswith(said):
            return WRITTEN[said] + word[len(said) :]
    if verb := _VERB.fullmatch(word):
        return _verb(verb[1], verb[2], word)
    if bare not in _WHOLE and (owned := _OWNED.fullmatch(word)):
        joint = ZWNJ if owned[1][-1] in "اهوی" else ""
        return _word(owned[1]) + joint + owned[2].replace("و", "ا") + _AFTER[owned[3]]
    return word


def _verb(prefix: str, stem: str, word: str) -> str:
    """Put the ending of a verb in the present right: می‌رسه, می‌کنین, می‌کنن."""
    bare = stem.replace(ZWNJ, "")
    if bare.endswith("ین"):
        right = bare[:-2] + "ید"
    elif bare.endswith("نن"):
        right = bare + "د"
    elif bare.endswith("ه") and len(bare) > 2:
        right = bare[:-1] + "د"
    else:
        return word
    return prefix + ZWNJ + re.sub("ون(?=[دی])", "ان", right)
