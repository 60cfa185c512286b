"""Why something in an export of chats was left out, and why a conversation gave no article.

Invariant: messages that say nothing are counted by why, each count one part of one sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CHATS: Mapping[str, str] = {
    "passed_over": "messages that say nothing: {counts}",
    "export_cut": "the export ends early: {reason}",
    "day_cut": "the file of this day ends early: {reason}",
    "day_damaged": "the file of this day is damaged",
    "part_large": "one part is larger than {megabytes:d} MB",
    "json_deep": "it is nested deeper than {limit:d} levels",
    "json_cut": "it is cut off or damaged",
    "json_damaged": "it is damaged",
    "not_messages": "a file of the export that holds no messages",
    "only_notes": "only internal notes and events, nothing was said to the customer",
    "no_messages": "the conversation has no messages",
    "ticket_deleted": "the ticket was deleted",
    "sent_file": "a file sent in the chat",
    "no_export": "no chat export in the archive",
    "line_long": "the line is longer than {limit:,} characters and was cut",
    "line_unknown": "not a line of any IRC client's style",
}
CONVERSATIONS: Mapping[str, str] = {
    "erased": "It was erased on request and is not read again.",
    "no_problem": "No message of a customer states a problem.",
    "no_words": "The conversation has no text.",
    "nobody_answered": "Nobody answered the customer.",
    "said_unsolved": "The archive says that it was not solved.",
    "nothing_solves": "None of the replies seems to solve it.",
    "nothing_answers": "The replies only greet, ask, promise or hand over; none answers.",
    "still_broken": "The customer wrote at the end that it still does not work.",
    "not_understood": "It could not be read ({error}).",
}
