"""Greetings, thanks, apologies and farewells: what people say besides what they mean.

Invariant: a sentence counts as courtesy only when it is nothing else; "sorry, refunds take ten days" is content.
Spans are code points of the text given; nothing is reworded.
"""

from __future__ import annotations

import re

from ingest.cleaning.phrases import either
from kb.languages import Span, sentences

_END = r"[\s,，،.。!！~～…:：;；؛*_\-–—)\]]*"
_STOP = r"(?:[,，、،.。!！:：;；؛~～\-–—]+|\s*$|\s*\n)"
_WHOM = either(
    r"""
    there  all  everyone  team  folks  guys  sir  madam  or  customer  user  friend  support  again
    \[name \d+\]  [A-Z][\w.'’\-]{1,20}
    """
)
_WHOM_PERSIAN = either(
    r"""
    و  خدمت  به  بر  شما  دوست  دوستان  کاربر  مشتری  همراه  جناب  خانم  آقا  آقای  سرکار  عزیز  عزیزم  گرامی
    محترم  احترام  ادب  درود  سلام  عرض  فراوان  خسته نباشید  جان  همگی  پشتیبانی  تیم  همکار  ببخشید  خوبی
    خوبین  خوبید  هستید  وقت(?:تان|تون)? ?(?:ب|به )خیر  \[name \d+\]
    """
)
_GREETINGS = (
    either("hi  hello  hey  dear  greetings  good (?:morning|afternoon|evening|day)  welcome  happy new year")
    + rf"(?: {_WHOM}){{0,4}}(?:{_STOP}|\s+(?=[a-z]|I\b))",
    r"(?:با )?"
    + either(
        r"""
        سلام  درود  عرض ادب  (?:وقت|صبح|عصر|شب|روز)(?:تان|تون| شما)? ?(?:ب|به )خیر  خسته نباشید
        """
    )
    + rf"(?: {_WHOM_PERSIAN}){{0,9}}(?:{_STOP}|\s+)",
    r"(?:کاربر|مشتری|همراه|دوست|مشترک|خریدار)ِ? (?:عزیز|گرامی|محترم)(?: \[name \d+\])?[،,.!:]*(?:\s|$)",
    either(
        r"""
        (?:[\u4e00-\u9fff]{1,3}(?:先生|女士|小姐|太太|老师|經理|经理)|\[name \d+\]|客服)[，, ]?(?:您好|你好)
        您好  你好  妳好  大家好  亲们?  [親亲][愛爱]的.{0,8}?  尊敬的.{0,8}?
        (?:早上|上午|中午|下午|晚上|早安|晚安)好?
        嗨  哈[喽啰囉]
        (?:hi|hello|hey)(?=[\u4e00-\u9fff，,])
        """
    )
    + rf"[呀啊哦的]?(?:{_STOP}|\s+|(?=[请請您你我这這]))",
)
_GREETING = re.compile("|".join(_GREETINGS), re.IGNORECASE)
_MENTION = re.compile(
    r"(?:@\s?[\w\-·]{1,30}(?:\s(?:customer|service|support|online|official|business|technical|hall|club)){0,4}"
    r"[\s,，:：]*)+",
    re.IGNORECASE,
)
_NODS = either(
    r"""
    ok(?:ay)?  yes  no  sure  fine  alright  right  great  good  well  dear
    \[?(?:ha|ho|he|hey)[\s\-]?(?:ha|ho|he|hey)\]?
    """,
    r"""
    بله  خیر  باشه  اوکی  چشم  آره  حتما?ً?  (?:پیشاپیش )?مبارک(?: باشه| باشد)?
    """,
    r"""
    好的?  嗯+  恩+  哦+  是的?  行  可以  收到
    """,
)
_NOD = re.compile(
    rf"{_NODS}(?:[\s,，.!。！~～]*(?:ok(?:ay)?|sir|dear|sure|好的?|嗯|哦))?{_END}", re.IGNORECASE
)
_FOR_WHAT = (
    r"(?:\s(?:again|so much|very much|a lot|in advance|anyway|guys"
    r"|(?:for|to|and|that|it|you)\b[^,;:.!?]{0,90}))"
)
_TO_WHOM = r" ?, ?[^\s,.!?]{0,20}(?: [^\s,.!?]{1,16})?"
_THANKS = re.compile(
    rf"(?:{_NODS}[\s,，،.!。！~～]{{0,4}})?"
    + either(
        rf"""
        (?:many |okay? )?(?:thanks?|thank you|thx|cheers)\b(?:{_FOR_WHAT}|{_TO_WHOM}){{0,2}}
        (?:we|i|much) appreciated?\b(?:{_FOR_WHAT}|{_TO_WHOM}){{0,2}}
        """,
        r"""
        (?:خیلی |واقعا |بسیار )?(?:(?:با )?(?:تشکر|سپاس)|ممنون|متشکر|مرسی)[^،.!؟]{0,60}
        سپاسگزار[^،.!؟]{0,60}  دست(?:تون|تان) درد نکن[^،.!؟]{0,60}
        """,
        r"""
        (?:非常|十分|真的|多|太)?(?:感谢|感謝|谢谢|謝謝|多谢|谢)[^，,。！？!?.]{0,40}
        """,
    )
    + _END,
    re.IGNORECASE,
)
_VERY = r"(?:very |so |really |quite |deeply |terribly )?"
_APOLOGY = re.compile(
    either(
        rf"""
        {_VERY}sorry\b…  (?:we|i)(?: are| am|['’](?:re|m)) {_VERY}sorry\b…
        (?:we|i)(?: do| sincerely| really| truly)? apologi[sz]e\b…
        {_VERY}(?:apologies|my apologies|please accept our apologies)\b…
        """,
        r"""
        (?:خیلی |بسیار )?(?:(?:از|بابت|به خاطر)\b…)?(?:عذرخواهی|پوزش|معذرت|متاسف|متأسف|شرمنده|ببخشید)…
        """,
        r"""
        (?:非常|十分|很|真的|实在|實在|深感)?(?:抱歉|对不起|對不起|不好意思|致歉|歉意)[^，,。！？!?.]{0,20}
        [给給]您(?:带来|帶來|造成)…(?:抱歉|歉意|谅解|諒解|见谅|見諒)…
        """,
    )
    + _END,
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    either(
        r"""
        (?:have|(?:i )?wish you|hope you have|enjoy)\b.{0,20}\b(?:day|weekend|evening|night|week|life|time|year)…
        take care…  good luck…  (?:good)?bye…  see you…  all the best…  (?:best|kind|warm)? ?regards…  sincerely…
        cheers…  you['’]?(?: are|re) (?:very |most )?welcome…  no problem…  my pleasure…  not at all
        don['’]?t mention it…  (?:please )?(?:feel free|do not hesitate|don['’]?t hesitate) to\b…
        (?:please )?(?:let (?:me|us) know|contact (?:us|me))\b.{0,16}\bif (?:you|there)\b…
        (?:please )?(?:reach out|@ ?me|ask (?:me|us))\b.{0,16}\bif (?:you|there)\b…
        if you (?:have|need|meet) (?:any(?:thing)?|some(?:thing)?|further|more|other)\b…\b(?:contact|let|feel|reach)…
        if you (?:have|need|meet) (?:any(?:thing)?|some(?:thing)?|further|more|other)\b…\b(?:ask|tell|@)…
        (?:is|was) there anything else\b…\??  we are (?:always )?(?:at your service|here (?:to help|for you))…
        (?:we )?look(?:ing)? forward\b…  (?:i )?hope (?:this|that) helps…
        (?:(?:i|we)(?: am| are|['’](?:m|re)) )?(?:glad|happy|pleased) (?:to (?:hear|help)|that|you)\b…
        """,
        r"""
        (?:روز|شب|وقت|اوقات|هفته|سال) ?(?:خوب|خوش|خوبی)…  موفق (?:باشید|و)…  پیروز باشید  خدانگهدار  خداحافظ  بدرود
        خواهش می~کنم…  (?:اگر|اگه|در صورت|چنانچه|هر)\b…(?:در خدمت|اعلام کنید|بفرمایید|در میان بگذارید)…
        (?:اگر|اگه|در صورت|چنانچه|هر)\b…(?:تماس بگیرید|خوشحال می~شویم)…  در خدمت(?:تان|تون| شما)?…
        با (?:احترام|آرزوی)…  خوشحال(?:م|یم)…  لطف (?:دارید|دارین|کردید)…  نوش جان  حق با شماست
        امیدوار(?:م|یم) (?:مشکل|راهنمایی|مفید)…
        """,
        r"""
        [祝愿][您你]?…  (?:很|非常)高兴…  您(?:喜欢|喜歡|满意)就好  不客气  不客氣  不用谢  别客气  再见  再見  拜拜
        此致  敬礼  敬禮
        (?:如果?|若)[您你]?[还還仍]?有?(?:任何|其他|其它|什么|疑问|問題|问题|需要)…(?:联系|聯繫|聯絡|咨询|諮詢|私信)…
        (?:如果?|若)[您你]?[还還仍]?有?(?:任何|其他|其它|什么|疑问|問題|问题|需要)…(?:告诉|告訴|@)…
        欢迎您?(?:随时|再次|继续)…  (?:敬请|請|请)您?(?:谅解|諒解|见谅|理解|放心|稍等|耐心等待).{0,8}
        """,
    )
    + _END,
    re.IGNORECASE,
)
_EMPTY = re.compile(r"(?:\[[^\]\n]{1,24}\]|[\W_])*")
#: After one of these, thanks or an apology go on to say something.
_TURNS = re.compile(
    either(
        r"""
        \b(?:but|however|still|though|unfortunately|because|since|please|cannot|can['’]?t)\b
        \bnot (?:possible|work|available|solved|fixed)\b
        """,
        "ولی  اما  هنوز  متاسفانه  متأسفانه  لطفا  چون",
        "但  不过  不過  可是  还是  還是  仍  因为  因為  由于  由於  请  請",
    ),
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[,，、،;；؛]")
_LONGEST = 400


def is_courtesy(sentence: str) -> bool:
    """Whether a sentence is nothing but greetings, thanks, apologies, farewells, nods or signs."""
    if len(sentence) > _LONGEST:
        return False
    rest = sentence[_opening(sentence) :].strip()
    if _is_one(rest):
        return True
    clauses = _CLAUSES.split(rest)
    return len(clauses) > 1 and all(_is_one(clause.strip()) for clause in clauses)


def _is_one(clause: str) -> bool:
    if _EMPTY.fullmatch(clause) or _NOD.fullmatch(clause) or _FAREWELL.fullmatch(clause):
        return True
    if not (_THANKS.fullmatch(clause) or _APOLOGY.fullmatch(clause)):
        return False
    return not _TURNS.search(clause.removeprefix("Please accept our apologies"))


def content_spans(text: str) -> tuple[Span, ...]:
    """The sentences of a message that say something, in order, each without its greeting.

    Returns:
        Spans of code points in `text`, trimmed of white space; sentences that are courtesy are left out.
    """
    found: list[Span] = []
    for span in sentences(text):
        start = span.start + _opening(text[span.start : span.end])
        part = text[start : span.end]
        start += len(part) - len(part.lstrip())
        end = start + len(part.strip())
        if start < end and not is_courtesy(text[start:end]):
            found.append(Span(start, end))
    return tuple(found)


def _opening(sentence: str) -> int:
    """The length of the greetings and mentions a sentence opens with."""
    at = len(sentence) - len(sentence.lstrip())
    for _ in range(4):
        found = _GREETING.match(sentence, at) or _MENTION.match(sentence, at)
        if not found or found.end() == at:
            break
        at = found.end()
        at += len(sentence[at:]) - len(sentence[at:].lstrip())
    return at
