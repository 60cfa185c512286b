"""Cue lists: the words in English, Persian and Chinese by which an agent's turn shows what it does.

Invariant: a cue says what a phrase usually does, never more; what it weighs is said in `answers`. The lists were
collected from a training half of public helpdesk dialogues (`benchmarks/mining.py`), the Persian ones by hand.
"""

from __future__ import annotations

import re

from ingest.cleaning.phrases import either

_OPENING = 24  # characters


def cue(english: str, persian: str, chinese: str) -> re.Pattern[str]:
    """One pattern of three phrase lists; the English phrases are whole words."""
    return re.compile(rf"\b{either(english)}\b|{either(persian, chinese)}", re.IGNORECASE)


#: An agent tells what to do.
INSTRUCTS = cue(
    r"""
    you (?:can|may|could|should|must|need to|have to|are (?:suggested|advised|recommended))
    please (?:try|check|click|open|go|enter|update|upgrade|restart|reboot|use|make sure|ensure)
    please (?:delete|remove|(?:re-?|un-?)?install|unload|log|sign|select|choose|turn|switch|clear)
    please (?:set|wipe|press|hold|refer|follow|download|charge|see|adjust|disable|enable|unplug)
    please (?:reset|back up|pull|confirm|change|replace|visit|take|connect|scan|apply|note)
    try (?:to|again|changing|it)  have a try  (?:i|we|little \w+) (?:suggest|recommend|advise)
    (?:is|it's) (?:suggested|recommended|advised)  (?:simply|just) (?:click|open|press|go|reply)  go to
    click  tap  select  press  enter the  settings?  step  steps  first  then  method
    (?:^|[.;:!]\s+|,\s+|\d[.)]\s+|then |please )(?:put|take|pull|push|unplug|plug|boil|rinse|wash)
    (?:^|[.;:!]\s+|,\s+|\d[.)]\s+|then |please )(?:place|move|keep|let|leave|use|add|write|choose)
    (?:^|[.;:!]\s+|,\s+|\d[.)]\s+|then |please )(?:open|close|remove|replace|cut|turn|switch|hold)
    (?:^|[.;:!]\s+|,\s+|\d[.)]\s+|then |please )(?:wait \d|swipe|scroll|type|enter|copy|paste)
    (?:^|[.;:!]\s+|,\s+|\d[.)]\s+|then |please )(?:attach|scan|print|pack|charge|clean|wipe|look)
    (?:^|[.;:!]\s+|,\s+|\d[.)]\s+|then |please )(?:check|ask)
    """,
    r"""
    می~توان(?:ید|ین)  می~تون(?:ید|ین|ی)  کافی(?:ست|ه| است)  باید  پیشنهاد می~  توصیه می~  کلیک
    انتخاب کنید  به بخش  از بخش  از منوی  وارد  تنظیمات  مراجعه  امتحان  نصب  (?:به~روز|بروز)~رسانی  آپدیت
    ری~?استارت  پاک کنید  حذف کنید  روشن  خاموش  دوباره  مجدد  ابتدا  سپس  مرحله
    لطفا.{1,60}(?:کنید|بزنید|بروید|نمایید|بفرمایید)  فعال  غیرفعال  بزنید  بروید  استفاده کنید
    (?<![آ-ی‌])ب(?!ود|اش|ازد|عید|بخش|فرما|فرست|گو|گی)[آ-ی]{2,10}(?:ید|ین)(?![آ-ی])
    """,
    r"""
    建议  可以  可在  可到  可前往  可通过  可登录  可进入  麻烦.{0,8}(?:看|试|检查|查|翻|换)
    请.{0,4}(?:换|选|填|用|拔|放|改|尝试|试|点击|打开|进入|更新|升级|重启|重新|检查|查看|确认)
    请.{0,4}(?:下载|卸载|清除|清理|关闭|使用|参考|按|到|将|把|登录|前往)  请.{0,4}(?:注意)  尝试  试试
    试一?下  点击  点开  进入  设置  步骤  打开  选择  长按  需要  方法  首先  然后  教程  如需  建議  嘗試
    點擊  設定  打開  選擇  請.{0,4}(?:嘗試|點擊|打開|進入|更新|重新|檢查|查看|確認|下載)
    """,
)
#: An agent suggests, even where the sentence ends with a question mark.
SUGGESTS = cue(
    r"""
    please (?:try|check|make sure|click|open|go|update|restart|reinstall|use)
    you (?:can|may|could) (?:try|check|use|see)
    (?:i|we) (?:suggest|recommend)  suggested  try to  how about
    """,
    r"""
    می~ت(?:وان|ون)(?:ید|ین)  پیشنهاد می~  لطفا  امتحان کنید
    """,
    r"""
    建议  (?:您|你|就)可以  可以(?:尝试|试)  尝试一?下  试试  请您?(?:尝试|检查|进入|打开|点击|先)  建議  嘗試
    """,
)
#: An agent names a place in a menu, a button, a link.
POINTS = re.compile(
    r"""
      settings?\s?[-–—>＞→›»"]|(?:设置|設定|设定|管理|中心|تنظیمات|منوی|منو)\s?[-–—>＞→›»]+
    | \w\s?(?:--|——|＞|→|›|»|\s>\s|\s-\s|\s←\s)\s?\w
    | https?://|www\.|\[URL\]|链接|連結|web\ ?page\ link|link\b|لینک
    | [“"「【«'][^”"」】»'\n]{1,40}[”"」】»']|(?:^|\s)[1-9][.、)]\s?\w|[①②③]
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: An agent says why.
EXPLAINS = cue(
    r"""
    because  since  due to  owing to  caused by  results? from  the reason  that is why  as a result
    belongs to  it means  this means  in order to
    """,
    r"""
    به دلیل  به علت  به خاطر  چون(?:که)?  زیرا  علت  دلیل  به این معنی  یعنی  از آن~جا که  ناشی از
    """,
    r"""
    因为  由于  原因  是因  所以  因此  导致  是由  属于  即为  也就是  因為  由於  導致  屬於
    """,
)
#: An agent states how things are.
STATES = cue(
    r"""
    supports?  supported  only  available  unavailable  can(?:'t|’t|not)  no need  free of charge
    automatically  takes? effect  valid  within \d+  working days  hours  currently  at present
    there is no  not yet  requires?  includes?  it is normal  normal  yes  no
    """,
    r"""
    امکان  پشتیبانی می~  موجود  رایگان  فقط  نیازی  خودکار  اعتبار  روز کاری  ساعت  در حال حاضر  طبیعی
    شامل  بله  خیر  ممکن است  می~شود  مهلت
    """,
    r"""
    支持  不支持  无法  不能  无需  不需要  目前  只有  只能  免费  生效  自动  正常  有效  工作日  小时
    不会  是的  会在  暂时  需  即可  就可以  就好  支援  無法  無需  免費  自動  小時  不會
    """,
)
#: An agent says that it is done.
DONE = cue(
    r"""
    (?:has|have|was|were)(?: already)? been (?:fixed|resolved|solved|refunded|sent|restored)
    (?:has|have|was|were)(?: already)? been (?:processed|modified|cancell?ed|handled|returned)
    (?:has|have|was|were)(?: already)? been (?:completed|released|corrected|updated|issued|unlocked)
    (?:has|have|was|were)(?: already)? been (?:activated)
    (?:we|i)(?:'ve|’ve| have)? (?:just |already )?(?:fixed|refunded|resolved|solved|restored)
    (?:we|i)(?:'ve|’ve| have)? (?:just |already )?(?:cancell?ed|corrected|activated|unlocked|reset)
    """,
    r"""
    (?:حل|برطرف|اصلاح|ارسال|واریز|انجام|لغو|فعال|تعویض|بازگردانده|مرجوع) (?:شد|شده|گردید|کردیم|کردم)
    (?:رفع|عودت|صادر) (?:شد|شده|گردید|کردیم|کردم)
    """,
    r"""
    已(?:经)?(?:为您|帮您|給您|给您)?(?:修复|恢复|解决|返还|退款|取消|更新|补发|发货|开通|完成)
    已(?:经)?(?:为您|帮您|給您|给您)?(?:处理好|处理完|重置|修復|恢復|解決|退還|開通)  修复好了  恢复正常
    """,
)
#: An agent asks for data, hands over, promises or waits: nothing that answers.
DEFERS = cue(
    r"""
    private message  by message  via message  direct message  provide (?:us|me|your|the|it)
    (?:please|could you|can you)[^.]{0,20} (?:provide|send)  send (?:us|me|your)  leave (?:us|your|me)
    contact(?:ed)? you  call you  call(?:ing)? back  get back to you  reply to you
    (?:will|have|has|been|we'll|we’ll) (?:\w+ )?(?:report|feed|feed back|forward|record|verif)\w*
    (?:will|have|has|been|we'll|we’ll) (?:\w+ )?(?:transfer|submit)\w*  fe?ed ?back  recorded  verify
    verif\w+  relevant (?:department|staff|personnel)  arrange  follow(?:ing)? up  as soon as possible
    (?:please|kindly) wait(?! \d)  wait (?:for|in|a moment|patiently)  patien\w+  look into
    check (?:it|this|that|for you)  will (?:check|reply|call|contact|handle|inform|notify|improve|try)
    escalat\w+  pass(?:ed)? (?:it|this|on)  our (?:staff|team|engineers?|specialists?) will  specialists?
    for your understanding  (?:your )?(?:\w+ )?support  attention  take notice  understand (?:your|how)
    hope you  follow us  service quality
    (?:will|shall) (?:\w+ )?(?:improve|reinforce|optimi[sz]e|review|consider)\w*  the editor of
    at your service  (?:be|are) glad to  please (?:contact|call|dial) us  have received your
    """,
    r"""
    شماره~ ?(?:سفارش|تماس|پیگیری|موبایل|کارت)…(?:بفرمایید|بفرستید|ارسال|اعلام|بد)  پیگیری  پیام خصوصی
    دایرکت  اعلام (?:کنید|بفرمایید|نمایید|فرمایید)  بفرستید  ارسال (?:کنید|بفرمایید|نمایید)  در اختیار
    بررسی (?:می~|خواه|کنم|کنیم|شود|و)  ارجاع  در اسرع وقت  منتظر  صبور  شکیبایی  تماس (?:می~گیر|خواه|گرفته)
    اطلاع (?:می~ده|خواه|داده)  ثبت (?:شد(?!ه)|کردم|کردیم)  گزارش  همکاران  کارشناسان  واحد مربوط
    """,
    r"""
    私信  提供  反馈  反饋  核实  核實  联系您  与您联系  聯絡您  聯繫您  回复您  回覆您  尽快  盡快  转交
    转派  转达  轉交  记录  記錄  安排  稍等  等待  相关部门  相关人员  相關  工作人员  跟进  跟進  处理中
    核查  留意  登记  帮您查  帮您看  为您查  关注  客服会  专员  后续  努力  告知  谅解  理解  支持与
    查询一下  不客气  重视您  意见和建议  做个评价  (?:随时|再次)?(?:与|跟|和)?我们联系  联系我们  留意
    感谢您的  消消气  服务水平  服务质量  竭诚  愉快  建设和优化  加大力度  给您添麻烦
    """,
)
#: An agent (or anybody) asks.
ASKS = cue(
    r"""
    (?:could|can|would|may|do|did|does|have|has|is|are|was|were|what|which|when)\b[^.!。]{3,160}\?
    (?:where|how)\b[^.!。]{3,160}\?  may i (?:ask|know|have)
    could you(?: please)? (?:tell|provide|describe|send|confirm)
    please (?:tell|describe|specify|let us know)
    """,
    r"""
    [^.!؟]{2,160}؟  آیا  لطفا.{0,20}(?:بفرمایید|توضیح دهید|بگویید)
    """,
    r"""
    请问  請問  [吗嗎呢么]\s?[?？~～]  是否  是不是  有没有  哪(?:个|里|款|种)
    什么(?:时候|样|型号|版本|问题|情况)  怎么样了  [^。！!]{2,80}[?？]
    """,
)


def count(cue: re.Pattern[str], text: str) -> int:
    """How often a cue stands in a text."""
    return sum(1 for _ in cue.finditer(text))


def says_why(sentence: str) -> bool:
    """Whether a sentence opens with a reason and does not go on to tell what to do."""
    found = EXPLAINS.search(sentence)
    return found is not None and found.start() <= _OPENING and not SUGGESTS.search(sentence)
