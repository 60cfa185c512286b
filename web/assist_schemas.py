"""What programs send and get in agent mode (see `web.schemas`)."""

from pydantic import BaseModel, Field

from web.schemas import AskResponse, Body, Hit, Readers


class AssistRequest(Body):
    """A ticket as text."""

    text: str = Field(
        min_length=1,
        max_length=200_000,
        description=(
            "A mail with headers, a chat export, a transcript with speakers, JSON messages, or plain words."
        ),
    )
    audience: Readers = "agents"


class SimilarCase(BaseModel):
    """A solved conversation like this one; its texts are masked."""

    conversation_id: int
    channel: str
    language: str
    subject: str
    question: str
    answer: str
    article_id: int | None
    score: float = Field(description="Cosine of the two questions; 0 while only words are searched.")


class AssistResponse(BaseModel):
    """What helps to answer a ticket."""

    language: str = Field(description="The customer's language.")
    subject: str
    question: str = Field(description="The sentence that asks, masked.")
    reply: str | None = Field(description="A reply to edit; None where nothing can be suggested.")
    answer: AskResponse
    hits: list[Hit]
    similar: list[SimilarCase]
    missing: list[str] = Field(
        description="What the customer has not said: order, error, version, device, date."
    )
    degraded: bool


class SentRequest(Body):
    """A reply as suggested and as sent."""

    suggested: str = Field("", max_length=20_000)
    text: str = Field(max_length=20_000)


class SentResponse(BaseModel):
    """How much of the suggestion was kept."""

    answer_id: int
    distance: int = Field(description="Levenshtein distance in characters, white space folded.")
    kept: float = Field(ge=0, le=1)
