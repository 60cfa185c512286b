"""The one place that maps failures to HTTP: a page in the reader's language, or a problem document under /api.

What went wrong inside (paths, servers, models) goes to the log only; a reader learns what to do next.
"""

import logging
import re
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.status import HTTP_500_INTERNAL_SERVER_ERROR

from ingest.noting import NoteEmptyError, NoteTooLongError
from ingest.pasting import TicketEmptyError
from ingest.pipeline import UnknownKindError
from ingest.sources.inbound import DeliveryTooLargeError
from kb import errors
from kb.access import keys, people, vouched
from kb.desk import arranging, merging
from kb.desk.corrections import CorrectionEmptyError
from kb.desk.flags import FlagReasonUnknownError
from kb.desk.remarks import RemarkEmptyError
from kb.desk.translating import LanguageLinkedError
from kb.reading.curated import FixedQuestionMissingError
from kb.reading.translations import SameLanguageError
from kb.usage.handovers import ContactMissingError
from web import dates, security, sessions
from web.contexts import ErrorPage
from web.i18n import mark, translate
from web.rendering import language_of, render
from web.sessions import FormExpiredError

log = logging.getLogger("danesh.web")

NOT_FOUND = mark("We could not find this page.")
BUSY = mark("Something is not available right now. Please try again in a few minutes.")
TOO_LARGE = mark("The upload is too large.")
NOT_UNDERSTOOD = mark("The request could not be processed.")

# The most particular class counts. The text is for a page; None shows the error's own sentence.
STATUSES: dict[type[errors.DaneshError], tuple[int, str]] = {
    errors.NotFoundError: (404, NOT_FOUND),
    errors.NotSignedInError: (401, mark("Please sign in first.")),
    errors.SignInFailedError: (401, mark("The e-mail address or the password is wrong.")),
    people.PresentPasswordError: (401, mark("Your present password is wrong.")),
    errors.SecondStepFailedError: (401, mark("The code is wrong or was used before.")),
    errors.LinkExpiredError: (410, mark("This link does not work any more. Please ask for a new one.")),
    vouched.NotLetInError: (403, mark("Nobody has given you access here yet. Please ask an administrator.")),
    errors.ProviderRefusedError: (401, mark("The sign-in there did not work. Please try again.")),
    errors.ProviderUnavailableError: (503, mark("The sign-in page over there cannot be reached right now.")),
    errors.MailUnavailableError: (503, mark("The mail could not be sent.")),
    errors.NotAllowedError: (403, mark("Your role does not allow this.")),
    FormExpiredError: (
        403,
        mark("This page was open for too long. Please go back, reload it and send it again."),
    ),
    errors.TooManyRequestsError: (429, mark("Too many requests. Please wait a minute and try again.")),
    errors.QuestionEmptyError: (422, mark("Please write what you want to know.")),
    errors.QuestionTooLongError: (
        422,
        mark("The question is too long. Please shorten it to a few sentences."),
    ),
    errors.RevisionConflictError: (
        409,
        mark("Somebody else changed this article in the meantime. Reload it first."),
    ),
    errors.InvalidTransitionError: (
        409,
        mark("The article's status has changed in the meantime. Reload it first."),
    ),
    TicketEmptyError: (422, mark("No customer says anything in this ticket. Paste what the customer wrote.")),
    NoteEmptyError: (422, mark("The note is empty. Write down what helps.")),
    NoteTooLongError: (422, mark("The note is too long. Please import it as a file.")),
    DeliveryTooLargeError: (413, TOO_LARGE),
    people.AddressIncompleteError: (422, mark("The e-mail address is not complete.")),
    people.AddressTakenError: (422, mark("Somebody has this e-mail address already.")),
    people.RoleUnknownError: (422, mark("Please choose a role.")),
    people.PasswordLengthError: (422, mark("The password must have %(least)s to %(most)s characters.")),
    keys.KeyNamelessError: (422, mark("Please say what the key is for.")),
    keys.KeyRoleUnknownError: (422, mark("Please choose a role.")),
    keys.KeyDaysError: (422, mark("A key can last %(most)s days at most.")),
    arranging.CategoryNameTakenError: (422, mark("There is already a topic called %(name)s.")),
    arranging.CategoryNameInvalidError: (
        422,
        mark("Please give the topic a name of at most 100 characters."),
    ),
    arranging.CategoryRingError: (
        422,
        mark("A topic cannot stand below itself, nor more than eight levels deep."),
    ),
    arranging.CategoryInUseError: (
        422,
        mark("The topic still holds articles or other topics. Move them first."),
    ),
    merging.MergeWithItselfError: (422, mark("An article cannot be merged with itself.")),
    merging.MergeLanguageError: (422, mark("The two articles are in different languages.")),
    merging.MergeAudienceError: (
        422,
        mark("What only agents may see cannot become part of an article for everyone."),
    ),
    merging.MergeRetiredError: (422, mark("A retired article cannot take in another one. Restore it first.")),
    errors.TitleMissingError: (422, mark("Please give the article a title.")),
    errors.TitleTooLongError: (422, mark("The title can have %(most)s characters at most.")),
    errors.ResolutionMissingError: (422, mark("Please write the resolution: what helps.")),
    errors.LanguageUnknownError: (422, mark("Please choose a language.")),
    errors.AudienceUnknownError: (422, mark("Please choose who can see it.")),
    errors.SynonymsUnusableError: (422, mark("Please give two to %(most)s different words or phrases.")),
    FixedQuestionMissingError: (422, mark("Please write at least one question.")),
    SameLanguageError: (422, mark("Both articles are in the same language. Choose one in another language.")),
    LanguageLinkedError: (
        422,
        mark("Together they would have two articles in one language. Take one of them out first."),
    ),
    FlagReasonUnknownError: (422, mark("Please say what is wrong with the article.")),
    CorrectionEmptyError: (422, mark("Please write what is wrong, or how it should read.")),
    UnknownKindError: (422, mark("Please choose what kind of material it is.")),
    RemarkEmptyError: (422, mark("Please write what should be changed.")),
    ContactMissingError: (
        422,
        mark("Please give an e-mail address or a phone number, so that we can answer you."),
    ),
    errors.UnusableInputError: (422, NOT_UNDERSTOOD),
    errors.EncoderUnavailableError: (503, BUSY),
    errors.ChatModelUnavailableError: (503, BUSY),
    errors.IndexUnavailableError: (503, BUSY),
    errors.DatabaseUnavailableError: (503, BUSY),
}
HTTP_TEXTS = {
    404: NOT_FOUND,
    405: mark("This request is not supported here."),
    413: TOO_LARGE,
}
WAIT = "60"  # seconds, said with 429 and 503


def status_of(error: errors.DaneshError) -> tuple[int, str]:
    """Return the HTTP status of an error and the message for a page."""
    for known in type(error).__mro__:
        if known in STATUSES:
            return STATUSES[known]
    return 500, BUSY


def code_of(error: type[BaseException]) -> str:
    """Return the name of an error in a problem document, such as `question-too-long`."""
    words = re.findall("[A-Z][a-z]*", error.__name__.removesuffix("Error"))
    return "-".join(words).lower()


def message_for(request: Request, error: errors.DaneshError) -> str:
    """Return what to tell a reader on a page."""
    text, language = status_of(error)[1], language_of(request)
    values = {
        name: dates.number(value, language) if isinstance(value, int) else value
        for name, value in error.values.items()
    }
    return translate(language, text, **(values if "%(" in text else {}))


def problem(status: int, code: str, title: str, detail: str, **more: object) -> JSONResponse:
    """Return an RFC 9457 problem document."""
    body = {"type": f"/api/docs#{code}", "title": title, "status": status, "detail": detail, **more}
    headers = {"Retry-After": WAIT} if status in (429, 503) else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def is_api(request: Request) -> bool:
    """Whether a program asks."""
    return request.url.path.startswith("/api/v1")


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(errors.DaneshError, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unknown)


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.DaneshError)
    status, text = status_of(error)
    if status >= HTTP_500_INTERNAL_SERVER_ERROR:
        log.error("%s %s: %s", request.method, request.url.path, error)
    if is_api(request):
        detail = text if status >= HTTP_500_INTERNAL_SERVER_ERROR else str(error)
        return problem(status, code_of(type(error)), title_of(status), detail)
    if isinstance(error, errors.NotSignedInError):
        wanted = request.url.path if request.method == "GET" else ""
        return RedirectResponse(f"/account/sign-in?{urlencode({'after': wanted})}", 303)
    return _page(request, status, message_for(request, error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = HTTP_TEXTS.get(error.status_code, NOT_UNDERSTOOD)
    if is_api(request):
        return problem(error.status_code, f"http-{error.status_code}", title_of(error.status_code), text)
    return _page(request, error.status_code, text)


def _invalid(request: Request, error: Exception) -> Response:
    """Bad parameters: named field by field to a program; on a page nobody types them, so there is no such page."""
    assert isinstance(error, RequestValidationError)
    if not is_api(request):
        return _page(request, 404, NOT_FOUND)
    fields = [
        {"field": ".".join(str(part) for part in one["loc"]), "message": str(one["msg"])[:200]}
        for one in error.errors()
    ]
    named = "; ".join(f"{one['field']}: {one['message']}" for one in fields[:5])
    return problem(
        422, "request-invalid", title_of(422), f"The request cannot be used: {named}.", errors=fields
    )


def _unknown(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    if is_api(request):
        response: Response = problem(500, "internal", title_of(500), BUSY)
    else:
        response = _page(request, 500, BUSY)
    security.set_headers(response.headers)  # this handler runs outside the middleware that does it
    return response


def _page(request: Request, status: int, message: str) -> Response:
    page = ErrorPage(status=status, message=translate(language_of(request), message))
    member = None
    if status < HTTP_500_INTERNAL_SERVER_ERROR and "session" in request.scope:
        member = sessions.signed_in(request, request.app.state.library)
    response = render(request, page, member=member, status=status)
    if status in (429, 503):
        response.headers["Retry-After"] = WAIT
    return response


def title_of(status: int) -> str:
    """Return the standard phrase of a status."""
    return HTTPStatus(status).phrase
