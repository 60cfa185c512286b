"""What a customer has not said and the answer depends on: order number, error text, version, device, date.

Pure. A need is named only where the case or the best article calls for it and the customer's words show none;
cues in English, Persian and Chinese.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.languages import normalise


@dataclass(frozen=True)
class Need:
    """One thing that may be missing: what calls for it, in the case and in an article, and what shows it is there."""

    name: str
    case: re.Pattern[str]
    article: re.Pattern[str]
    given: re.Pattern[str]


def _words(pattern: str) -> re.Pattern[str]:
    # Texts come normalised, where Alef has lost its Madda.
    return re.compile(re.sub("آ(?!-)", "[آا]", pattern), re.IGNORECASE | re.VERBOSE)


_NEVER = re.compile(r"(?!)")
_SOFTWARE = r"""
    \bapps?\b | \bapplication | \bsoftware | \bupdat | \bcrash | \binstall | \bfirmware | \bbrowser | \bfreez
    | اپ(?![آ-ی]) | اپلیکیشن | برنامه | نرم[ ]?افزار | بروزرسانی | به[ ]?روز[ ]?رسانی | نصب | مرورگر | هنگ
    | 应用 | 應用 | 软件 | 軟體 | 程序 | 更新 | 升级 | 安装 | 安裝 | 闪退 | 浏览器 | 卡死 | (?<![a-z])app(?![a-z])
"""
NEEDS = (
    Need(
        "order",
        _words(
            r"""
            \b(?:my|this|our)\ (?:\w+\ )?(?:order|parcel|package|delivery|shipment|refund|invoice|purchase)\b
            | \b(?:where\ is|i\ (?:tracked|cancell?ed|returned))\b.{0,40}\b(?:order|parcel|package|item|it)\b
            | سفارش(?:م|[ ]من|[ ]خود|ی) | بسته(?:[ ]?ام|[ ]من|م) | مرسوله | سفارش.{0,30}(?:نرسید|لغو|کجا|مرجوع)
            | 我的?(?:订单|訂單|包裹|快递|快遞|退款) | (?:订单|訂單|包裹|快递).{0,20}(?:没|未|取消|在哪|还没|到)
            """
        ),
        _words(
            r"""
            \b(?:send|give|tell|quote|include|provide|state|mention|write)\b[^.!?]{0,60}\border\ (?:number|no|id)\b
            | شماره[ ]?(?:ی[ ])?سفارش[^.؟!]{0,40}(?:بفرست|بنویس|بگو|بده|بدهید|اعلام|ارسال|ذکر)
            | (?:提供|发送|發送|告诉|告訴|附上|注明|写明)[^。！？]{0,16}(?:订单号|訂單號|订单编号)
            """
        ),
        _words(r"\b[a-z]{1,5}[-_]?\d{3,}\b | (?<![\d.])\d{5,}(?![\d.]) | \#\s?\d{3,} | \[order[^\]]*\]"),
    ),
    Need(
        "error",
        _words(
            r"""
            \berrors?\b | \bfail(?:s|ed|ure)?\b | \bexception\b | \bcrash | خطا | ارور | پیغام | کرش
            | 报错 | 報錯 | 错误 | 錯誤 | 失败 | 失敗 | 出错 | 闪退
            """
        ),
        _words(
            r"error\ (?:code|message|text) | (?:کد|متن|پیغام)[ ]?(?:ی[ ])?خطا | 错误(?:代码|码|信息) | 錯誤代碼"
        ),
        _words(
            r"""
            \b(?:0x[0-9a-f]+|[a-z]{1,4}[-_]?\d{2,}|[45]\d\d)\b | ["“«『「'][^"”»』」'\n]{6,}["”»』」']
            | (?:error|خطای?|ارور|错误|錯誤|报错)\s*(?:message\s*)?[:：]\s*\S | \b[a-z]+(?:error|exception)\b
            """
        ),
    ),
    Need(
        "version",
        _words(_SOFTWARE),
        _words(r"\bversions?\b | نسخه | ورژن | 版本"),
        _words(
            r"""
            \bv?\d+\.\d+ | (?:version|نسخه(?:[ ]?ی)?|ورژن|版本)\s*(?:号|號)?[:：]?\s*\d+
            | \b(?:ios|android|windows|macos)\ ?\d+
            """
        ),
    ),
    Need(
        "device",
        _words(_SOFTWARE),
        _words(
            r"""
            \b(?:iphone|ipad|android|windows|macos|mac|ios)\b | آیفون | اندروید | ویندوز
            | 苹果 | 安卓 | 手机型号 | 设备型号
            """
        ),
        _words(
            r"""
            \b(?:iphone|ipad|android|windows|macos|mac(?:book)?|linux|ios|galaxy|pixel|xiaomi|huawei|samsung)\b
            | \b(?:chrome|firefox|safari|edge)\b | آیفون | آیپد | اندروید | ویندوز | سامسونگ | شیائومی | لپ[ ]?تاپ
            | 苹果 | 安卓 | 华为 | 小米 | 三星 | 电脑 | 平板 | 谷歌
            """
        ),
    ),
    Need(
        "date",
        _words(
            r"""
            \bcharged\b | \bpaid\ twice | \bpayment\b.{0,30}(?:fail|twice|declin)
            | دو[ ]بار.{0,20}(?:پرداخت|کسر|برداشت) | پول.{0,20}کسر | 扣(?:了)?(?:两|兩|二)次 | 重复扣(?:款|费) | 扣款
            """
        ),
        _NEVER,
        _words(
            r"""
            \d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})? | \b(?:today|yesterday|monday|tuesday|wednesday|thursday|friday)\b
            | \b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\ \d | \b(?:saturday|sunday)\b
            | امروز | دیروز | پریروز | شنبه | جمعه | هفته
            | \d+\ (?:فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند)
            | 今天 | 昨天 | 前天 | 星期 | 周[一二三四五六日] | \d+[月日号]
            """
        ),
    ),
)
NAMES = tuple(need.name for need in NEEDS)


def missing(said: str, article: str = "") -> tuple[str, ...]:
    """Return the names of what is missing, of `NAMES`, in their order.

    Args:
        said: all that the customer said.
        article: the text of the best article; an article that asks for something calls for it where the case is
            of that kind, and one that asks for an order number or an error text does so by itself.
    """
    words, told = _folded(said), _folded(article)
    return tuple(
        need.name for need in NEEDS if _called_for(need, words, told) and not need.given.search(words)
    )


def _called_for(need: Need, said: str, article: str) -> bool:
    wanted = need.article.search(article) is not None
    if need.name in {"version", "device"}:  # much is said about apps that holds on every device
        broken = NEEDS[1].case.search(said) is not None
        return need.case.search(said) is not None and (wanted or broken)
    return wanted or need.case.search(said) is not None


def _folded(text: str) -> str:
    return normalise(text)
