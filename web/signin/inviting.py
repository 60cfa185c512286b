"""Inviting people to the team, and accepting it. An invitation is for one address and one role, and works once."""

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from kb.access import invitations, people
from kb.access.invitations import Invitation
from kb.access.people import Member
from kb.errors import DaneshError, MailUnavailableError, UnusableInputError
from kb.library import Library
from web import sessions
from web.dependencies import Admin, AnyLibrary, Posted, Reader, secret, text, typed
from web.errors import message_for
from web.i18n import LANGUAGES, Language, mark, translate
from web.rendering import render
from web.signin import letters, mailing
from web.signin.contexts import InvitationsPage, WelcomePage
from web.signin.entering import enter
from web.signin.forgotten import unreferred

desk = APIRouter(prefix="/desk/team/invitations", include_in_schema=False)
router = APIRouter(prefix="/account/invitation", include_in_schema=False)


@desk.get("")
def waiting(request: Request, library: AnyLibrary, member: Admin) -> Response:
    """Show who was invited."""
    return _waiting(request, library, member)


def _waiting(
    request: Request,
    library: Library,
    member: Member,
    link: str = "",
    error: DaneshError | None = None,
    form: FormData | None = None,
) -> Response:
    with library.database.reading() as session:
        page = InvitationsPage(
            waiting=invitations.waiting(session),
            roles=people.roles(),
            languages=tuple(LANGUAGES.values()),
            mails=bool(library.settings.smtp_url),
            link=link,
            error=message_for(request, error) if error else "",
            typed=typed(form) if form else {},
        )
    return render(request, page, member=member, status=422 if error and not link else 200)


@desk.post("")
def invite(request: Request, library: AnyLibrary, reader: Reader, member: Admin, form: Posted) -> Response:
    """Invite somebody by mail; where that fails, show the link once, to be handed over otherwise."""
    language = LANGUAGES.get(text(form, "language"), reader)
    email, role = text(form, "email"), text(form, "role")
    try:
        with library.database.session() as session:
            token = invitations.invite(
                session, email=email, name=text(form, "name"), role=role, language=language.code
            )
            invitation = invitations.invited(session, token)
    except UnusableInputError as error:
        return _waiting(request, library, member, error=error, form=form)
    letter = letters.invitation(
        library.settings, language, by=member.name, role=role, token=token, until=invitation.expires_at
    )
    if not library.settings.smtp_url:
        return _waiting(request, library, member, link=letter.url)
    try:
        mailing.send(library.settings, invitation.email, letter)
    except MailUnavailableError as error:
        mailing.log.warning("%s", error)
        return _waiting(request, library, member, link=letter.url, error=error)
    return _done(request, translate(reader, mark("The invitation has been sent.")))


@desk.post("/{invitation_id}/withdraw")
def withdraw(
    request: Request, library: AnyLibrary, reader: Reader, member: Admin, invitation_id: int, form: Posted
) -> Response:
    """Make an invitation useless."""
    del member, form
    with library.database.session() as session:
        invitations.withdraw(session, invitation_id)
    return _done(request, translate(reader, mark("Saved.")))


def _done(request: Request, said: str) -> Response:
    sessions.tell(request, said)
    return RedirectResponse("/desk/team/invitations", 303)


@router.get("/{token}")
def welcome(request: Request, library: AnyLibrary, token: str) -> Response:
    """Show the invitation; looking does not use it."""
    with library.database.reading() as session:
        invitation = invitations.invited(session, token)
    return _welcome(request, token, invitation)


def _welcome(
    request: Request, token: str, invitation: Invitation, name: str = "", error: DaneshError | None = None
) -> Response:
    page = WelcomePage(
        action=f"/account/invitation/{token}",
        invitation=invitation,
        email=invitation.email,
        name=name or invitation.name,
        languages=tuple(LANGUAGES.values()),
        error=message_for(request, error) if error else "",
    )
    return unreferred(render(request, page, status=422 if error else 200))


@router.post("/{token}")
def accept(request: Request, library: AnyLibrary, reader: Reader, token: str, form: Posted) -> Response:
    """Make the account, and sign its owner in."""
    name = text(form, "name")
    with library.database.reading() as session:
        invitation = invitations.invited(session, token)
    try:
        with library.database.session() as session:
            member = invitations.accept(
                session,
                token,
                name=name,
                password=secret(form, "password"),
                language=language_in(form, reader),
            )
    except UnusableInputError as error:
        return _welcome(request, token, invitation, name, error)
    return enter(request, library, member, "password")


def language_in(form: Posted, reader: Language) -> str:
    """Return the language that a form asks for, or the page's."""
    return LANGUAGES.get(text(form, "language"), reader).code
