"""The pages of every room that have an address; `tests.web.gallery` shows them in every language, with the others.

A path may hold `{code}` (the language) and the ids of `tests.web.shop.Shop`, such as `{draft}`, and of `Prepared`. A
test fails when a route that answers with a page is neither here nor in the gallery.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pyotp

from ingest import pipeline
from kb import articles, indexing
from kb.access import invitations, people, second_factor
from kb.content import Content, Draft, Labels, Phrasing
from kb.library import Library
from kb.tables import Category, CategoryName
from tests.web.shop import PASSWORD, Shop

CUSTOMER = (
    "/{code}/",
    "/{code}/search?q=return",
    "/{code}/search?q=zzzz",
    "/{code}/search",
    "/{code}/ask",
    "/{code}/ask?q=How+do+I+return+a+parcel%3F",
    "/{code}/ask?q=Who+won+the+chess+championship+in+1972%3F",
    "/{code}/categories/returns",
    "/{code}/articles/{returns}",
    "/{code}/articles/{password}",
    "/{code}/articles/{delivery}",
    "/{code}/articles/{rich}",
    "/{code}/contact",
    "/{code}/contact?sent=true",
    "/{code}/nothing-here",
    "/account/sign-in",
    "/account/forgotten",
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
    "/desk?tab=published",
    "/desk?tab=retired",
    "/desk/articles/new",
    "/desk/articles/{draft}",
    "/desk/articles/{returns}",
    "/desk/articles/{draft}/edit",
    "/desk/conversations/{conversation}",
    "/desk/imports",
    "/desk/imports/{job}",
    "/desk/imports/{job}?outcome=failed",
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
    "/desk/synonyms",
    "/desk/articles/{returns}/translations",
)
# Nobody is signed in, and the page has no language in its address.
OUTSIDE = (
    "/account/sign-in",
    "/account/forgotten",
    "/account/invitation/{invitation}",
    "/account/reset/{reset}",
    "/api/docs",
    "/widget/demo",
)
STEPS = "steps@shop.example"  # whose account asks for a second step
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


@dataclass(frozen=True)
class Prepared:
    """What the pages need besides the shop: the id of an import, one-time tokens of links in letters."""

    rich: int
    job: int
    invitation: str
    reset: str


def prepare(library: Library) -> Prepared:
    """Add what every page needs: the rich article, an import with a failure, an invitation, a forgotten password."""
    file = library.settings.home / "orders.jsonl"
    file.write_text('{"id": "pay", "question": "How do I pay?", "answer": "By card."}\nnot JSON\n')
    job = pipeline.enqueue(library, [file])
    pipeline.run(library, job)
    key = library.settings.signing_key()
    with library.database.session() as session:
        invitation = invitations.invite(session, email="new@shop.example", name="Lin", role="agent")
        people.add(session, email=STEPS, name="Sam", role="agent", password=PASSWORD)
        sam = people.by_address(session, STEPS)
        secret = second_factor.offer("Shop", STEPS).secret
        second_factor.begin(session, sam.id, secret, pyotp.TOTP(secret).now(), key)
        found = invitations.forgotten(session, "agent@shop.example")
    assert found is not None
    return Prepared(enrich(library), job, invitation, found[1])


def paths(pages: tuple[str, ...], code: str, shop: Shop, prepared: Prepared) -> list[str]:
    """Fill in the language and the ids."""
    found = [page.format(code=code, **asdict(prepared), **asdict(shop)) for page in pages]
    return [
        one if one.startswith(f"/{code}/") else f"{one}{'&' if '?' in one else '?'}language={code}"
        for one in found
    ]
