"""What programs send and get over HTTP: the bodies of the API, as its OpenAPI document describes them.

The answers' keys are those of `web.shapes`; a test compares the two.
"""

from base64 import b64decode
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Audience = Literal["public", "agents"]
Question = Annotated[
    str,
    Field(
        description="What the reader wants to know, in any language.", examples=["How do I return a shoe?"]
    ),
]
Language = Annotated[
    str | None,
    Field(description="The reader's language code; by default that of the question.", examples=["fa"]),
]
Readers = Annotated[
    Audience, Field(description="`agents` also finds internal articles; it needs an agent's key.")
]


class Body(BaseModel):
    """A body that a program sends; a name it does not have is an error rather than ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class SearchRequest(Body):
    """A search."""

    question: Question
    language: Language = None
    audience: Readers = "public"
    limit: int = Field(10, ge=1, le=50)


class Hit(BaseModel):
    """An article found."""

    article_id: int
    external_id: str | None
    title: str
    language: str
    audience: Audience
    url: str
    score: float = Field(description="0 to 1; comparable within one search only.")
    passage: str = Field(description="Markdown of the passage that speaks for the article.")


class SearchResponse(BaseModel):
    """The articles found, best first."""

    hits: list[Hit]
    degraded: bool = Field(description="True while only words are searched, not meaning.")


class AskRequest(Body):
    """A question to answer."""

    question: Question
    language: Language = None
    audience: Readers = "public"


class Sentence(BaseModel):
    """A sentence of an answer and the numbers of its citations."""

    text: str
    citations: list[int]


class Citation(BaseModel):
    """Where a sentence comes from: the quote stands verbatim in that revision."""

    number: int
    article_id: int
    external_id: str | None
    title: str
    url: str
    revision: int
    quote: str


class AskResponse(BaseModel):
    """An answer in which every sentence is cited, or an abstention with its reason."""

    answer: str | None
    abstained: bool
    confidence: float = Field(ge=0, le=1)
    reason: str | None = Field(description="Why there is none: nothing_found, not_sure, with_a_person…")
    language: str
    sentences: list[Sentence]
    citations: list[Citation]
    answer_id: int = Field(description="For POST /feedback.")


class Problem(BaseModel):
    """One item of an import that was not read."""

    source: str
    item: str
    reason: str


class ImportedFile(Body):
    """A file in JSON: its text, or its bytes as base64."""

    model_config = ConfigDict(str_strip_whitespace=False)

    name: str = Field(min_length=1, description="Its extension says how it is read.", examples=["faq.jsonl"])
    text: str | None = None
    base64: str | None = None

    @model_validator(mode="after")
    def _one_content(self) -> Self:
        if (self.text is None) == (self.base64 is None):
            raise ValueError("give either text or base64")
        self.content()
        return self

    def content(self) -> bytes:
        """Return its bytes."""
        if self.base64 is None:
            return (self.text or "").encode("utf-8", "replace")
        return b64decode(self.base64, validate=True)


class ImportRequest(BaseModel):
    """Files to import, for programs that would rather send JSON than a form; up to 20 MB together."""

    files: list[ImportedFile] = Field(default=[], max_length=50)
    kind: str = Field("auto", description="auto, email, faq, chat or document.")
    publish: bool = Field(default=False, description="Publish FAQ and article rows as they are.")


class SourceStatus(BaseModel):
    """How a live source is doing."""

    kind: Literal["imap", "folder", "inbound"]
    name: str = Field(description="Its address without any password, or its path.")
    last_success: str | None
    last_error: str
    last_error_at: str | None
    last_uid: int = Field(description="Mailboxes: every mail up to this UID was queued.")
    items: int = Field(description="Mails, files or deliveries queued so far.")
    waiting: int = Field(description="Its imports that are not done.")
    holder: str = Field(description="The host and process that follows it now.")


class SourcesResponse(BaseModel):
    """All live sources."""

    sources: list[SourceStatus]


class ImportResponse(BaseModel):
    """An import: its counts, whose four outcomes add up to the items read, and what went wrong."""

    id: int
    state: Literal["queued", "running", "done", "failed"]
    error: str
    items: int
    imported: int
    unchanged: int
    skipped: int
    failed: int
    drafts: int
    merged: int
    published: int
    problems: list[Problem]


class ArticleSummary(BaseModel):
    """A published article in a list."""

    id: int
    external_id: str | None
    title: str
    language: str
    audience: Audience
    category: str | None
    url: str
    published_at: str


class ArticleList(BaseModel):
    """One page of articles, newest first."""

    articles: list[ArticleSummary]
    page: int
    pages: int
    total: int


class ArticleResponse(ArticleSummary):
    """A published article with its text as Markdown."""

    revision: int
    issue: str
    environment: str
    cause: str
    resolution: str
    tags: list[str]


class ArticleRequest(Body):
    """A new article."""

    title: str = Field(min_length=1, max_length=300)
    resolution: str = Field(min_length=1, description="Markdown.")
    issue: str = ""
    environment: str = ""
    cause: str = ""
    language: str = Field(pattern=r"^[a-z]{2,3}$")
    audience: Audience = "public"
    category: str | None = None
    tags: list[str] = []
    variants: list[str] = Field([], description="Other ways customers ask this.")
    external_id: str | None = None
    publish: bool = False


class RevisionRequest(Body):
    """An edit of an article."""

    expected: int = Field(
        description="The number of the revision that was edited; 409 when there is a newer one."
    )
    title: str = Field(min_length=1, max_length=300)
    resolution: str = Field(min_length=1, description="Markdown.")
    issue: str = ""
    environment: str = ""
    cause: str = ""
    audience: Audience = "public"
    category: str | None = None
    tags: list[str] = []
    note: str = Field("", description="Why this edit was made.")


class StatusResponse(BaseModel):
    """Where an article stands after a decision."""

    id: int
    status: Literal["draft", "in_review", "published", "retired"]
    revision: int = Field(description="The number of its newest revision.")
    published_revision: int | None


class Evidence(BaseModel):
    """The span of a message that a sentence rests on, in code points."""

    field: Literal["issue", "cause", "environment", "resolution"]
    sentence: str
    message_id: str
    start: int
    end: int
    quote: str


class Draft(BaseModel):
    """A draft with the evidence of every sentence."""

    id: int
    title: str
    language: str
    issue: str
    resolution: str
    variants: list[str]
    conversations: list[str]
    evidence: list[Evidence]


class DraftList(BaseModel):
    """All drafts, those with the most sources first."""

    drafts: list[Draft]


class FeedbackRequest(Body):
    """Whether an answer or an article helped; name one of them."""

    answer_id: int | None = None
    article_id: int | None = None
    helpful: bool
    reason: str = Field("", max_length=200)
    comment: str = Field("", max_length=2_000)


class HealthResponse(BaseModel):
    """Whether this installation can answer."""

    status: Literal["ok", "unavailable"]
    version: str
