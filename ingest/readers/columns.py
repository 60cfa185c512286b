"""Tables with a header row: which column holds what, in English, Persian and Chinese headers.

Invariant: a table is used only when its question and answer columns are named; never guessed by position.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from ingest.items import Failed, Item
from ingest.readers.charsets import plain
from ingest.readers.rows import content_of, row_id
from ingest.reasons import because

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_COLUMNS = 1000  # what stands further right is not looked at
_MOST_SHOWN = 10  # how many column names a reason shows
_LONGEST_NAME = 100  # characters
_NAMES = {
    "question": "question questions q query پرسش پرسشها سوال سوالات 问题 問題 问 問 提问 常见问题 標題 标题",
    "answer": "answer answers a reply response پاسخ پاسخها جواب 答案 回答 答 解答 答复 答覆 回复 回覆",
    "id": "id key number شناسه کد ردیف 编号 編號 序号 序號",
    "language": "language lang locale زبان 语言 語言",
    "category": "category topic section دسته دستهبندی موضوع بخش 分类 分類 类别 類別 栏目",
    "tags": "tags tag labels keywords برچسب برچسبها کلیدواژه 标签 標籤 关键词",
    "product": "product محصول کالا 产品 產品 商品",
    "segment": "segment گروه گروهمشتری 客户群 客戶群",
    "audience": "audience مخاطب مخاطبان 受众 受眾",
    "variants": "variants phrasings alternatives عبارتها گونهها 其他问法 相似问题 相似問題 相似问法",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()}
_LISTS = {"tags": ",،;；，|\n", "variants": "|\n"}


def columns_of(header: Sequence[str]) -> dict[int, str]:
    """The field each column holds, by position; {} when question or answer is not among them."""
    found: dict[int, str] = {}
    for position, name in enumerate(header[:MOST_COLUMNS]):
        field = _FIELDS.get(bare(name[:_LONGEST_NAME]))
        if field and field not in found.values():
            found[position] = field
    return found if {"question", "answer"} <= set(found.values()) else {}


def without_columns(source: str, name: str, raw: bytes, header: Sequence[str]) -> Item:
    """The one item of a table that lacks the columns: what was expected and what was found."""
    cells = [" ".join(plain(cell[:1000]).split()) for cell in header[:MOST_COLUMNS] if cell.strip()]
    found = ", ".join(f"'{cell}'" if _is_name(cell) else "…" for cell in cells[:_MOST_SHOWN])
    missing = because("columns_missing", file=name, found=found)
    reason = missing if found else because("columns_none", file=name)
    return Item(source=source, key=name, kind="faq", raw=raw, content=Failed(reason))


def _is_name(cell: str) -> bool:
    """Whether a cell looks like a column name; a table without a header has people's data there."""
    return len(cell) <= 40 and "@" not in cell and sum(letter.isdigit() for letter in cell) < 4


def row_item(
    source: str, name: str, number: int, columns: dict[int, str], cells: Sequence[str]
) -> Item | None:
    """The FAQ item of one row, `number` as a spreadsheet counts; None for a blank row."""
    cells = cells[:MOST_COLUMNS]
    if not any(cell.strip() for cell in cells):
        return None
    row: dict[str, object] = {
        field: _value(field, cells[position]) for position, field in columns.items() if position < len(cells)
    }
    row = {field: value for field, value in row.items() if value}
    key = row_id(row) or f"row {number}"
    content = content_of(row, "faq", fallback_id=f"{name} {key}")
    if isinstance(content, Failed):
        content = Failed(because("in_row", number=number, reason=content.reason))
    raw = json.dumps([list(cells), sorted(columns.items())], ensure_ascii=False).encode("utf-8", "replace")
    return Item(source=source, key=key, kind="faq", raw=raw, content=content)


def _value(field: str, cell: str) -> object:
    if field not in _LISTS:
        return cell.strip()
    for separator in _LISTS[field]:
        cell = cell.replace(separator, "\0")
    return [one.strip() for one in cell.split("\0") if one.strip()]


def bare(name: str) -> str:
    """A column name for comparing: one form of letters, no case, spaces, joiners or punctuation."""
    text = (
        unicodedata.normalize("NFKC", name).casefold().translate({0x64A: 0x6CC, 0x643: 0x6A9, 0x624: 0x648})
    )
    return "".join(letter for letter in text if letter.isalpha())
