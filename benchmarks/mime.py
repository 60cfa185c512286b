"""Whether mails are read as another parser reads them: `mail/mime-expected`, field by field.

    python -m benchmarks mime [DATA]

Each mail there is read twice, with its own line ends and with CRLF, and each reading has an expected parse. Compared
are subject, people (From, To, Cc), date, text and attachment names. Only this is evened out before comparing: white
space; HTML as text by our own reader; a text that neither is plain nor HTML counts as attached (RFC 8621, 4.1.4);
nameless attachments go by their type, attached mails by their subject; a file name stands without its folders. Where
the expected parse has U+FFFD and everything else agrees, ours decoded what it lost: such files agree, and are counted
apart.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.label_sets import DATA
from ingest.items import Mail
from ingest.readers import html_text, read

Part = dict[str, Any]
LOST = "\ufffd"


def header(part: Part, name: str) -> Any:
    return next((head["value"] for head in part["headers"] if head["name"] == name), None)


def text_header(part: Part, name: str) -> str:
    value = header(part, name)
    return evened(value.get("Text") or "") if isinstance(value, dict) else ""


def evened(text: str) -> str:
    return " ".join(text.split())


def people(part: Part, name: str) -> list[str]:
    value = header(part, name)
    if not isinstance(value, dict):
        return []
    listed = value["Address"]
    found = listed.get("List") or [one for group in listed.get("Group", ()) for one in group["addresses"]]
    return [evened(f"{one.get('name') or ''} <{(one.get('address') or '').lower()}>") for one in found]


def date(part: Part) -> datetime | None:
    value = header(part, "date")
    if not isinstance(value, dict):
        return None
    found = value["DateTime"]
    names = ("year", "month", "day", "hour", "minute", "second")
    offset = timedelta(hours=found["tz_hour"], minutes=found["tz_minute"])
    moment = datetime(*(found[name] for name in names), tzinfo=UTC)
    return moment + offset if found["tz_before_gmt"] else moment - offset


def is_text(part: Part) -> bool:
    return "Text" in part["body"] or "Html" in part["body"]


def text(parse: Part) -> str:
    bodies = [parse["parts"][at]["body"] for at in parse["text_body"]]
    texts = (body.get("Text") or html_text.to_text(body.get("Html") or "") for body in bodies)
    return evened("\n".join(texts))


def attachments(parse: Part) -> list[str]:
    shown = {
        at for body in ("text_body", "html_body") for at in parse[body] if not is_text(parse["parts"][at])
    }
    return [file_name(parse["parts"][at]) for at in sorted(shown | set(parse["attachments"]))]


def file_name(part: Part) -> str:
    for head, wanted in (("content_disposition", "filename"), ("content_type", "name")):
        value = header(part, head)
        attributes = (value["ContentType"]["attributes"] or ()) if isinstance(value, dict) else ()
        for attribute in attributes:
            if attribute["name"].lower() == wanted:
                return evened(re.split(r"[/\\]", attribute["value"])[-1])
    if "Message" in part["body"]:
        return text_header(part["body"]["Message"]["parts"][0], "subject") or "message/rfc822"
    value = header(part, "content_type")
    kind = value["ContentType"] if isinstance(value, dict) else {"c_type": "text", "c_subtype": "plain"}
    return f"{kind['c_type']}/{kind['c_subtype'] or 'plain'}"


def expected(parse: Part) -> dict[str, Any]:
    head = parse["parts"][0]
    return {
        "subject": text_header(head, "subject"),
        "from": people(head, "from")[:1],
        "to": people(head, "to"),
        "cc": people(head, "cc"),
        "date": date(head),
        "text": text(parse),
        "attachments": attachments(parse),
    }


def ours(raw: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mail.eml")
        path.write_bytes(raw)
        content = next(iter(read([path], "email"))).content
    if not isinstance(content, Mail):
        return {"text": f"not read as a mail: {content.reason}" if hasattr(content, "reason") else "not read"}
    sender = evened(f"{content.from_name} <{content.from_address}>")
    return {
        "subject": evened(content.subject),
        "from": [] if sender == "<>" else [sender],
        "to": [evened(f"{person.name} <{person.address}>") for person in content.to],
        "cc": [evened(f"{person.name} <{person.address}>") for person in content.cc],
        "date": content.sent_at,
        "text": evened(content.text),
        "attachments": [evened(name) for name in content.attachments],
    }


def decoded(lost: Any, found: Any) -> bool:
    """Whether two values are the same but for letters that the first has lost and the second has."""
    if isinstance(lost, list) and isinstance(found, list):
        return len(lost) == len(found) and all(map(decoded, lost, found))
    if not isinstance(lost, str) or not isinstance(found, str) or len(lost) != len(found):
        return bool(lost == found)
    pairs = zip(lost, found, strict=True)
    return all(
        one == other or (one == LOST and other != LOST and not other.isascii()) for one, other in pairs
    )


def main(arguments: Sequence[str] = ()) -> None:
    """Print the share that agrees and a line for each difference left."""
    folder = Path(arguments[0] if arguments else DATA) / "mail" / "mime-expected"
    same: list[str] = []
    better: list[str] = []
    lines: list[str] = []
    parses = sorted(folder.glob("*/*.json"))
    for path in parses:
        raw = path.with_name(path.name.partition(".")[0] + ".eml").read_bytes()
        if ".crlf." in path.name:
            raw = re.sub(rb"\r?\n", b"\r\n", raw)
        wanted, found = expected(json.loads(path.read_text())), ours(raw)
        differing = [name for name in wanted if wanted[name] != found.get(name)]
        unlike = [name for name in differing if not decoded(wanted[name], found.get(name))]
        name = f"{path.parent.name}/{path.name}"
        (lines if unlike else better if differing else same).append(name)
        for field in unlike:
            print(f"{name}: {field}: expected {wanted[field]!r:.200}, ours {found.get(field)!r:.200}")
    total = len(parses)
    print(
        f"{total} parses: {len(same)} the same, {len(better)} where ours decoded what the expected one lost, "
        f"{len(lines)} differ: {(len(same) + len(better)) / max(total, 1):.3f} agree"
    )
