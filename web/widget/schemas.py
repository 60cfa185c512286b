"""What the widget sends and gets (see `web.schemas`)."""

from typing import Literal

from pydantic import BaseModel, Field

from web.schemas import Body

Code = Field("en", max_length=10, description="The language of the page: en, fa or zh.")
Token = Field(
    "", max_length=100, description="Names the conversation; made by the browser, kept for its tab only."
)
After = Field("", max_length=300, description="The `after` of the last answer, for follow-up questions.")


class WidgetSearch(Body):
    """What was typed so far."""

    question: str = Field(min_length=1, max_length=300)
    language: str = Code


class WidgetQuestion(Body):
    """A question."""

    question: str = Field(min_length=1, max_length=2_000)
    language: str = Code
    conversation: str = Token
    after: str = After


class Suggestion(BaseModel):
    """An article to read."""

    title: str
    language: str
    url: str


class Suggestions(BaseModel):
    """A few articles, best first."""

    articles: list[Suggestion]


class WidgetFeedback(Body):
    """Whether an answer helped."""

    answer_id: int
    helpful: bool


class WidgetTurn(Body):
    """One turn of the conversation."""

    role: Literal["customer", "assistant"]
    text: str = Field(max_length=4_000)


class WidgetHandOver(Body):
    """What a customer tells the team."""

    contact: str = Field(min_length=1, max_length=200, description="An e-mail address or a phone number.")
    name: str = Field("", max_length=100)
    message: str = Field("", max_length=4_000)
    reason: Literal["asked_for_human", "missing_knowledge", "sensitive", "angry", "repeated", "other"] = (
        "asked_for_human"
    )
    language: str = Code
    conversation: str = Token
    after: str = After
    turns: list[WidgetTurn] = Field([], max_length=40)
