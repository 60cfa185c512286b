"""What customers say: thanks, yes and no, what they use, how they ask.

Invariant: as in `cues`; the outright forms (`WORKS`, `BROKEN`) are a narrower part of the loose ones.
"""

from __future__ import annotations

import re

from ingest.resolution.cues import cue

#: A customer thanks.
THANKS = cue(
    r"""
    thank(?:s| you)  thx  cheers  appreciate(?:d)?  grateful  3q  good job  great help
    """,
    r"""
    ممنون  متشکر  مرسی  سپاس  تشکر  دمت(?:ون)? گرم  دست(?:تون|ت) درد نکن  لطف کردید  خدا خیر
    """,
    r"""
    谢  謝  感谢  感激  辛苦  3q  赞  點贊  不错
    """,
)
#: A customer says it works, is done, is understood.
CONFIRMS = cue(
    r"""
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:ok)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:okay)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:works?)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:worked)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:working)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:fixed)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:solved)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:resolved)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:fine)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:done)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:perfect)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:normal)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:recovered)
    (?:it|that|this|everything)(?:'s| is|’s| has been| was)?(?: all| now| just| already)* (?:arrived)
    (?:problem|issue|it|they) (?:is|was|were|are|has been|have been|got|has) (?:now )?(?:solved)
    (?:problem|issue|it|they) (?:is|was|were|are|has been|have been|got|has) (?:now )?(?:resolved)
    (?:problem|issue|it|they) (?:is|was|were|are|has been|have been|got|has) (?:now )?(?:fixed|gone)
    (?:problem|issue|it|they) (?:is|was|were|are|has been|have been|got|has) (?:now )?(?:handled)
    (?:problem|issue|it|they) (?:is|was|were|are|has been|have been|got|has) (?:now )?(?:right|ok)  solved
    resolved  works? (?:now|well|properly|great|again|fine)  working (?:now|again)
    (?:is|it's) (?:ok|okay|fine|normal|good) now  succeed(?:ed)?  successful(?:ly)?
    i (?:see|get it|got it|understand|found it|did it|made it|received it)  found it
    it(?:'s|’s| is) there  got it  understood  that helps  helpful  perfect  awesome  all right  alright
    ok(?:ay)?  did the trick  have received
    """,
    r"""
    حل شد  درست شد  اوکی شد  اکی شد  رفع شد  برطرف شد  کار (?:کرد|می~کن(?:د|ه))  وصل شد  باز شد  انجام شد
    متوجه شدم  فهمیدم  گرفتم  دریافت کردم  رسید دستم  به دستم رسید  واریز شد  عالی  باشه  حله  اوکی
    موفق شدم
    """,
    r"""
    好了  解决  可以了  恢复  恢復  成功  搞定  明白  收到了  通了  能(?:用|上|连|登).{0,3}了  没事了
    没问题了  正常了  懂了  知道了  不[闪卡响漏烫抖黑跳]了  ok了?  好的  好哒  嗯  放心  好滴  行了  √
    已(?:经)?(?:处理|更新|下载|收到)  解決  收到
    """,
)
#: A customer says it does not.
DENIES = cue(
    r"""
    still  again  (?:does|did|do|is|are|was|were|can|could|wo|has|have)(?:n't|n’t| not)  cannot
    not (?:work|solved|fixed|possible|yet|the same)  no (?:use|response|reply|change|effect|one)  useless
    failed  the same  but  however  why  wrong  ridiculous  disappoint\w*  complain\w*  terrible  worse
    never
    """,
    r"""
    هنوز  نشد  نمی~  کار نکرد  درست نمی  فایده  بازم  باز هم  ولی  اما  همچنان  جواب نمی  چرا  افتضاح
    نکرد  شکایت  ندار
    """,
    r"""
    还是  仍  没有  没用  没法  不行  不能  无法  无效  一样  但是  但  可是  为什么  怎么还  失败  失望
    投诉  没反应  不了  不到  不是  垃圾  坑  骗  還是  沒有  沒用  無法  為什麼  失敗
    """,
)

#: Devices, systems and programs by their names ...
_NAMED = cue(
    r"""
    iphone  ipad  ipod  ios  macbook  mac\s?os  android  windows(?:\s?(?:xp|7|8|10|11))?  linux  ubuntu  samsung
    galaxy  huawei  xiaomi  redmi  oppo  vivo  nokia  smartisan  letv  oneplus  chrome  firefox  safari
    internet explorer  ie\s?\d+  operating system  v\d+(?:\.\d+)+  \d+\.\d+\.\d+
    """,
    r"""
    آیفون  آیپد  اندروید  ویندوز  مک~?بوک  سامسونگ  شیائومی  هواوی  لپ~?تاپ  تبلت  مرورگر  کروم  فایرفاکس
    سیستم~عامل
    """,
    r"""
    苹果  安卓  华为  小米  三星  魅族  锤子  荣耀  浏览器  瀏覽器  火狐  蘋果  安卓
    """,
)
#: ... and words that name one only together with a number.
_NUMBERED = cue(
    r"""
    model  version  serial  firmware  tablet  laptop  browser  router  modem  bluetooth  wi-?fi
    """,
    r"""
    گوشی  مدل  نسخه  ورژن  مودم  روتر
    """,
    r"""
    手机  手機  版本  系统  系統  电脑  電腦  型号  型號  机型  路由器
    """,
)

#: A customer says outright that it works again, or that it does not.
WORKS = cue(
    r"""
    (?:problem|issue|it|they|that)(?:'s|’s)? (?:(?:is|was|were|are|has been|got|has) )?(?:now |all )?(?:solved|fixed)
    (?:problem|issue|it|they|that)(?:'s|’s)? (?:(?:is|was|were|are|has been|got|has) )?(?:now |all )?(?:gone|handled)
    (?:problem|issue|it|they|that)(?:'s|’s)? (?:(?:is|was|are|has been|got) )?(?:now |all )?(?:sorted|resolved)
    (?:works?|working) (?:now|well|properly|again|fine|perfectly)
    (?:is|it's|it’s) (?:ok|okay|fine|normal|working) now
    now (?:it|everything|the \w+) (?:works|is fine|is ok)
    (?:that|it|this) (?:worked|helped|did the trick|fixed it|solved)  solved
    """,
    r"""
    حل شد  درست شد  (?:اوکی|اکی) شد  رفع شد  برطرف شد  (?:کار|وصل) (?:کرد|شد)
    مشکل(?:م|ی)? (?:حل|رفع|برطرف)  الان (?:کار می~کن|درست|اوکی)  موفق شدم
    """,
    r"""
    (?:已经?|都|可以|问题)?(?:解决了|恢复了|搞定|好了|修好了|成功了|可以了|正常了|通了)  已解决  已恢复
    不[闪卡响漏烫抖黑跳]了  解決了  恢復了
    """,
)
BROKEN = cue(
    r"""
    still (?:not|no|does(?:n't|n’t)|is(?:n't|n’t)|can(?:'t|’t|not)|can not|having|the same|have)
    still (?:get(?:ting)?|won(?:'t|’t)|fail\w*|broken|waiting)
    (?:did|does|do|is|has)(?:n't|n’t| not) (?:work|help|solve|fix)\w*
    not (?:working|solved|resolved|fixed)  no (?:use|effect|change|response|reply)
    same (?:problem|issue|error)  (?:to )?no avail  useless
    """,
    r"""
    هنوز (?:هم )?(?:نشد|مشکل|همون|همان|کار ن|درست ن|حل ن|ن|جواب)  کار ن(?:کرد|می~کن)
    (?:درست|حل|رفع|وصل|باز) ن(?:شد|می~ش)  فایده~?(?:ای)? ن  (?:همون|همان) مشکل
    باز(?: ?هم|م) (?:همون|همان|نشد|خطا)  جواب ن(?:داد|می~ده)
    """,
    r"""
    还是(?:不|没|一样|这样|老样子|无法|.{1,4}不[了上到行])  仍(?:然|旧)?(?:不|没|无法|未)
    依然(?:不|没|无法)  没(?:有)?(?:用|效果|解决|反应|人)  不行  没变化  不管用  無效  無法
    还没(?:有)?(?:解决|好)  還是(?:不|沒)  沒用
    """,
)
#: A sentence asks: by its mark or by its words.
QUESTION = re.compile(
    r"[?？؟]|"
    + cue(
        r"""
        (?:^|[,.] ?)(?:how|what|why|when|where|which|who|can i|could i|do i|is there|is it possible)
        """,
        r"""
        چطور  چگونه  چجوری  چه ?طوری  آیا  چرا  کجا  چقدر  چند
        """,
        r"""
        怎么  怎麼  如何  为什么  為什麼  怎样  能不能  可不可以  是不是  吗  嗎  多少  哪里  哪裡  咋
        """,
    ).pattern,
    re.IGNORECASE,
)
#: What opens a chat without saying what it is about: the whole of a sentence.
OPENER = re.compile(
    "(?:"
    + cue(
        r"""
        i (?:have|need|got|want)(?: (?:a|some|your|to ask a))? (?:quick )?(?:question|problem|help)
        i (?:have|need|got|want)(?: (?:a|some|your|to ask a))? (?:quick )?(?:issue|assistance)
        (?:can|could) (?:you|someone|anyone)(?: please)? help(?: me)?
        (?:is )?any(?:one|body) (?:there|here|online)  please help(?: me)?  are you there
        (?:i )?need (?:some )?help
        """,
        r"""
        (?:یه|یک)? ?(?:سوال|سؤال|مشکلی?) (?:دارم|داشتم)  کسی هست  هستید  کمک(?: می~خوا(?:م|هم)| کنید)?
        راهنمایی (?:می~خوا(?:م|هم)|کنید)  جواب بدید
        """,
        r"""
        (?:请问)?(?:在吗|有人吗|在不在|客服在吗)  有(?:个)?问题(?:想)?(?:咨询|问)?(?:一下)?
        我想咨询(?:一下)?  求助  帮帮?(?:我|忙)
        """,
    ).pattern
    + r")[\s.!?。！？؟~～]*",
    re.IGNORECASE,
)


def names_environment(sentence: str) -> bool:
    """Whether a sentence names a device, a system, a program or a version."""
    if _NAMED.search(sentence):
        return True
    return _NUMBERED.search(sentence) is not None and any(sign.isdigit() for sign in sentence)
