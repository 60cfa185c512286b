"""Slack's message text as people saw it: names for ids, links with their address, entities resolved.

Invariant: words outside of Slack's angle brackets stay as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ingest.readers.charsets import plain
from ingest.readers.chats.talk import LONGEST_MESSAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

_BRACKETS = re.compile(r"<([@#!]?)([^<>|\n]{1,2000})(?:\|([^<>\n]{0,2000}))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def words_of(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The words of a message, of its attachments where it has none itself; `names` resolve ids."""
    text = row.get("text")
    said = text if isinstance(text, str) else ""
    if not said.strip():
        said = "\n".join(part for part in _attached(row) if part.strip())
    return plain(readable(said, names)).strip()[:LONGEST_MESSAGE]


def readable(text: str, names: Mapping[str, str]) -> str:
    """Slack's own markup as plain text."""
    text = _BRACKETS.sub(lambda match: _shown(match, names), text)
    for entity, letter in _ENTITIES:
        text = text.replace(entity, letter)
    return text


def _shown(match: re.Match[str], names: Mapping[str, str]) -> str:
    mark, target, label = match[1], match[2], match[3] or ""
    if mark in {"@", "#"}:
        return mark + (names.get(target) or label.lstrip("@#") or target)
    if mark == "!":
        return label if label and "^" in target else f"@{label.lstrip('@') or target.partition('^')[0]}"
    if target.startswith(("mailto:", "tel:")):
        return label or target.partition(":")[2]
    return f"{label} ({target})" if label and label not in target else target


def _attached(row: Mapping[str, Any]) -> list[str]:
    """The words of blocks and attachments, as bots and integrations send them."""
    found: list[str] = []
    for name in ("blocks", "attachments"):
        listed = row.get(name)
        found.extend(_block(one, 0) for one in (listed if isinstance(listed, list) else ()))
    return found


def _block(block: object, depth: int) -> str:
    """The words in a block: its own, else those of its parts."""
    if isinstance(block, str):
        return block
    if not isinstance(block, dict) or depth > 8:
        return ""
    for name in ("text", "fallback"):
        if isinstance(block.get(name), str) and block[name].strip():
            link = block.get("url")
            return (
                f"<{link}|{block[name]}>"
                if isinstance(link, str) and block.get("type") == "link"
                else str(block[name])
            )
    if block.get("type") == "user":
        return f"<@{block.get('user_id')}>"
    if block.get("type") == "link":
        return str(block.get("url") or "")
    inner = block.get("text") if isinstance(block.get("text"), dict) else None
    listed = [inner] if inner else block.get("elements") or block.get("fields") or []
    lines = block.get("type") in {"rich_text", "rich_text_list"}
    return (
        ("\n" if lines else "").join(_block(one, depth + 1) for one in listed if one)
        if isinstance(listed, list)
        else ""
    )
