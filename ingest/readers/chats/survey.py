"""Surveys as tables: each answer in somebody's own words is one item, a customer's message nobody has answered.

Invariant: the table is streamed; an answer of a choice or a number is no text and is left to the table, an empty
or empty-sounding one is counted as passed over.
"""

from __future__ import annotations

import io
import re
from itertools import islice
from typing import TYPE_CHECKING

from ingest.items import ChatEntry, ChatMessage, Failed, Item
from ingest.readers import table_rows
from ingest.readers.charsets import plain
from ingest.readers.chats import tables
from ingest.readers.chats.chat_rows import message_columns
from ingest.readers.chats.talk import LONGEST_MESSAGE, Passed, entry, item
from ingest.readers.columns import bare, columns_of
from ingest.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ingest.items import Kind

_ASKS_FOR_WORDS = re.compile(
    r"comment|feedback|suggest|opinion|improve|free ?text|open.?ended|in your own words|tell us|anything else|"
    r"describe|verbatim|complain|why\b|reason|نظر|پیشنهاد|بازخورد|توضیح|انتقاد|شکایت|چرا|"
    r"意见|意見|建议|建議|反馈|反饋|评论|評論|留言|吐槽|投诉|原因|[?？؟]\s*$",
    re.IGNORECASE,
)
_BESIDE = {
    "id": "id responseid respondentid submissionid responsenumber شناسه کد شناسهپاسخ 编号 序号 答卷编号 編號",
    "author": "name respondent customer customername fullname email emailaddress "
    "نام ایمیل مشتری 姓名 昵称 邮箱 客户 郵箱",
    "sent_at": "date time timestamp submittedat completedat createdat submitted startdate enddate responsedate "
    "submissiondate datesubmitted "
    "تاریخ زمان تاریخثبت 时间 日期 提交时间 提交答卷时间 填写时间 時間 提交時間",
}
_FIELDS = {name: column for column, names in _BESIDE.items() for name in names.split()}
_EMPTY_WORDS = (
    "- -- . na n/a none nothing no nope nil null yes ok okay هیچ خیر ندارم نه بله هیچی "
    "无 無 没有 沒有 没 无意见 暂无 否 是"
)
_NOTHING = frozenset(_EMPTY_WORDS.split())
_SAMPLED = 200  # rows
_SHORTEST_MEAN = 12  # letters of an answer in one's own words, on average; Chinese says it in half
_MOST_REPEATED = 0.5  # share of an answer that everybody gives: a choice


def looks_like_survey(start: bytes) -> bool:
    """Whether a table holds people's own words below headings that ask for them."""
    text = tables.decoded(start)
    found = tables.header_of(text, _columns)
    if (
        found is None or tables.header_of(text, columns_of) is not None
    ):  # a FAQ's answers may look like headings
        return False
    columns, _, delimiter, header = found
    return bool(_asked(text, columns, delimiter, header))


def read_survey(path: Path, wanted: Kind = "chat") -> Iterator[Item]:  # noqa: ARG001  readers share one signature
    """The answers of a survey in people's own words, row after row."""
    with path.open("rb") as file:
        text = tables.decoded(file.read(2**18))
    found = tables.header_of(text, _columns)
    if found is None:
        yield Item(
            str(path),
            path.name,
            "chat",
            b"",
            Failed(because("survey_columns_missing")),
        )
        return
    columns, header, delimiter, number_of_header = found
    asked = _asked(text, columns, delimiter, number_of_header)
    source, passed = str(path), Passed()
    for number, cells in tables.rows_below(path, delimiter, number_of_header):
        if isinstance(cells, str):
            key, content = f"row {number}", Failed(because("in_row", number=number, reason=cells))
            yield Item(source, key, "chat", key.encode(), content)
            continue
        row = {
            column: cells[at].strip()
            for at, column in columns.items()
            if at < len(cells) and column != "words"
        }
        for at in asked:
            words = plain(cells[at]).strip()[:LONGEST_MESSAGE] if at < len(cells) else ""
            if words.casefold().strip(" .!。") in _NOTHING or len(words) < 2:
                passed.add(because("empty_answers"))
                continue
            key = f"{row.get('id') or f'row {number}'}/{at + 1}"
            subject = plain(header[at]) if len(asked) > 1 else ""
            yield item(source, _answer(f"{path.name} {key}", row, words, subject))
    yield from passed.item(source, path.name)


def _answer(conversation_id: str, row: Mapping[str, str], words: str, subject: str) -> ChatEntry:
    author = plain(row.get("author", ""))[:300]
    said = ChatMessage("answer", "customer", author, tables.moment(row.get("sent_at", "")), words)
    return entry(conversation_id, "survey", [said], subject=subject)


def _asked(text: str, columns: tables.Columns, delimiter: str, header: int) -> list[int]:
    """The columns below which people wrote in their own words, by the first rows."""
    found = islice(table_rows.rows(io.StringIO(text, newline=""), delimiter), header, header + _SAMPLED)
    rows = [row for _, row in found if not isinstance(row, str)]
    return [at for at, column in columns.items() if column == "words" and _own_words(rows, at)]


def _columns(header: Sequence[str]) -> tables.Columns:
    """What each column of a survey holds; {} when none asks for words, or when the table is a FAQ or a chat."""
    if len(header) < 2 or columns_of(header) or message_columns(header):
        return {}
    found: dict[int, str] = {}
    for position, name in enumerate(header):
        column = _FIELDS.get(bare(name))
        if column and column not in found.values():
            found[position] = column
        elif not column and _ASKS_FOR_WORDS.search(name):
            found[position] = "words"
    return found if "words" in found.values() else {}


def _own_words(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether people wrote there in their own words, by a sample of the answers."""
    said = [
        cell
        for row in rows
        if at < len(row) and (cell := row[at].strip()) and cell.casefold() not in _NOTHING
    ]
    if not said:
        return False
    weight = sum(len(one) + sum("\u3400" <= letter <= "\u9fff" for letter in one) for one in said) / len(said)
    repeated = 1 - len(set(said)) / len(said)
    return weight >= _SHORTEST_MEAN and repeated <= _MOST_REPEATED
