"""Sentences written before anybody looked at how they are treated, personal data marked as ⟦kind|value⟧.

They are what support mail holds beyond the labelled set: people in greetings, signatures and mid-sentence, streets,
dates of birth, passports, plates, handles, links that let one in; and as many things that only look like it.
"""

import re

from tests.kb.privacy.labelled import Item, luhn, melli, resident

MARK = re.compile("⟦([a-z]+)\\|([^⟧]*)⟧")

ENGLISH = f"""
Hi ⟦name|Margaret⟧, thanks for getting back to me so fast.
Dear Mr ⟦name|Thornbury⟧, your replacement was sent this morning.
Hello ⟦name|Deepak Raman⟧,\\nwe looked into it.
My lamp is broken.\\n\\nBest regards,\\n⟦name|Joanna Whitcombe⟧
It still fails after the update.\\n\\nThanks,\\n⟦name|Pieter⟧
Kind regards,\\n⟦name|Aisha Bello⟧\\nBarg Support Team
I spoke to Mrs. ⟦name|Halloran⟧ yesterday and she promised a refund.
The parcel was signed for by Ms ⟦name|Lindqvist⟧, who is my neighbour.
My name is ⟦name|Tobias Krug⟧ and I ordered the blue one.
Please ask for Dr. ⟦name|Venkatesan⟧ at the desk.
My address is ⟦address|14 Larch Close, Wetherby LS22 6QT⟧.
Please deliver to ⟦address|2207 Maple Avenue, Apt 5B, Springfield, IL 62704⟧ instead.
Ship it to ⟦address|88 Station Road⟧, leave it with the porter.
We moved to ⟦address|1450 Old County Hwy⟧ last month.
Delivery address: ⟦address|Flat 3, 27 Queens Gardens, London W2 3BA⟧
Send to ⟦address|P.O. Box 4471, Dunedin⟧ please.
My date of birth is ⟦birth|14/03/1987⟧.
DOB: ⟦birth|1990-07-22⟧
I was born on ⟦birth|3 May 1979⟧ so the age check is wrong.
Passport number ⟦id|533018427⟧, expires next year.
my passport is ⟦id|AB1234567⟧
SSN ⟦id|078-05-1120⟧ for the form
My social security number is ⟦id|219-09-9999⟧.
National Insurance number ⟦id|QQ 12 34 56 C⟧
Driving licence no. ⟦id|MORGA657054SM9IJ⟧
The car's licence plate is ⟦id|AB12 CDE⟧.
My Instagram is ⟦user|@bluewren_photos⟧.
username: ⟦user|t.krug87⟧
you can find me on telegram as ⟦user|@deepakr_99⟧
My login is ⟦user|jwhitcombe⟧ and it says locked.
Skype: ⟦user|live:aisha.bello⟧
I clicked ⟦link|https://barg.example/reset?token=9f8a7c6b5e4d3c2b1a0f⟧ and it says expired.
The link was ⟦link|https://shop.example/login?sid=AbC123dEf456GhI789&next=/⟧ as you sent it.
⟦link|https://files.example/d/report.pdf?sig=ZmFrZXNpZ25hdHVyZQ%3D%3D&exp=170000⟧ gives a 403.
Call ⟦phone|+1 (628) 555-0175⟧ or ⟦phone|628-555-0190⟧ after noon.
My mobile: ⟦phone|07911 123456⟧
Text me on ⟦phone|+353 85 012 3456⟧.
landline ⟦phone|0161 496 0123⟧ works best
e-mail: ⟦email|joanna.whitcombe+orders@mail.example.co.uk⟧
reach me: ⟦email|TOBIAS@KRUG.EXAMPLE⟧
The card ending 4242 is ⟦card|{luhn("424242424242424")}⟧, sorry for writing it out.
Amex ⟦card|{luhn("37144963539843")}⟧ declined twice
Sort code and IBAN: ⟦iban|NL91 ABNA 0417 1643 00⟧
⟦iban|CH93 0076 2011 6238 5295 7⟧ is my account
As Mr ⟦name|Ferreira⟧ said on the phone, it is covered.
I already told your colleague that Ms. ⟦name|Okafor⟧ would pick it up.
Regards\\n⟦name|Siobhan Keane⟧\\n⟦phone|+353 1 555 0134⟧
Cheers, ⟦name|Marco⟧
IP of the customer was ⟦ip|203.0.113.77⟧ at that time.
Please contact ⟦name|Helena Marsh⟧ (⟦email|h.marsh@studio.example⟧).
Version 10.0.19045.3693 of Windows shows the same fault.
The firmware 1.2.3.4 fixed it, 1.2.4.0 broke it again.
ISBN 0-306-40615-2 is the manual we mean.
It was bought on 14/03/2021 for $249.99.
Order 5733-20418-7 arrived on 3 May 2024.
Please see https://barg.example/help/returns?lang=en&page=2 for the policy.
We stay open on Station Road until 8 pm.
The 2024 model has 128 GB and 8 cores.
Use @media (max-width: 600px) in the theme.
Dear Sir or Madam, the delivery is late.
Thanks,\\nThe Barg Team
Best regards,\\nCustomer Service
Room 14 seats 20 people for 90 minutes.
Error at line 1450, column 27 of config.yml.
Your passport photo must be 35 x 45 mm.
A date of birth is needed for this product.
Warm regards from all of us.
My username does not work any more.
The address on the invoice is wrong.
Hi there, quick question about invoice 100200300.
Best, worst and average times were 12, 80 and 31 ms.
"""

PERSIAN = f"""
سلام ⟦name|مهرداد⟧ جان، ممنون از پیگیری.
آقای ⟦name|صفوی⟧ گفتند کالا فردا می‌رسد.
خانم ⟦name|نیلوفر تهرانی⟧ تحویل گرفته‌اند.
جناب آقای ⟦name|کاظمی⟧ با سلام و احترام
سرکار خانم ⟦name|بهرامی⟧ درخواست شما ثبت شد.
چراغ روشن نمی‌شود.\\n\\nبا تشکر\\n⟦name|پریسا نوری⟧
هنوز پول برنگشته.\\nبا احترام،\\n⟦name|بهنام شریفی⟧
ارادتمند\\n⟦name|کاوه⟧
من ⟦name|فرهاد مرادی⟧ هستم و سفارشم نرسیده.
اسم من ⟦name|لیلا⟧ است.
نام و نام خانوادگی: ⟦name|حمید رستمی⟧
لطفاً با آقای ⟦name|غلامی⟧ هماهنگ کنید.
نام گیرنده: ⟦name|زهرا موسوی⟧
به خانم ⟦name|جعفری⟧ در شعبه گفتم.
آدرس من: ⟦address|تهران، خیابان ولیعصر، کوچه نسترن، پلاک ۱۲، واحد ۳⟧
نشانی: ⟦address|اصفهان، خیابان چهارباغ بالا، بن‌بست گل، پلاک ۴۵⟧
لطفاً به ⟦address|خیابان شریعتی، کوچه بهار، پلاک ۸⟧ بفرستید.
کالا را به ⟦address|بلوار کشاورز، پلاک ۲۱۰، طبقه ۴⟧ تحویل دهید.
کد پستی من ⟦address|1958614331⟧ است.
کد پستی: ⟦address|۱۴۱۵۸-۸۳۹۱۱⟧
کدپستی ⟦address|۹۱۷۳۵۴۸۱۱۱⟧ مشهد
تاریخ تولد: ⟦birth|۱۳۶۵/۰۴/۱۲⟧
متولد ⟦birth|۱۳۷۰/۱۱/۰۳⟧ هستم
تاریخ تولدم ⟦birth|۵ مرداد ۱۳۵۸⟧ است.
شماره گذرنامه ⟦id|K12345678⟧
پاسپورت: ⟦id|A98765432⟧
شماره پاسپورتم ⟦id|P۱۲۳۴۵۶۷۸⟧ است
شماره شناسنامه ⟦id|4521⟧
پلاک ماشین ⟦id|۱۲ ب ۳۴۵ ایران ۶۷⟧
پلاک خودرو: ⟦id|۴۴د۲۱۸-۱۱⟧
کد ملی ⟦id|{melli("043210987")}⟧
کدملی: ⟦id|{melli("128765432")}⟧
آیدی تلگرام من ⟦user|@farhad_mrd⟧
نام کاربری: ⟦user|parisa.noori⟧
آیدی اینستاگرام ⟦user|@kaveh.shop1⟧ پیام بدهید
یوزرنیم من ⟦user|hamid65⟧ است
لینک ⟦link|https://barg.example/fa/reset?token=77ab66cd55ef44aa33⟧ باز نمی‌شود.
روی ⟦link|https://pay.example/v?session=abcdef1234567890xyz⟧ زدم خطا داد
همراه: ⟦phone|۰۹۳۷ ۱۱۱ ۰۰ ۲۲⟧
تلفن ثابت ⟦phone|۰۳۱-۳۶۶۱۰۰۰۰⟧
شماره‌ام ⟦phone|۰۹۰۱۰۰۰۰۳۴۵⟧ است
تلفن منزل ۰۲۱ نیست، ⟦phone|۰۵۱۳۸۴۰۰۰۱۲⟧ است.
لطفاً به ⟦phone|+۹۸ ۹۱۵ ۰۰۰ ۰۰ ۷۷⟧ زنگ بزنید
ایمیل: ⟦email|parisa.noori@post.example⟧
به ⟦email|hamid_65@mail.example.ir⟧ فاکتور بفرستید
شماره کارت: ⟦card|{luhn("610433778899001")}⟧ به نام ⟦name|حمید رستمی⟧
از کارت ⟦card|۵۰۲۲۲۹۱۰۷۷۶۶۵۵{luhn("502229107766550")[14:]}⟧ برداشت شد
شبا ⟦iban|IR06 2960 0000 0010 0324 2000 01⟧
شماره شبای من ⟦iban|IR۳۵۰۵۷۰۰۰۲۹۹۷۱۰۱۱۳۴۶۸۱۰۱⟧
کد ملی گیرنده ⟦id|{melli("003219876")}⟧ و موبایل ⟦phone|۰۹۱۲۰۰۰۰۷۸۹⟧
نسخهٔ ۱۰٫۰٫۲ اندروید این مشکل را دارد.
فاکتور مورخ ۱۴۰۲/۰۴/۱۲ به مبلغ ۳۵۰۰۰۰ تومان
کد تخفیف NOWRUZ1403 کار نمی‌کند.
خیابان شلوغ بود و پیک دیر رسید.
پلاک محصول کنده شده است.
آدرس سایت را اشتباه نوشتم.
تاریخ تولید ۱۴۰۱/۰۵/۰۳ است.
با تشکر از شما
با تشکر\\nتیم پشتیبانی برگ
نام کاربری خود را فراموش کرده‌ام.
شماره پیگیری ۱۹۵۸۶۱۴۳۳۱ را وارد کردم.
شابک ۹۷۸-۹۶۴-۳۱۱-۰۰۰-۵
پاسپورت لازم نیست.
خانم و آقای محترم، سلام
سلام دوست عزیز
طبقه ۳ پاساژ هستیم.
من مشتری هستم و شکایت دارم.
من منتظر هستم.
با احترام، خواهشمند است بررسی شود.
آقای محترم لطفاً پاسخ دهید.
https://barg.example/fa/help?page=3 را دیدم
"""

CHINESE = f"""
⟦name|张伟⟧先生您好，您的退款已处理。
您好，⟦name|李娜⟧女士，包裹明天到。
⟦name|陈⟧小姐反映灯不亮。
我叫⟦name|欧阳建国⟧，买了一台扫地机。
我是⟦name|赵敏⟧，昨天打过电话。
收货人：⟦name|周杰⟧
收件人：⟦name|黄丽华⟧，请放门口。
联系人：⟦name|吴磊⟧
姓名：⟦name|孙丽⟧
此致\\n敬礼\\n⟦name|郑浩然⟧
谢谢！\\n⟦name|王芳⟧
请找⟦name|刘⟧师傅安装。
⟦name|何⟧经理说可以换货。
客户⟦name|马晓红⟧女士投诉
聯絡人：⟦name|林志明⟧
⟦name|許雅婷⟧小姐您好
地址：⟦address|北京市朝阳区建国路88号院3号楼1201室⟧
我的地址是⟦address|上海市浦东新区张江路368弄12号602室⟧。
请寄到⟦address|广东省深圳市南山区科技园路15号⟧，谢谢
收货地址：⟦address|浙江省杭州市西湖区文三路478号华星大厦5楼⟧
送到⟦address|成都市武侯区天府大道100号⟧就行
地址：⟦address|台北市大安區忠孝東路四段200號8樓⟧
寄到⟦address|中山路12号3单元501室⟧
邮编⟦address|518057⟧
出生日期：⟦birth|1988年6月12日⟧
我生日是⟦birth|1992-10-05⟧
生于⟦birth|1975年1月2日⟧
出生年月日：⟦birth|1990/03/15⟧
护照号⟦id|E12345678⟧
护照号码：⟦id|G87654321⟧
护照是⟦id|EA1234567⟧
车牌号⟦id|京A12345⟧
我的车牌是⟦id|粤B·8D7F6⟧
车牌：⟦id|沪AD12345⟧
身份证⟦id|{resident("32010219851105437")}⟧
身份证号码是⟦id|{resident("51010719920815222")}⟧，麻烦核实
港澳通行证⟦id|C12345678⟧
台胞證號⟦id|A123456789⟧
微信号：⟦user|zhangwei_88⟧
加我微信⟦user|lina1990zz⟧
我的用户名是⟦user|zhoujie2020⟧
QQ：⟦user|312345678⟧
微博⟦user|@赵小敏同学⟧
链接⟦link|https://barg.example/zh/reset?token=5544aabb33cc22dd11⟧打不开
点了⟦link|https://pay.example/s?session_id=xyz987654321abc⟧提示过期
手机号⟦phone|15912340000⟧
打⟦phone|177 0000 1234⟧没人接
座机⟦phone|0755-26000012⟧
电话⟦phone|(010) 6200 0012⟧
我的手機是⟦phone|0933-000-456⟧
邮箱：⟦email|zhang.wei@mail.example.cn⟧
发票请发⟦email|lina_1990@post.example⟧谢谢
银行卡⟦card|{luhn("622848001122334455")}⟧
卡号是⟦card|{luhn("621226400000000123")}⟧，开户人⟦name|张伟⟧
版本10.0.19045.3693也有这个问题
2021年3月14日购买，价格249元
订单5733204187已签收
ISBN 978-7-111-40701-0
先生您好，请问有什么可以帮您
女士们先生们
小姐姐你好
这位先生很生气
我是老客户了
我是来投诉的
我是昨天买的
我叫快递了
谢谢！\\n客服小二
地址填错了怎么办
护照丢了能退票吗
生产日期：2023年5月6日
用户名忘记了
微信支付失败
车牌识别不了
邮编写错了
第3号楼的快递柜坏了
经理说可以换货
广东路店几点关门
https://barg.example/zh/help?page=3 看过了
"""


def read(language, lines):
    made = []
    for line in lines.strip().splitlines():
        marked = line.replace("\\n", "\n")
        values = tuple(MARK.findall(marked))
        made.append(Item(language, MARK.sub(lambda found: found.group(2), marked), values))
    return made


ITEMS = {
    language: read(language, lines)
    for language, lines in {"en": ENGLISH, "fa": PERSIAN, "zh": CHINESE}.items()
}
