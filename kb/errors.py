"""Every failure of Danesh by name.

All errors derive from `DaneshError`; the docstring of the class is the message a person reads, and it says
what to do next. Only `web` maps them to HTTP statuses and exit codes.
"""

from __future__ import annotations

import inspect


class DaneshError(Exception):
    """Something went wrong in Danesh."""

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return the class docstring on one line, its placeholders filled in."""
        text = " ".join(inspect.cleandoc(type(self).__doc__ or "").split())
        return text.format(**self.values) if self.values else text


class UnusableInputError(DaneshError):
    """What was asked for cannot be done with this input."""


class SettingInvalidError(UnusableInputError):
    """The setting {name} is not usable: {reason}."""


class NotFoundError(DaneshError):
    """There is no {what} with id {id}."""


class InvalidTransitionError(UnusableInputError):
    """Article {id} is {status} and cannot become {wanted}."""


class ArticleInvalidError(UnusableInputError):
    """The article cannot be saved."""


class TitleMissingError(ArticleInvalidError):
    """The article cannot be saved: it has no title."""


class TitleTooLongError(ArticleInvalidError):
    """The article cannot be saved: its title is longer than {most} characters."""


class ResolutionMissingError(ArticleInvalidError):
    """The article cannot be saved: it has no resolution."""


class RevisionConflictError(UnusableInputError):
    """Article {id} was changed by somebody else (revision {current} is newer than {given}); reload and edit again."""


class QuestionTooLongError(UnusableInputError):
    """The question has {length} characters; the longest one answered is {limit}. Please shorten it."""


class QuestionEmptyError(UnusableInputError):
    """The question is empty. Please write what you want to know."""


class LanguageUnknownError(UnusableInputError):
    """'{language}' is not a language code Danesh knows; use a code such as en, fa or zh."""


class AudienceUnknownError(UnusableInputError):
    """'{audience}' is not an audience; use public or agents."""


class FileUnreadableError(UnusableInputError):
    """{path} cannot be read: {reason}."""


class SynonymsUnusableError(UnusableInputError):
    """Synonyms are two to {most} different words or phrases."""


class EvaluationMissingError(UnusableInputError):
    """No evaluation {which} is kept; `danesh eval --history` lists them."""


class NotSignedInError(DaneshError):
    """You are not signed in, or the API key is not valid."""


class NotAllowedError(DaneshError):
    """Your role does not allow this."""


class TooManyRequestsError(DaneshError):
    """Too many requests; wait a minute and try again."""


class SignInFailedError(DaneshError):
    """The e-mail address or the password is wrong."""


class SecondStepFailedError(DaneshError):
    """The code is wrong, was used before, or is too old. Please enter the one that the app shows now."""


class LinkExpiredError(DaneshError):
    """This link does not work any more: it was used, withdrawn, or is too old. Please ask for a new one."""


class ProviderUnavailableError(DaneshError):
    """The identity provider cannot be reached: {reason}. Please try again later, or sign in with a password."""


class ProviderRefusedError(SignInFailedError):
    """The identity provider did not sign you in: {reason}. Please try again."""


class MailUnavailableError(DaneshError):
    """The mail could not be sent: {reason}. Check DANESH_SMTP_URL and DANESH_SMTP_FROM."""


class EncoderUnavailableError(DaneshError):
    """The encoder {name} cannot be used: {reason}. Install its package or set DANESH_ENCODER to another model."""


class ChatModelUnavailableError(DaneshError):
    """The chat model {name} cannot be used: {reason}. Answers are quoted from articles until it is back."""


class IndexUnavailableError(DaneshError):
    """The search index cannot be reached: {reason}. Search works on words alone until it is back."""


class IndexLockedError(IndexUnavailableError):
    """The search index in {path} is in use by {owner}. Stop that process, or use its web address instead."""


class IndexMismatchError(IndexUnavailableError):
    """The search index was built with {built}, but the settings ask for {wanted}. Run `danesh reindex`."""


class DatabaseUnavailableError(DaneshError):
    """The database cannot be used: {reason}. Check DANESH_DATABASE_URL and that its server is running."""
