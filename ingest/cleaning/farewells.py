"""How people sign: the words of a sign-off, of a phone's advertisement, of a line of contacts, of a name.

Invariant: every pattern is for one line and is anchored at its start, but for `CONTACT` and `SENTENCE`.
"""

from __future__ import annotations

import re

from mailparser_reply.constants import MAIL_LANGUAGES

from ingest.cleaning.headers import LIBRARY_LANGUAGES
from ingest.cleaning.phrases import either

_DEVICE = r"[\w'’®™\-.+()&]{1,24}"
_LIBRARY_SENT = "|".join(
    MAIL_LANGUAGES[language]["sent_from"].rstrip(".*")
    for language in LIBRARY_LANGUAGES
    if MAIL_LANGUAGES[language].get("sent_from")
)
SENT_FROM = re.compile(
    r"^[\s*_]{0,4}"
    + either(
        rf"""
        (?:sent|posted) (?:from|via|with|using|by) (?:{_DEVICE} ?){{1,8}}(?:[<(\[]\S{{1,200}}[>)\]])?
        via mobile  (?:get|download) (?:outlook|bluemail|spark) for .{{1,80}}
        """,
        r"""
        (?:ارسال|فرستاده) شده? (?:از|با|توسط) (?:طریق )?.{1,60}  ارسالی? از (?:طریق )?.{1,60}
        از .{1,40} (?:من )?(?:ارسال|فرستاده) شد(?:ه~است|ه)?
        (?:دریافت|دانلود) outlook برای .{1,40}  outlook برای .{1,40} را (?:دریافت|دانلود) کنید.{0,40}
        """,
        r"""
        (?:发自|發自|来自|來自|发送自|傳送自|寄自)(?:我的)?\s?.{1,40}
        (?:从|從|由|通过|透過)(?:我的)?\s?.{1,40}(?:发送|發送|傳送|发出|寄出)
        (?:获取|獲取|下载|取得)\s?outlook\s?for\s?.{1,60}
        """,
        rf"(?:{_LIBRARY_SENT})\b.{{0,60}}",
    )
    + r"[\s.。!*_]*$",
    re.IGNORECASE,
)
_FAREWELL = either(
    r"""
    (?:with |many |very |all my |my )?(?:(?:best|kind|kindest|warm|warmest|sincere) (?:and \w+ )?)?(?:regards|wishes)
    best  all the best  yours(?: (?:sincerely|faithfully|truly))?
    (?:very )?(?:sincerely|respectfully|cordially)(?: yours)?
    cheers  take care  love  br  rgds  kr  have a (?:nice|good|great|lovely) (?:day|weekend|evening|one)
    с уважением  cordialement  (?:mit )?(?:freundlichen|besten|viele) grü(?:ß|ss)en?  saludos  atentamente
    cordiali saluti
    """,
    r"""
    (?:با )?(?:تقدیم )?احترام(?: فراوان)?  با احترام و (?:تشکر|سپاس)  با (?:سپاس|تشکر) و احترام  ارادتمند(?: شما)?
    با (?:بهترین )?آرزو(?:ی|ها).{0,20}  با درود  با مهر  دوستدار(?: شما)?
    """,
    r"""
    (?:顺祝|順祝|顺颂|順頌|敬祝|此致|敬礼|敬禮|祝好|祝安|谨上|謹上|敬上|商祺|致礼).{0,8}
    祝您?(?:生活|工作|一切)?(?:愉快|顺利|順利).{0,8}
    """,
)
_THANKS = either(
    r"""
    (?:many |kind |best |warm )?(?:thanks|thank you)(?: (?:again|so much|very much|a lot|in advance))?
    (?:thanks|thank you) for your (?:help|time|support|attention)  thx  ty
    """,
    "(?:با )?(?:تشکر|سپاس)(?: (?:فراوان|از شما|بسیار))?  ممنون  متشکرم  سپاسگزارم",
    "谢谢  謝謝  多谢  多謝  感谢",
)
_ENDS = r"[\s,،，.!！。~～;；:：*_-]{0,6}"
_NAME = r"(?:[^\W\d_][\w.'’\-‌]{0,24}\s?){1,4}"
VALEDICTION = re.compile(rf"^[\s*_]*{_FAREWELL}{_ENDS}$", re.IGNORECASE)
VALEDICTION_AND_NAME = re.compile(rf"^[\s*_]*{_FAREWELL}\s?[,،，]\s?{_NAME}$", re.IGNORECASE)
THANKING = re.compile(rf"^[\s*_]*{_THANKS}{_ENDS}$", re.IGNORECASE)

_CAPITAL = r"[A-Z][\w.'’\-]{0,24}"
NAME_LINE = re.compile(
    rf"^[\s*_\-–—~/]{{0,5}}(?:{_CAPITAL}(?:,?\s+(?:{_CAPITAL}|of|de|van|von|der|al|bin|and|&)){{0,6}}"
    r"|[\u0600-\u06ff‌]{2,16}(?:\s[\u0600-\u06ff‌]{2,16}){0,3}|[\u4e00-\u9fff·]{2,8})[\s,.*_]{0,4}$"
)
DASH_NAME = re.compile(
    r"^\s{0,3}[-–—~]\s?(?:[A-Za-z][\w.'’]{1,20}(?:\s[A-Z][\w.'’]{0,20}){0,3}|[\u4e00-\u9fff]{2,4}"
    r"|[\u0600-\u06ff‌]{2,14}(?:\s[\u0600-\u06ff‌]{2,14})?)(?:\s\(.{1,80}\))?\s*$"
)
_CONTACT_LABEL = either(
    r"""
    (?:tel|phone|mobile|mob|cell|fax|office|direct|skype|whatsapp|telegram|e-?mail|web(?:site)?|address)\s?[.:：|]
    [tmfpew]\s?[.:：|]
    """,
    r"(?:تلفن|موبایل|همراه|فکس|نمابر|ایمیل|وب~سایت|آدرس|نشانی|شماره تماس)\s?[:：]",
    r"(?:电话|电 话|手机|手 机|传真|邮箱|邮 箱|网址|地址|電話|手機|傳真|郵箱|信箱|qq|微信)\s?[:：]",
)
#: A contact that says itself what it is.
LABELLED_CONTACT = re.compile(rf"^\W{{0,3}}{_CONTACT_LABEL}", re.IGNORECASE)
#: A line that is an address and nothing else, and a person's name such as stands above one.
ADDRESS_LINE = re.compile(r"^\W{0,2}[^\s@<>]{1,64}@[^\s@<>]+\.\w{2,24}\W{0,2}$")
FULL_NAME_LINE = re.compile(
    rf"^\s{{0,3}}(?:{_CAPITAL}(?:\s{_CAPITAL}){{1,2}}|(?!.*[我的邮箱号郵號])[\u4e00-\u9fff]{{2,3}})\s*$"
)
#: What programs write below a signature that they laid out in a table.
MADE_BY_PROGRAM = re.compile(r"^\s*(?:签名由|簽名由).{2,16}(?:定制|訂製|生成)\s*$")
CONTACT = re.compile(
    rf"[^\s@<>]@[^\s@<>]+\.\w|(?:^|\s)(?:https?://|www\.)\S+|^\W{{0,3}}{_CONTACT_LABEL}"
    r"|^\W{0,3}\+?[(\d۰-۹٠-٩][\d۰-۹٠-٩()\s./\-]{6,24}$",
    re.IGNORECASE,
)
#: More than a name, a title or an address: a sentence mark inside or at the end, or many words in a row.
SENTENCE = re.compile(r"[.!?؟。！？…]\s|[!?؟。！？]$|[^\W\d_]{2,}(?:\s+[^\W\d_]+){6}")
