"""Sentences with personal data marked, and sentences with numbers that are none, in three languages.

A slot such as `{phone}` is filled with made-up values of that kind, each written the way people write it; a
sentence without a slot must come out unchanged. Cards and IBANs are test numbers, identity numbers are computed.
"""

from dataclasses import dataclass

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Item:
    """A text and the kinds and values in it that must be masked."""

    language: str
    text: str
    values: tuple[tuple[str, str], ...]


def luhn(number):
    total = sum(
        int(d) * 2 - 9 * (int(d) > 4) if place % 2 == 0 else int(d)
        for place, d in enumerate(reversed(number))
    )
    return number + str(-total % 10)


def grouped(number, sign):
    return sign.join(number[at : at + 4] for at in range(0, len(number), 4))


def iban(country, account):
    digits = "".join(str(int(sign, 36)) for sign in account + country + "00")
    return f"{country}{98 - int(digits) % 97:02}{account}"


def melli(nine):
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
    return nine + str(rest if rest < 2 else 11 - rest)


def resident(seventeen):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, weights, strict=True))
    return seventeen + "10X98765432"[total % 11]


_SHEBA = iban("IR", "0120000000000000004567")
_CARDS = [luhn(start) for start in ("603799000000001", "627412000000002", "589210000000003")]
_ABROAD = [luhn("411111111111111"), luhn("555555555555444"), luhn("37828224631000")]
_UNION = [luhn("622202000000000"), luhn("621700000000000001")]
_MELLIS = [melli(nine) for nine in ("001234567", "076543219", "228456789")]
_RESIDENTS = [resident("11010119900307123"), resident("44030519851201456"), resident("31011519780615002")]
_EMAILS = ["nora.field@example.com", "Sales+eu@shop.example", "a_b-c@mail.field.example", "x1@example.org"]

VALUES = {
    "en": {
        "email": [*_EMAILS, "nora [at] example [dot] com"],
        "phone": [
            "(415) 555-0132", "415-555-0132", "+1 415 555 0132", "415.555.0199", "+44 20 7946 0958",
            "020 7946 0958",
            "07700 900123", "+447700900123", "0044 7700 900123", "+1-212-555-0147",
        ],
        "card": [grouped(_ABROAD[0], " "), grouped(_ABROAD[1], "-"), _ABROAD[0], _ABROAD[2]],
        "iban": ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "FR14 2004 1010 0505 0001 3M02 606"],
        "name": ["Nora Field", "Nora", "Omar Haddad", "Haddad"],
    },
    "fa": {
        "email": _EMAILS,
        "phone": [
            "09120000123", "0912 000 0123", "0912-000-0123", "+98 912 000 0123", "00989120000123",
            "021-00001234",
            "021 8800 0012", "09120000123".translate(PERSIAN), "0912 000 0123".translate(PERSIAN),
            "۰۲۱-۸۸۰۰۰۰۱۲", "09350000456".translate(ARABIC), "+۹۸۹۱۲۰۰۰۰۱۲۳",
        ],
        "card": [
            grouped(_CARDS[0], "-"), grouped(_CARDS[1], " ").translate(PERSIAN), _CARDS[2],
            grouped(_CARDS[2], "-").translate(PERSIAN), _CARDS[0].translate(PERSIAN),
        ],
        "iban": [
            _SHEBA, grouped(_SHEBA, " "), _SHEBA.translate(PERSIAN),
            "IR " + grouped(_SHEBA[2:], " ").translate(PERSIAN),
        ],
        "id": [*_MELLIS, _MELLIS[0].translate(PERSIAN), f"{_MELLIS[1][:3]}-{_MELLIS[1][3:9]}-{_MELLIS[1][9]}"],
        "name": ["سارا احمدی", "سارا", "احمدي", "پویا کریمی"],
    },
    "zh": {
        "email": _EMAILS,
        "phone": [
            "13800000000", "138-0000-0000", "138 0000 0000", "+86 138 0000 0000", "010-88000012",
            "021-5800 0012",
            "0912-000-123", "02-2700-0012", "+886 912 000 123", "+852 9000 0012",
            "13900000001".translate(FULL_WIDTH),
            "186****4516",
        ],
        "card": [_UNION[0], grouped(_UNION[0], " "), grouped(_UNION[1], " "), grouped(_ABROAD[0], "-")],
        "iban": ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000"],
        "id": [*_RESIDENTS, _RESIDENTS[0].translate(FULL_WIDTH)],
        "name": ["王小明", "林晓"],
    },
}  # fmt: skip

NAMES = {
    "en": ["Nora Field", "Omar Haddad"],
    "fa": ["سارا احمدی", "پویا کریمی"],
    "zh": ["王小明", "林晓"],
}

SENTENCES = {
    "en": [
        "You can reach me at {email}.", "my mail is {email}, not the one in the account",
        "<{email}> wrote to you",
        "Please call me on {phone} after six.", "Phone: {phone}", "tel. {phone}, ask for the porter",
        "I moved, my new number is {phone} and the mail is {email}", "the courier has {phone}?",
        "My card {card} was charged twice.", "Card number: {card}, valid until 12/27",
        "Please refund to {iban}.", "IBAN {iban}", "Hi {name},", "this is {name} again", "{name} signed for it",
        "{name}: where is my parcel? {phone}", "send it to {email} please", "fax {phone}", "{phone} or {phone}",
        "the old card was {card}, the new one is {card}", "{email} / {phone}", "WhatsApp {phone}",
        "I wrote from {email} last week, {name}", "ring {phone} and ask for {name}", "Dear {name},",
        "Our account is {iban}, owner {name}", "reply to {email}", "mobile {phone}, landline {phone}",
        "Regards, {name}, {email}, {phone}",
    ],
    "fa": [
        "ایمیل من {email} است.", "لطفاً به {email} بفرستید", "شمارهٔ من {phone} است", "تلفن: {phone}",
        "با {phone} تماس بگیرید، {name} هستم", "شماره موبایلم {phone} و ایمیلم {email}",
        "پیک به {phone} زنگ نزد",
        "شماره کارت {card}", "از کارت {card} دو بار کم شده", "پول را به {card} برگردانید",
        "شماره شبا: {iban}", "به شبای {iban} واریز کنید", "کد ملی {id}", "کد ملی من {id} است", "مشخصات: {id}",
        "{phone} یا {phone}", "واتساپ {phone}", "{email} - {phone}", "ثابت {phone} و همراه {phone}",
        "خط {phone} قطع است", "شماره تماس: {phone}", "کارت من {card} به نام {name}",
        "سلام {name} جان", "خانم {name} امضا کرده", "{name} هستم، {phone}",
    ],
    "zh": [
        "我的邮箱是{email}，谢谢", "请发到{email}", "手机{phone}", "电话：{phone}", "请打{phone}找我",
        "我换号了，新号码{phone}，邮箱{email}", "快递员没打{phone}。", "银行卡号{card}", "退到我的卡{card}吧",
        "IBAN：{iban}", "请退到 {iban}", "身份证号：{id}", "我的身份证是{id}，请核对", "{id}",
        "{phone}或{phone}", "微信同号{phone}", "{email}，{phone}", "联系电话：{phone}（{name}）",
        "座机{phone}没人接",
        "卡号{card}，户主{name}", "發票寄到{email}", "請打{phone}", "我的電話是{phone}。",
        "{name}您好", "我是{name}，电话{phone}", "收件人{name}",
    ],
}  # fmt: skip

NEAR_MISSES = {
    "en": [
        "Order BRG-20418 from 2024-05-06 is late.", "order number 1234567890", "Order 4111111111111",
        "invoice 20240506-0012",
        "Tracking number 1Z999AA10123456784", "parcel RR123456785CN", "RMA-5733 and ticket #889123",
        "It costs $1,299.00 or 1,049.50 euros.", "version 6.3.2 build 20240506", "Android 14, app 6.3.0.1182",
        "between 10:30 and 11:30 on 05/06/2024", "Monday to Saturday, 8:00 to 20:00",
        "serial number 356938035643809",
        "The IP is 192.168.10.12.", "https://barg.example/orders/20418?step=2",
        "wait 30 minutes, 3-5 working days",
        "call 0800 123 4567 for free", "size 120 x 60 x 45 cm", "1 + 1 = 2", "the years 2019-2024",
        "E-1042 then E-1043",
        "2 x 31.40 = 62.80", "may I will mark it as a hope", "In the field near the river",
        "code SPRING20 saves 20 %",
        "error 0x80070005", "ISBN 978-3-16-148410-0", "36 months from 06.05.2024",
        "temperature 180-200 degrees",
    ],
    "fa": [
        "سفارش BRG-20418 در ۱۴۰۳/۰۲/۱۷ ثبت شد.", "شماره سفارش ۱۲۳۴۵۶۷۸۹۰",
        "کد رهگیری ۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰۱۲۳۴", "کد پیگیری: 987654321012",
        "مبلغ ۱٬۲۵۰٬۰۰۰ تومان", "۱۲۵۰۰۰۰۰ ریال برگشت خورد", "۰۹۱۲۰۰۰۰۰۰۰ تومان نمی‌شود", "نسخهٔ ۶٫۳٫۲",
        "ساعت ۱۰:۳۰ تا ۱۱:۳۰",
        "۳ تا ۵ روز کاری", "سال ۱۴۰۲ تا ۱۴۰۳", "فاکتور 20240506", "مدل BR-200", "تاریخ 1403-02-17",
        "۲۰۰ درجه ۳۰ دقیقه",
        "شماره سریال ۳۵۶۹۳۸۰۳۵۶۴۳۸۰۹", "https://barg.example/fa/orders/20418", "کد خطای ۱۰۴۲",
        "۴۵ هزار تومان", "۵۰٪ تخفیف با کد SPRING20",
        "امیدوارم درست شود", "آرزو دارم زودتر برسد", "تیکت ۸۸۹۱۲۳", "ابعاد ۱۲۰ در ۶۰",
    ],
    "zh": [
        "订单号2024050612345678", "订单 BRG-20418 还没到", "快递单号SF1234567890123",
        "运单号：773012345678901", "发票号 20240506",
        "2024年5月6日下单", "2024-05-06 12:30", "价格1299.00元", "13500000000元", "版本6.3.2", "3-5个工作日",
        "上午10:30到11:30",
        "序列号356938035643809", "https://barg.example/zh/orders/20418", "尺寸120x60", "编号 1234567890",
        "拨打10086", "致电400-810-1616",
        "优惠码SPRING20", "满200减20", "错误代码1042", "流水号 20240506123456789012", "7天内降价",
        "IP 192.168.1.1",
    ],
}  # fmt: skip


def items(language):
    """Every sentence with every value of its first slot, the other slots going round; then the near misses."""
    values = VALUES[language]
    made = []
    for sentence in SENTENCES[language]:
        slots = [part.split("}")[0] for part in sentence.split("{")[1:]]
        for turn in range(len(values[slots[0]])):
            chosen = [(slot, values[slot][(turn + at) % len(values[slot])]) for at, slot in enumerate(slots)]
            text = sentence
            for slot, value in chosen:
                text = text.replace("{" + slot + "}", value, 1)
            made.append(Item(language, text, tuple(chosen)))
    return made + [Item(language, text, ()) for text in NEAR_MISSES[language]]
