"""The widget itself: one script with all its texts in it, and a page that shows it.

The script is the same for everybody and knows nobody; it makes no frame and asks for no cookie.
"""

import hashlib
import json
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.agent.contexts import WidgetDemoPage
from web.dependencies import AnyLibrary, Reader, Visitor
from web.i18n import LANGUAGES, mark, translate
from web.rendering import render
from web.stylesheets import STATIC
from web.widget.origins import SHARED

SLOT = "null /* texts */"
TEXTS = {
    "help": mark("Help"),
    "title": mark("How can we help?"),
    "close": mark("Close"),
    "label": mark("Your question"),
    "hint": mark("Describe your question in your own words"),
    "send": mark("Send"),
    "articles": mark("Articles that may help"),
    "found": mark("%(num)s articles found; press the down arrow to reach them"),
    "you": mark("You asked"),
    "us": mark("Answer"),
    "source": mark("Source %(number)s"),
    "sources": mark("Sources"),
    "related": mark("Related articles"),
    "thinking": mark("Looking for an answer…"),
    "which": mark("Which of these do you mean?"),
    "other": mark("Or do you mean one of these?"),
    "failed": mark("Something is not available right now. Please try again in a few minutes."),
    "busy": mark("Too many requests. Please wait a minute and try again."),
    "helped": mark("Did this help?"),
    "yes": mark("Yes"),
    "no": mark("No"),
    "thanks": mark("Thank you. This helps us to write better articles."),
    "person": mark("Talk to a person"),
    "name": mark("Name (optional)"),
    "contact": mark("E-mail address or phone number"),
    "message": mark("What is it about?"),
    "back": mark("Back to the questions"),
    "handed": mark("Thank you. Somebody of our team will answer you. What was said here went with it."),
    "waiting": mark("Somebody of our team will answer you; we keep quiet until then."),
    "reach": mark("Please give an e-mail address or a phone number, so that we can answer you."),
    "again": mark("Start again"),
}

router = APIRouter(include_in_schema=False)


@cache
def script() -> tuple[bytes, str]:
    """Return the script with its texts, and its ETag."""
    source = (STATIC / "widget.js").read_text(encoding="utf-8")
    texts: dict[str, dict[str, Any]] = {
        code: {name: translate(language, text) for name, text in TEXTS.items()}
        | {"dir": language.direction, "tag": language.tag}
        for code, language in LANGUAGES.items()
    }
    filled = source.replace(SLOT, json.dumps(texts, ensure_ascii=False, separators=(",", ":")), 1).encode()
    return filled, f'"{hashlib.sha256(filled).hexdigest()[:16]}"'


@router.get("/widget.js")
def javascript(request: Request) -> Response:
    """Give the script to any site; asking and answering is for the sites that the settings name."""
    body, tag = script()
    headers = SHARED | {
        "ETag": tag,
        "Cache-Control": "public, max-age=3600",
        "Access-Control-Allow-Origin": "*",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)


@router.get("/widget/demo")
def demo(request: Request, library: AnyLibrary, reader: Reader, member: Visitor) -> Response:
    """Show the widget at work, and how to put it on a page."""
    del reader
    origins = library.settings.widget_origins
    return render(request, WidgetDemoPage(origins=origins), member=member)
