"""A conversation for managers: masked as it is kept, each placeholder marked; and as it was written, on request.

Looking at what was written is asked for by a form and noted with who looked, in the transaction that shows it.
"""

from fastapi import APIRouter, Request
from markupsafe import Markup, escape
from starlette.responses import Response

from kb.desk import ledger, masked
from kb.privacy import PLACEHOLDER
from web.dependencies import AnyLibrary, Manager, Posted
from web.manager.archive_contexts import RawPage
from web.manager.contexts import ConversationPage
from web.rendering import render

MARKED = Markup('<span class="masked">{0}</span>')

router = APIRouter(prefix="/desk/conversations", include_in_schema=False)


@router.get("/{conversation_id}")
def conversation(request: Request, library: AnyLibrary, member: Manager, conversation_id: int) -> Response:
    """Show a conversation as it was cleaned and masked."""
    with library.database.reading() as session:
        found = ledger.conversation(session, conversation_id)
        page = ConversationPage(
            conversation=found,
            texts={message.message_id: marked(message.text) for message in found.messages},
            masked=masked.of_conversation(session, conversation_id),
            unmaskable=masked.kept_raw(session, conversation_id),
            looks=masked.looks(session, conversation_id),
        )
    return render(request, page, member=member)


@router.post("/{conversation_id}/raw")
def raw(
    request: Request, library: AnyLibrary, member: Manager, conversation_id: int, form: Posted
) -> Response:
    """Show a conversation as it was written, and note who looked."""
    del form  # that it came from our page has been checked
    with library.database.session() as session:
        found = ledger.conversation(session, conversation_id)
        texts = masked.unmask(session, conversation_id, member.id)
        looks = masked.looks(session, conversation_id)
    page = RawPage(conversation=found, messages={one.message_id: one for one in texts}, looks=looks)
    return render(request, page, member=member)


def marked(text: str) -> Markup:
    """Return a masked text with each placeholder marked."""
    built, at = Markup(), 0
    for found in PLACEHOLDER.finditer(text):
        built += escape(text[at : found.start()]) + MARKED.format(found.group())
        at = found.end()
    return built + escape(text[at:])
