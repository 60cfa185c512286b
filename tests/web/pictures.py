"""The README's pictures: one of each room in each language, over the sample archive, in a real Chromium.

`python -m tests.web.pictures` writes them to docs/screenshots, in few colours, so that each stays small. It makes its
own knowledge base of the samples, or takes the one in the folder given with `--home`.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import sync_playwright

from kb.access import people
from kb.desk import waiting
from kb.library import Library
from kb.settings import Settings
from kb.tables import Article, Revision
from tests.web.conftest import Server
from web import demo
from web.app import create_app, warm

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "screenshots"
PASSWORD = "a password for the pictures only"
EMAIL = "nima@barg.example"
COLOURS, LARGEST = 128, 150_000  # of a picture; bytes of one
SIZE = {"width": 1280, "height": 860}
BRANDS = {"en": "Barg", "fa": "برگ", "zh": "Barg"}
QUESTIONS = {
    "en": "How do I return an item?",
    "fa": "چطور سفارشم را پس بدهم؟",
    "zh": "礼品卡余额可以用多久？",
}
DRAFTS = {
    "en": "Kettle switches off after a few seconds",
    "fa": "دوبار پول کم شد",
    "zh": "电水壶烧不开水",
}
TICKETS = {
    "en": "Customer: Hello!\nCustomer: My parcel is marked as delivered, but I do not have it. What now?",
    "fa": "مشتری: سلام، وقت به خیر\nمشتری: چطور می‌توانم مرسوله‌ام را پیگیری کنم؟",
    "zh": "客户：你好\n客户：我的包裹两周了还没到，请问在哪里？",
}


@contextlib.contextmanager
def opened(home: Path | None) -> Iterator[Library]:
    """Open a knowledge base that holds the samples, and let somebody sign in to all of it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            home=home or Path(folder) / "home",
            secret_key="only for pictures",
            support_addresses="barg.example",
        )
        with Library.open(settings) as library:
            for line in demo.load(library, ROOT / "samples"):
                print(line)  # noqa: T201 - a command says what it does
            with library.database.session() as session:
                if all(member.email != EMAIL for member in people.everyone(session)):
                    people.add(session, email=EMAIL, name="Nima", role="manager", password=PASSWORD)
            warm(library, threading.Event())  # or the first page would wait for the model
            yield library


def draft(library: Library, code: str) -> int:
    """Return the draft that the picture of the desk shows, or the first in the queue where it has another title."""
    with library.database.reading() as session:
        titled = (Revision.article_id == Article.id) & (Revision.title == DRAFTS[code])
        found = session.query(Article.id).join(Revision, titled).filter(Article.status == "draft").first()
        return found[0] if found else waiting.queue(session, "draft").rows[0].article_id


def take(page: Any, name: str) -> None:
    """Keep what the window shows, in few colours."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = shot.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    path = FOLDER / f"{name}.png"
    few.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {size:,} bytes")  # noqa: T201 - a command says what it does
    assert size <= LARGEST, "use fewer colours"


def rooms(page: Any, library: Library, code: str) -> None:
    """Take one picture of each room."""
    page.goto(f"/{code}/ask?q={quote(QUESTIONS[code])}")
    take(page, f"help-center-{code}")
    page.goto(f"/account/sign-in?language={code}&after=/agent")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector("textarea#q")
    page.goto(f"/agent?language={code}")
    page.fill("#q", TICKETS[code])
    page.press("#q", "Enter")
    page.wait_for_selector("#reply")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("scrollTo(0, 0)")
    take(page, f"agent-{code}")
    page.goto(f"/desk/articles/{draft(library, code)}")
    take(page, f"desk-{code}")


def main() -> None:
    """Take all pictures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--home", type=Path, help="a knowledge base that holds the samples")
    home = arguments.parse_args().home
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = Server()
    with opened(home) as library, sync_playwright() as playwright:
        path = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for code, brand in BRANDS.items():
            library.settings = library.settings.model_copy(
                update={"brand": brand, "public_url": server.address}
            )
            server.app = create_app(library)
            context = browser.new_context(base_url=server.address, viewport=SIZE, color_scheme="light")
            context.set_default_timeout(180_000)
            rooms(context.new_page(), library, code)
            context.close()
        browser.close()
    server.stop()


if __name__ == "__main__":
    main()
