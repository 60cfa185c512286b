"""Makes a ticket and what was found for it ready to show; nothing of a pasted ticket is stored.

Everything shown of conversations is cleaned and masked.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.assisting import Ask, Assistance, assist
from assistant.similar import Similar
from ingest import asking, pasting
from ingest.asking import Asked
from ingest.conversation import Conversation, Message
from ingest.items import Role
from ingest.pasting import TicketEmptyError
from kb.database import Session
from kb.desk.solved import Opened
from kb.library import Library
from kb.usage import reuse
from web import markdown, showing
from web.agent import replying
from web.agent.contexts import ShownArticle, ShownCase, ShownTicket, ShownTurn
from web.contexts import ShownAnswer, ShownHit
from web.i18n import Language

EXCERPT = 240


@dataclass(frozen=True)
class Ticket:
    """A conversation, what its customer asks, and the stored conversation it is, where it is one."""

    conversation: Conversation
    asked: Asked
    conversation_id: int | None = None


def pasted(library: Library, text: str) -> Ticket:
    """Read a pasted ticket.

    Raises:
        TicketEmptyError: no customer says anything in it.
    """
    return _ticket(pasting.read(text, library.settings))


def stored(opened: Opened) -> Ticket:
    """Make a ticket of a stored conversation.

    Raises:
        TicketEmptyError: no customer says anything in it.
    """
    messages = tuple(
        Message(one.external_id, _role(one.role), "", "", one.sent_at, one.text) for one in opened.messages
    )
    conversation = Conversation(
        opened.external_id, opened.channel, opened.subject, opened.language or None, None, messages
    )
    return _ticket(conversation, opened.conversation_id)


def _role(role: str) -> Role:
    known: dict[str, Role] = {"customer": "customer", "agent": "agent", "bot": "bot"}
    return known.get(role, "unknown")


def _ticket(conversation: Conversation, conversation_id: int | None = None) -> Ticket:
    asked = asking.asked(conversation)
    if asked is None:
        raise TicketEmptyError
    return Ticket(conversation, asked, conversation_id)


def helped(
    library: Library, ticket: Ticket, audience: str, *, reply: bool = True, channel: str = "agent"
) -> Assistance:
    """Find what helps with a ticket (see `assistant.assisting.assist` for the errors)."""
    ask = Ask(ticket.asked.text, ticket.asked.said, ticket.asked.language, audience, ticket.conversation_id)
    return assist(library, ask, reply=reply, channel=channel)


def shown(
    session: Session, library: Library, ticket: Ticket, found: Assistance, reader: Language
) -> ShownTicket:
    """Return a ticket ready to show."""
    answer = None
    if found.outcome is not None:
        answer = showing.answer(session, found.outcome, reader, voted=False, internal=True)
    uses = reuse.counts(session, [hit.article_id for hit in found.hits])
    public_url = library.settings.public_url
    return ShownTicket(
        question=ticket.asked.title,
        language=found.language,
        turns=tuple(ShownTurn(one.role, one.text, one.sent_at) for one in _said(ticket.conversation)),
        articles=tuple(
            _article(one, public_url, uses.get(one.hit.article_id, 0))
            for one in showing.hits(found.hits, reader, internal=True)
        ),
        answer=answer,
        reply=replying.suggested(answer, found.missing, found.language, public_url) if answer else "",
        foreign=_foreign(answer, found.language),
        similar=tuple(_case(one) for one in found.similar),
        missing=found.missing,
        degraded=found.degraded,
    )


def _said(conversation: Conversation) -> Iterable[Message]:
    return (message for message in conversation.messages if message.text.strip())


def _foreign(answer: ShownAnswer | None, language: str) -> bool:
    return answer is not None and not answer.outcome.abstained and answer.language != language


def _article(one: ShownHit, public_url: str, uses: int) -> ShownArticle:
    return ShownArticle(
        hit=one,
        text=markdown.plain(one.hit.passage),
        link=public_url + one.hit.path if one.hit.audience == "public" else "",
        uses=uses,
    )


def _case(one: Similar) -> ShownCase:
    case = one.case
    return ShownCase(
        url=f"/agent/tickets/{case.conversation_id}",
        channel=case.channel,
        language=case.language,
        question=showing.shortened(markdown.plain(case.question) or case.subject, EXCERPT),
        answer=showing.shortened(markdown.plain(case.answer), EXCERPT),
        told_at=case.told_at,
        article_url=f"/desk/articles/{case.article_id}" if case.article_id is not None else "",
    )
