"""The words that carry no meaning of their own and are left out of lexical search.

All are in normalised form. The lists are short on purpose and were chosen by measuring: most pronouns
and the English question words stay in, because leaving them out costs first-place hits.
"""

import re

ENGLISH = frozenset(
    """
    a an the am are be been is was were and as but if or so that at by for from in of on to with
    did do does can could may might must shall should will would i me there
    """.split()  # noqa: SIM905 (read as prose)
)

# Function words, question words and the auxiliaries that carry only tense and person; not «کند», which is
# also "slow".
PERSIAN = frozenset(
    """
    و در به از که این ان را با برای تا بر یا هم نیز اگر اما ولی یک هر چه
    است هست بود شد شود باشد باشند هستند بودند شده
    ایا چگونه چطور چطوری چرا چیست چیه چی کیست کی کجا کجاست کدام
    کنم کنی کنه کنیم کنید کنند کنن کردن کرد کرده
    دارد دارم داری داره داریم دارید دارند داشته باید توان توانم تواند توانید خواهد خواهم
    """.split()  # noqa: SIM905 (read as prose)
)

# What stands between two words of a Chinese question without saying what it is about.
CHINESE_PHRASES = re.compile("请问|为什么|什么|怎么样|怎么|怎样|如何|为何|是否|哪里|哪些|哪个|多少|吗|呢")

# Characters that say nothing when they stand alone; inside a pair of characters they count.
CHINESE_CHARACTERS = frozenset("的了吗呢吧啊呀是在和与及或我你您他她它们有这那个就也都还要会能可以")
