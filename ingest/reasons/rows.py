"""Why a row of a table, of JSON lines or of an FAQ could not be used.

Invariant: text of the row itself is never part of a sentence, but for a short value that is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROWS: Mapping[str, str] = {
    "in_line": "line {number:d}: {reason}",
    "in_row": "row {number:d}: {reason}",
    "in_message": "message {number:d}: {reason}",
    "row_large": "the row is larger than {megabytes:d} MB",
    "row_values": "the row holds more than {limit:,} values",
    "row_full": "the row holds too many values",
    "row_broken_at": "the row is not valid JSON ({detail}, column {column:d})",
    "row_broken": "the row is not valid JSON",
    "row_unusable": "the row is not usable JSON",
    "row_no_object": "the row is not a JSON object",
    "row_no_kind": ("the row is no FAQ entry (question, answer), article (body) or conversation (messages)"),
    "golden": "a golden question for evaluation, not an FAQ entry",
    "golden_file": "{number:,} golden questions for evaluation (danesh eval), not support material",
}
FIELDS: Mapping[str, str] = {
    "messages_missing": "'messages' is missing or is not a list",
    "message_no_object": "message {number:d} is not a JSON object",
    "resolved_unknown": "'resolved' is neither true, false nor null",
    "moment_unknown": "'sent_at' is not a date and time (ISO 8601 or epoch seconds)",
    "audience_long": "the audience given is neither 'public' nor 'agents'",
    "audience_unknown": "the audience '{value}' is neither 'public' nor 'agents'",
    "language_long": "the language given is not known (use a code such as en, fa or zh)",
    "language_unknown": "the language '{value}' is not known (use a code such as en, fa or zh)",
    "field_missing": "'{field}' is missing",
    "field_no_text": "'{field}' is not text",
    "field_no_texts": "'{field}' is not a list of texts",
    "field_empty": "'{field}' is empty",
    "field_long": "'{field}' is longer than {limit:,} characters",
}
TABLES: Mapping[str, str] = {
    "columns_none": (
        "{file} does not have a header row with the columns 'question' and 'answer' "
        "(or پرسش and پاسخ, 问题 and 答案); found: none"
    ),
    "columns_missing": (
        "{file} does not have a header row with the columns 'question' and 'answer' "
        "(or پرسش and پاسخ, 问题 and 答案); found: {found}"
    ),
    "quote_open": "a quote is opened and never closed",
    "cell_long": "a cell is longer than {limit:,} characters",
    "table_broken": "the table cannot be read from here on",
    "question_alone": "the question has no answer",
    "row_nameless": "the row names no conversation",
    "chat_columns_missing": "the table has no columns for conversation and text",
    "survey_columns_missing": "the table has no column that asks for people's own words",
}
