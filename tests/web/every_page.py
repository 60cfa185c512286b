"""The pages of every room that have an address; `tests.web.gallery` shows them in every language, with the others.

A path may hold `{code}` (the language) and the ids of `tests.web.shop.Shop`, such as `{draft}`, and of `Prepared`. A
test fails when a route that answers with a page is neither here nor in the gallery.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pyotp

from ingest import pipeline
from ingest.reasons import because
from ingest.sources.connection import MailboxUnavailableError
from kb import articles, indexing
from kb.access import invitations, people, second_factor
from kb.archive import conversations, imports, live_sources
from kb.archive.conversations import Incoming, Opening
from kb.content import Content, Draft, Labels, Phrasing
from kb.errors import EncoderUnavailableError
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
    "/desk/imports/{job}?outcome=skipped",
    "/desk/imports/{stopped}",
    "/desk/conversations/{unresolved}",
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
    """What the pages need besides the shop: ids of imports and a conversation, tokens of links in letters."""

    rich: int
    job: int
    stopped: int
    unresolved: int
    invitation: str
    reset: str


# Files of an archive that is not in order; each gives items that were skipped, failed or not read in full.
ARCHIVE = {
    "orders.jsonl": b'{"id": "pay", "question": "How do I pay?", "answer": "By card."}\nnot JSON\n[1]\n'
    b'{"question": "Where?"}\n{"question": "Who?", "answer": "We.", "language": "xx"}\n'
    b'{"messages": [{"text": "Hi", "sent_at": "soon"}]}\n{"messages": []}\n{"question": "a", "relevant": []}\n',
    "prices.csv": b"item,price\ntea,4\n",
    "answers.csv": b"question,answer\nHow long?,\n",
    "label.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "letter.doc": b"\xd0\xcf\x11\xe0" + bytes(64),
    "none.txt": b"",
    "away.eml": b"From: a@shop.example\nTo: b@shop.example\nAuto-Submitted: auto-replied\n\nI am away.\n",
    "words.eml": b"only words\n",
    "order.eml": b"From: a@shop.example\nTo: b@shop.example\nSubject: Order\nMessage-ID: <o@shop.example>\n"
    b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=cut\n\n--cut\n\nIs it sent? Thank you.\n"
    b"--cut\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=order.exe\n\nMZ\n"
    b"--cut\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=order.docx\n\n\n"
    b"--cut--\n",
    "shop.log": b"[12:00] <ann> Is it open?\n[12:01] <bob> It is.\nno style\n[12:02] *** cid joins\n"
    b"[12:03] <ann> Thanks.\n",
}


def import_an_archive(library: Library) -> int:
    """Import files most of which cannot be read; return the import."""
    folder = library.settings.home / "archive"
    folder.mkdir()
    for name, content in ARCHIVE.items():
        (folder / name).write_bytes(content)
    job = pipeline.enqueue(library, [folder])
    pipeline.run(library, job)
    return job


def let_things_fail(library: Library) -> tuple[int, int]:
    """Add a live source in trouble, an import that stopped and a conversation without an answer; return the last."""
    away = EncoderUnavailableError(name="multilingual-e5-small", reason="permission denied")
    lost = MailboxUnavailableError(mailbox="imaps://help@shop.example/INBOX", reason=because("mailbox_ended"))
    with library.database.session() as session:
        stopped = imports.create(session, ["late.csv"])
        imports.finish(session, stopped.id, str(away))
        source = live_sources.ensure(session, "imap", "imaps://help@shop.example/INBOX")
        live_sources.failed(session, source.id, str(lost))
        open_one = conversations.start(session, Opening("thread-open", "mail", "email"))
        conversations.append(session, open_one, Incoming("open", "raw", role="customer"))
        open_one.messages[0].text = "Is anybody there?"
        open_one.mined, open_one.unresolved = True, because("nobody_answered")
        return stopped.id, open_one.id


def prepare(library: Library) -> Prepared:
    """Add what every page needs: the rich article, imports that fail, an invitation, a forgotten password."""
    job = import_an_archive(library)
    stopped, unresolved = let_things_fail(library)
    key = library.settings.signing_key()
    with library.database.session() as session:
        invitation = invitations.invite(session, email="new@shop.example", name="Lin", role="agent")
        people.add(session, email=STEPS, name="Sam", role="agent", password=PASSWORD)
        sam = people.by_address(session, STEPS)
        secret = second_factor.offer("Shop", STEPS).secret
        second_factor.begin(session, sam.id, secret, pyotp.TOTP(secret).now(), key)
        found = invitations.forgotten(session, "agent@shop.example")
    assert found is not None
    return Prepared(enrich(library), job, stopped, unresolved, invitation, found[1])


def paths(pages: tuple[str, ...], code: str, shop: Shop, prepared: Prepared) -> list[str]:
    """Fill in the language and the ids."""
    found = [page.format(code=code, **asdict(prepared), **asdict(shop)) for page in pages]
    return [
        one if one.startswith(f"/{code}/") else f"{one}{'&' if '?' in one else '?'}language={code}"
        for one in found
    ]
