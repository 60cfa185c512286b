"""Sentences written after the rules, by somebody who knew them: how far they carry on other wordings."""

from tests.kb.privacy.heldout import read

ENGLISH = """
Hi ⟦name|Rosalind⟧! Any news on my refund?
Good morning ⟦name|Gareth⟧, the van never came.
Many thanks,\\n⟦name|Ingrid Solheim⟧\\nFacilities
I am ⟦name|Bartholomew Finch⟧, I wrote last week as well.
Your engineer Mr ⟦name|Castellano⟧ left the door open.
Please forward this to ⟦name|Priya Nair⟧ in billing.
I live at ⟦address|9 Quarry Hill Road, Bath BA1 4DP⟧ and was home all day.
New address: ⟦address|310 W 7th Street, Austin, TX 78701⟧
Deliver to my neighbour at ⟦address|22b Mill Lane⟧.
birthday: ⟦birth|11 Sept 1994⟧
I turned 40, born ⟦birth|02.06.1984⟧.
passport no. is ⟦id|N7364512⟧
reg ⟦id|LB07 SXE⟧ is parked outside
handle ⟦user|@rosie.g_art⟧ on the forum
My account name is ⟦user|gfinch_77⟧
⟦link|https://barg.example/invite/4f9d2c7be01a45d8b6c3e2f1a0987654⟧ does not open
my cell is ⟦phone|(312) 555-0148⟧
mail ⟦email|ingrid.solheim@fjord.example⟧
The Mill Lane shop was closed at 9.
Model AB12 fits 22 mm pipes.
Thanks,\\nSales
Order placed on 11 Sept 2024, 2 items.
"""

PERSIAN = """
درود ⟦name|شهرام⟧ عزیز، پیگیری شد.
همکارتان خانم ⟦name|اکبری⟧ قول داده بود.
با سپاس\\n⟦name|ژیلا کرمانی⟧
من ⟦name|بهزاد⟧ هستم، دیروز تماس گرفتم.
لطفاً با مهندس ⟦name|توکلی⟧ صحبت کنید.
گیرنده: ⟦name|رامین صالحی⟧
آدرس: ⟦address|شیراز، بلوار چمران، کوچه ۱۴، پلاک ۶، واحد ۲⟧
منزل ما ⟦address|خیابان آزادی، کوچه لاله، پلاک ۳۳⟧ است.
کدپستی: ⟦address|7134698521⟧
متولد ⟦birth|۲۳ آذر ۱۳۶۸⟧
تاریخ تولد من ⟦birth|1372/08/19⟧ است
گذرنامه: ⟦id|L44556677⟧
پلاک ⟦id|۵۵ ص ۱۲۳ ایران ۱۰⟧
آیدی ⟦user|@ramin_s77⟧
نام کاربری من ⟦user|zhila.k⟧ است
شماره من ⟦phone|0935 000 11 22⟧
⟦link|https://barg.example/fa/pay?auth=9c8b7a6d5e4f⟧ خطا می‌دهد
ایمیلم ⟦email|behzad@mail.example⟧
بلوار چمران بسته بود.
پلاک ندارد.
با سپاس فراوان
تاریخ تحویل ۱۴۰۳/۰۸/۱۹ بود.
"""

CHINESE = """
尊敬的⟦name|徐静怡⟧女士：您好
⟦name|高建军⟧师傅昨天没来
我是⟦name|邓丽萍⟧，想退货。
联系人：⟦name|蒋文博⟧
谢谢\\n⟦name|沈佳宜⟧
麻烦转给⟦name|彭⟧经理
家住⟦address|南京市鼓楼区中山北路200号5栋302室⟧
收货地址：⟦address|湖北省武汉市洪山区珞瑜路1037号⟧
寄到⟦address|高雄市前鎮區中華五路789號12樓⟧
邮编是⟦address|430074⟧
生日：⟦birth|1986年11月30日⟧
出生日期 ⟦birth|1995-04-08⟧
护照号码是⟦id|E98761234⟧
车牌是⟦id|鄂A6K9P2⟧
微信⟦user|jiangwb_1995⟧
QQ号是⟦user|87654321⟧
点击⟦link|https://barg.example/zh/auth?code=8f7e6d5c4b3a⟧没反应
手机 ⟦phone|186-0000-7788⟧
邮箱是⟦email|xujy@post.example⟧
中山北路那家店关门了
这位女士已经签收
谢谢\\n客服
2024年11月30日到货
"""

ITEMS = {
    language: read(language, lines) for language, lines in (("en", ENGLISH), ("fa", PERSIAN), ("zh", CHINESE))
}
