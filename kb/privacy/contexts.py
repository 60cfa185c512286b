"""What the words just before a number say it is: a phone, a card, an identity, or an order.

Invariant: only the words on the same line, directly before the number, count.
"""

from __future__ import annotations

import re

_REACH = 48
#: What may stand between the word and its number: "phone number is: ", «شماره من», "号码是".
_LINK_WORDS = """
is are was at on to me no number num nr my هست است من ام شماره ی
是 为 為 號 号 號碼 号码 码 給 给 我 的 到
"""
_LINK = r"[\s:#=،,.\-–(（「\[\"'«]*(?:(?:" + "|".join(_LINK_WORDS.split()) + r")[\s:#=.\-（(\"'«‌]*){0,4}$"


def _said(english: str, persian: str, chinese: str) -> re.Pattern[str]:
    """The words of three lists, parted by two spaces or a line end, with nothing but a link after them."""
    lists = ("|".join(re.split(r"\s*\n\s*| {2,}", words.strip())) for words in (english, persian, chinese))
    in_english, in_persian, in_chinese = lists
    return re.compile(rf"(?:\b(?:{in_english})|{in_persian}|{in_chinese}){_LINK}", re.IGNORECASE)


_PHONE = _said(
    """
    tel(?:ephone)?  phone  mobile  mob  cell(?:phone)?  fax  call  dial  ring  text  sms  whatsapp  telegram
    contact  reach  hotline  landline
    """,
    """
    تلفن  موبایل  همراه  تماس  گوشی  واتس‌?اپ  تلگرام  پیامک  زنگ  فکس  نمابر  خط
    """,
    """
    电话  電話  手机  手機  联系方式  聯絡方式  联系  聯絡  致电  致電  拨打  撥打  座机  市話  传真  傳真  短信  微信
    号码  號碼  热线
    """,
)
_CARD = _said(
    "card  visa  master\\s?card  amex  debit  credit  pan  account",
    "کارت  شماره\\s?حساب  حساب",
    "银行卡  信用卡  借记卡  储蓄卡  卡号  卡號  信用卡號  账号  帳號  账户",
)
_IBAN = _said("iban  sheba  shaba", "شبا  شِبا  شماره\\s?حساب", "国际银行账号")
_IDENTITY = _said(
    """
    national\\s(?:id|code|number|identity)  id\\s?(?:card|number|no)?  identity(?:\\scard)?  melli  passport  ssn
    """,
    "کد[\\s‌]?ملی  شماره\\s?ملی  ملی  شناسنامه",
    "身份证  身分證  身份證  证件  證件  身份证号",
)
_REFERENCE = _said(
    """
    order  invoice  ticket  tracking  track  reference  ref  case  serial  s/n  sn  imei  sku  product  item  model
    version  build  ver  transaction  receipt  parcel  shipment  barcode  isbn  batch  part  error  code  article
    request  booking  reservation  waybill
    """,
    """
    سفارش  فاکتور  رهگیری  پیگیری  مرسوله  تراکنش  سریال  کالا  محصول  نسخه  تیکت  رسید  بارکد  شناسه  ارجاع  خطا
    کد\\s?پستی  مبلغ
    """,
    """
    订单  訂單  单号  單號  运单  運單  快递  快遞  物流  追踪  追蹤  发票  發票  流水号  交易  序列号  序號  工单
    編號  编号  型号  型號  版本  条码  条形码  金额  邮编  郵遞
    """,
)
_AMOUNT = re.compile(
    r"\s{0,2}(?:ریال|تومان|تومن|هزار|میلیون|درصد|rials?|tomans?|usd|eur|irr|irt|cny|rmb|dollars?|euros?|pounds?"
    r"|元|块|塊|人民币|港币|[$€£¥%])",
    re.IGNORECASE,
)


def _before(text: str, start: int) -> str:
    return text[max(0, start - _REACH) : start].rsplit("\n", 1)[-1]


def says_phone(text: str, start: int) -> bool:
    """Whether the words before say that a phone number follows."""
    return _PHONE.search(_before(text, start)) is not None


def says_card(text: str, start: int) -> bool:
    """Whether the words before say that a card or account number follows."""
    return _CARD.search(_before(text, start)) is not None


def says_iban(text: str, start: int) -> bool:
    """Whether the words before say that an IBAN follows."""
    return _IBAN.search(_before(text, start)) is not None


def says_identity(text: str, start: int) -> bool:
    """Whether the words before say that an identity number follows."""
    return _IDENTITY.search(_before(text, start)) is not None


def says_reference(text: str, start: int) -> bool:
    """Whether the words before say that an order, invoice, parcel or serial number follows."""
    return _REFERENCE.search(_before(text, start)) is not None


def is_amount(text: str, end: int) -> bool:
    """Whether a currency or a unit follows, so that the number before it counts something."""
    return _AMOUNT.match(text, end) is not None
