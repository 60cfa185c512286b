"""Templates get what their page declares, and pages are whole HTML."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import html5lib
import pytest
from jinja2 import meta, nodes

import web
from web import contexts
from web.agent import contexts as agent_contexts
from web.contexts import Page
from web.manager import archive_contexts, deciding_contexts
from web.manager import contexts as manager_contexts
from web.portal import contexts as portal_contexts
from web.rendering import environment
from web.signin import contexts as signin_contexts

TEMPLATES = Path(web.__file__).parent / "templates"
PAGES = [
    page
    for module in (
        signin_contexts,
        contexts,
        portal_contexts,
        agent_contexts,
        manager_contexts,
        deciding_contexts,
        archive_contexts,
    )
    for page in vars(module).values()
    if isinstance(page, type) and issubclass(page, Page) and page is not Page
]
CHROME = {field.name for field in fields(contexts.Chrome)}


def parsed(template):
    return environment("en").parse((TEMPLATES / template).read_text())


def undeclared(template):
    """The names that a template and those it extends expect from outside."""
    tree = parsed(template)
    names = meta.find_undeclared_variables(tree) - environment("en").globals.keys() - set(own(tree))
    for parent in tree.find_all(nodes.Extends):
        names |= undeclared(parent.template.value)
    return names


def own(tree):
    """The names that a template imports or sets for all of its blocks."""
    for node in tree.body:
        if isinstance(node, nodes.FromImport):
            yield from (name[1] if isinstance(name, tuple) else name for name in node.names)
        elif isinstance(node, nodes.Macro):
            yield node.name
        elif isinstance(node, nodes.Assign):
            yield node.target.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_template_uses_what_its_page_declares_and_all_of_it(page):
    declared = {field.name for field in fields(page)}
    used = undeclared(page.template) - {"chrome"}
    assert used <= declared
    assert declared <= used, "declared and never shown"


def test_every_template_belongs_to_a_page_or_is_a_part():
    rooms = {page.template for page in PAGES}
    for path in TEMPLATES.rglob("*.html"):
        name = path.relative_to(TEMPLATES).as_posix()
        assert name in rooms or name.startswith("parts/") or name.endswith("/layout.html"), name


def test_templates_ask_chrome_for_what_it_has():
    for path in TEMPLATES.rglob("*.html"):
        for found in parsed(path.relative_to(TEMPLATES)).find_all(nodes.Getattr):
            if isinstance(found.node, nodes.Name) and found.node.name == "chrome":
                assert found.attr in CHROME, f"{path.name}: chrome.{found.attr}"


def test_nothing_is_marked_safe():
    for path in TEMPLATES.rglob("*.html"):
        filters = [one.name for one in parsed(path.relative_to(TEMPLATES)).find_all(nodes.Filter)]
        assert "safe" not in filters, path


def test_markup_is_made_in_few_places():
    makers = {
        path.name
        for path in Path(web.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Markup"
    }
    assert makers <= {"markdown.py", "showing.py", "evidence.py", "unmasking.py", "reasons.py"}


@pytest.mark.parametrize("code", ["en", "fa", "zh"])
def test_every_page_is_whole_html_with_one_heading(signed_in, shop, code):
    admin = signed_in("admin")
    draft = f"/desk/articles/{shop.draft}"
    portal = (
        "",
        "search?q=return",
        "ask?q=How+do+I+return+a+parcel%3F",
        "ask?q=chess+1972",
        "categories/returns",
    )
    pages = [
        f"/{code}/{page}" for page in (*portal, f"articles/{shop.returns}", f"articles/{shop.password}", "no")
    ]
    pages += ["/agent", "/agent?q=return+a+parcel", f"/agent/articles/{shop.internal}", "/api/docs"]
    pages += ["/desk", draft, f"{draft}/edit", "/desk/articles/new", "/desk/imports", "/desk/team"]
    pages += [f"/desk/conversations/{shop.conversation}", "/desk/dashboard", "/desk/categories"]
    pages += ["/desk/fixed"]
    pages += [f"/desk/inbox?tab={tab}" for tab in ("handovers", "corrections", "flags")]
    pages += [f"{draft}/merge", f"{draft}/compare", f"{draft}/compare?view=sides"]
    admin.get(f"/{code}/")
    for page in pages:
        text = admin.get(page, follow_redirects=True).text
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        assert len(tree.findall(".//h1")) == 1, page
        assert tree.findtext(".//title").strip(), page
        ids = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(ids) == len(set(ids)), page
        labelled = {one.get("for") for one in tree.iter("label")} | {"csrf"}
        for kind in ("input", "select", "textarea"):
            for field in tree.iter(kind):
                inside = any(field in label.iter() for label in tree.iter("label"))
                assert field.get("type") == "hidden" or inside or field.get("id") in labelled, (
                    page,
                    field.attrib,
                )
        targets = {one.get("href")[1:] for one in tree.iter("a") if (one.get("href") or "").startswith("#")}
        assert targets <= set(ids), page
