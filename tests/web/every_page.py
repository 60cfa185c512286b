"""The pages of every room: what is added here is checked by axe and the HTML validator, in every language.

A path may hold `{code}` (the language) and the ids of `tests.web.shop.Shop`, such as `{draft}`.
"""

from __future__ import annotations

from dataclasses import asdict

from kb import articles, indexing
from kb.content import Content, Draft, Labels, Phrasing
from kb.library import Library
from kb.tables import Category, CategoryName
from tests.web.shop import Shop

CUSTOMER = (
    "/{code}/",
    "/{code}/search?q=return",
    "/{code}/search?q=zzzz",
    "/{code}/ask",
    "/{code}/ask?q=How+do+I+return+a+parcel%3F",
    "/{code}/ask?q=Who+won+the+chess+championship+in+1972%3F",
    "/{code}/categories/returns",
    "/{code}/articles/{returns}",
    "/{code}/articles/{password}",
    "/{code}/articles/{rich}",
    "/{code}/contact",
    "/{code}/contact?sent=true",
    "/{code}/nothing-here",
    "/account/sign-in?language={code}",
    "/account/forgotten?language={code}",
)
# Signed in as an admin; other rooms' pages are added here.
TEAM = (
    "/design",
    "/agent",
    "/agent?q=How+do+I+return+a+parcel%3F",
    "/agent?q=Where+is+my+order%3F",
    "/agent/articles/{internal}",
    "/agent/tickets",
    "/agent/tickets/{conversation}",
    "/agent/shortcuts",
    "/agent/notes/new",
    "/widget/demo",
    "/desk",
    "/desk/articles/new",
    "/desk/articles/{draft}",
    "/desk/articles/{draft}/edit",
    "/desk/conversations/{conversation}",
    "/desk/imports",
    "/desk/articles/{draft}/merge",
    "/desk/articles/{draft}/compare",
    "/desk/dashboard",
    "/desk/categories",
    "/desk/inbox",
    "/desk/team",
    "/desk/team/invitations",
    "/account",
    "/account/two-factor",
    "/desk/gaps",
    "/desk/profile",
    "/desk/fixed",
)
# Nobody is signed in, and the page has no language in its address.
OUTSIDE = ("/account/sign-in", "/account/forgotten", "/api/docs", "/widget/demo")
RICH = """## Before you start

You need a *label* and `tape`.

| Country | Days | Price |
|---|---:|---|
| Germany | 2 | €4.90 |

## Steps

1. Print the label.
2. ![Where the label goes](/static/icon.svg) Put it here.

### If it does not fit

> Fold it once.

```
DANESH-LABEL --size A6 --a-very-long-option-that-makes-the-line-scroll --another-one
```

## متن فارسی

این بند فارسی است. [Partner page](https://example.org/)"""


def enrich(library: Library) -> int:
    """Add an article with all that Markdown has, on a shelf below another one; return its id."""
    with library.database.session() as session:
        labels = Labels("en", "public", "Labels and tape")
        content = Content(
            "How do I pack a parcel?", RICH, issue="Packing is hard.", environment="Parcels to 5 kg."
        )
        phrasings = (Phrasing("what do I need to pack a parcel?", "en"),)
        made = articles.create(session, Draft(content, labels, phrasings=phrasings))
        articles.publish(session, made)
        above = session.query(Category).filter_by(name="Returns").one()
        session.query(Category).filter_by(name="Labels and tape").one().parent_id = above.id
        session.add(CategoryName(category_id=above.id, language="fa", name="بازگشت کالا"))
        rich = made.id
    indexing.sync(library)
    return rich


def paths(pages: tuple[str, ...], code: str, shop: Shop, rich: int) -> list[str]:
    """Fill in the language and the ids."""
    found = [page.format(code=code, rich=rich, **asdict(shop)) for page in pages]
    return [
        one if one.startswith(f"/{code}/") else f"{one}{'&' if '?' in one else '?'}language={code}"
        for one in found
    ]
