"""A row of a `.jsonl`, `.csv` or `.xlsx` file becomes an FAQ entry, an article or a conversation.

Invariant: a field of the wrong type or with an unknown value is named in one sentence, never guessed; text of
the row itself is not repeated in that sentence, except a short language or audience value.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from ingest.items import ArticleEntry, ChatEntry, ChatMessage, Failed, FaqEntry, Skipped
from ingest.readers.charsets import plain
from ingest.reasons import Reason, because
from kb.content import kind_tag
from kb.errors import DaneshError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.items import Audience, Content, Kind, Role

LONGEST_QUESTION = 20_000  # characters
LONGEST_TEXT = 1_000_000  # characters of an answer, a body or a message
_CUSTOMERS = (
    "customer user client visitor end-user end_user requester contact 客户 顾客 用户 客戶 顧客 مشتری کاربر"
)
_AGENTS = (
    "agent support operator representative staff helpdesk employee admin 客服 坐席 پشتیبان پشتیبانی کارشناس"
)
_BOTS = "bot system assistant automation 机器人 機器人 ربات"
ROLES: dict[str, Role] = {
    **dict.fromkeys(_CUSTOMERS.split(), "customer"),
    **dict.fromkeys(_AGENTS.split(), "agent"),
    **dict.fromkeys(_BOTS.split(), "bot"),
}
_TELLING: dict[str, Kind] = {"messages": "chat", "question": "faq", "body": "article"}
_NO_LANGUAGE = {"mis", "mul", "root", "und", "zxx"}
_MILLISECONDS_FROM = 10**11  # seconds would be the year 5138


class RowError(DaneshError):
    """The row cannot be used: {reason}."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason  # one sentence without the row's text
        super().__init__(reason=reason)


def kind_of(row: object, wanted: Kind = "unknown") -> Kind:
    """What a row is, by its fields; `wanted` decides when the fields do not."""
    if isinstance(row, dict):
        for field, kind in _TELLING.items():
            if field in row:
                return kind
    return wanted


def content_of(row: object, kind: Kind, fallback_id: str) -> Content:
    """The content of one row.

    Args:
        row: The row, as JSON gave it.
        kind: What `kind_of` says it is.
        fallback_id: The id of a row that names none.

    Returns:
        The entry, or `Failed` with the field that is missing or wrong.
    """
    if not isinstance(row, dict):
        return Failed(because("row_no_object"))
    try:
        if kind == "faq":
            return _faq(row, fallback_id)
        if kind == "article":
            return _article(row, fallback_id)
        if kind == "chat":
            return _chat(row, fallback_id)
    except RowError as error:
        return Failed(error.reason)
    return Failed(because("row_no_kind"))


def is_golden(row: object) -> bool:
    """Whether a row is a golden question: the articles that answer it in the place of an answer."""
    return (
        isinstance(row, dict)
        and isinstance(row.get("question"), str)
        and isinstance(row.get("relevant"), list)
        and "answer" not in row
    )


def row_id(row: object) -> str:
    """The id a row names, or ""; numbers count as ids."""
    value = row.get("id") if isinstance(row, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return plain(str(value)).strip()[:500]


def _faq(row: Mapping[str, Any], fallback_id: str) -> Content:
    if is_golden(row):
        return Skipped(because("golden"))
    question = _text(row, "question", longest=LONGEST_QUESTION)
    return FaqEntry(
        external_id=row_id(row) or fallback_id,
        question=question,
        answer=_text(row, "answer"),
        variants=tuple(one for one in dict.fromkeys(_texts(row, "variants")) if one != question),
        language=_language(row),
        category=_optional(row, "category"),
        tags=_tags(row),
        audience=_audience(row),
    )


def _article(row: Mapping[str, Any], fallback_id: str) -> ArticleEntry:
    return ArticleEntry(
        external_id=row_id(row) or fallback_id,
        title=_optional(row, "title") or "",
        body=_text(row, "body"),
        language=_language(row),
        category=_optional(row, "category"),
        tags=_tags(row),
        audience=_audience(row),
    )


def _chat(row: Mapping[str, Any], fallback_id: str) -> Content:
    messages = row.get("messages")
    if not isinstance(messages, list):
        raise RowError(because("messages_missing"))
    if not messages:
        return Skipped(because("no_messages"))
    resolved = row.get("resolved")
    if resolved is not None and not isinstance(resolved, bool):
        raise RowError(because("resolved_unknown"))
    external_id = row_id(row) or fallback_id
    return ChatEntry(
        external_id=external_id,
        channel=_optional(row, "channel") or "chat",
        subject=_optional(row, "subject") or "",
        language=_language(row),
        resolved=resolved,
        messages=_messages(messages, external_id),
    )


def _messages(rows: list[Any], conversation_id: str) -> tuple[ChatMessage, ...]:
    """The messages of a conversation; ids are made where the export has none, and never repeat."""
    seen: set[str] = set()
    messages = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise RowError(because("message_no_object", number=number))
        external_id = row_id(row) or f"{conversation_id}/{number}"
        if external_id in seen:
            external_id = f"{external_id}#{number}"
        seen.add(external_id)
        try:
            role = (_optional(row, "role") or "").casefold()
            message = ChatMessage(
                external_id=external_id,
                role=ROLES.get(role, "unknown"),
                author=_optional(row, "author") or "",
                sent_at=moment_of(row.get("sent_at")),
                text=_text(row, "text", may_be_empty=True),
            )
        except RowError as error:
            raise RowError(because("in_message", number=number, reason=error.reason)) from None
        messages.append(message)
    return tuple(messages)


def moment_of(value: object) -> datetime | None:
    """A moment in UTC from ISO 8601 text or epoch seconds (or milliseconds); None for nothing.

    Raises:
        RowError: The value is no moment.
    """
    if value is None or value == "":
        return None
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
            return datetime.fromtimestamp(seconds, UTC)
        moment = datetime.fromisoformat(str(value).strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        raise RowError(because("moment_unknown")) from None


def _text(
    row: Mapping[str, Any], name: str, *, longest: int = LONGEST_TEXT, may_be_empty: bool = False
) -> str:
    value = row.get(name)
    if value is None:
        raise RowError(because("field_missing", field=name))
    if not isinstance(value, str):
        raise RowError(because("field_no_text", field=name))
    text = plain(value).strip()
    if not text and not may_be_empty:
        raise RowError(because("field_empty", field=name))
    if len(text) > longest:
        raise RowError(because("field_long", field=name, limit=longest))
    return text


def _optional(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RowError(because("field_no_text", field=name))
    return " ".join(plain(value).split()) or None


def _texts(row: Mapping[str, Any], name: str) -> list[str]:
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise RowError(because("field_no_texts", field=name))
    return [text for one in value if (text := plain(one).strip())]


def _tags(row: Mapping[str, Any]) -> tuple[str, ...]:
    tags = [" ".join(tag.split()) for tag in _texts(row, "tags")]
    named = [(kind, _optional(row, kind)) for kind in ("product", "segment")]
    return tuple(dict.fromkeys([*tags, *(kind_tag(kind, name) for kind, name in named if name)]))


def _audience(row: Mapping[str, Any]) -> Audience:
    value = (_optional(row, "audience") or "public").casefold()
    if value == "public":
        return "public"
    if value == "agents":
        return "agents"
    raise RowError(because("audience_unknown", value=value) if _short(value) else because("audience_long"))


def _language(row: Mapping[str, Any]) -> str | None:
    value = _optional(row, "language")
    if value is None:
        return None
    code = language_code(value)
    if code is None:
        raise RowError(
            because("language_unknown", value=value) if _short(value) else because("language_long")
        )
    return code


def language_code(tag: str) -> str | None:
    """The two- or three-letter code of a language tag (`fa-IR` and `fas` give `fa`), None when unknown."""
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*", tag)
    return _known_languages().get(match[1].lower()) if match else None


@cache
def _known_languages() -> dict[str, str]:
    """Every language code the Unicode CLDR names, and the three-letter codes that stand for shorter ones."""
    from babel import Locale
    from babel.core import get_global

    codes = {code: code for code in Locale("en").languages if code.isalpha() and code not in _NO_LANGUAGE}
    aliases: Mapping[str, str] = get_global("language_aliases")
    return codes | {alias: code for alias, code in aliases.items() if code in codes}


def _short(value: str) -> bool:
    """Whether a reason may repeat a value; a long one is somebody's text."""
    return len(value) <= 30
