"""What a program may ask for besides an answer, and gets only then (decision 19)."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from assistant.question import Only
from web import schemas

Name = Annotated[str, Field(max_length=200)]
Conversation = Annotated[
    str,
    Field(
        pattern="^$|^.{16,100}$",
        description="Names the conversation: random, at least 16 characters, known to its reader's side alone.",
    ),
]


class Narrowing(schemas.Body):
    """Which articles to look at and no others; without these, all that the reader may see."""

    written_in: Annotated[str | None, Field(description="Only articles in this language.")] = None
    category: Annotated[str | None, Field(description="Only articles in the category of this name.")] = None
    tags: list[Name] = Field([], max_length=20, description="Only articles with all these tags.")
    product: Annotated[Name, Field(description="Only articles about this product.")] = ""
    segment: Annotated[Name, Field(description="Only articles for this segment of customers.")] = ""

    def only(self) -> Only:
        """Return it as search takes it."""
        return Only(self.written_in or "", self.category or "", tuple(self.tags), self.product, self.segment)


class SearchRequest(Narrowing, schemas.SearchRequest):
    """A search."""


class AskRequest(Narrowing, schemas.AskRequest):
    """A question to answer, perhaps one that follows up another."""

    after: str = Field(
        "", max_length=300, description="`after` of the answer before, which this one follows up."
    )
    conversation: Conversation = ""
    suggest: bool = Field(default=False, description="Say also what to offer: `more` comes with the answer.")


class Choice(BaseModel):
    """An article that may be offered."""

    article_id: int
    title: str
    language: str
    url: str


class More(BaseModel):
    """What can be offered besides an answer, for whoever asked for it with `suggest`."""

    after: str = Field(description="To be sent with the next question of the same reader.")
    understood: str = Field(description="The question with what was asked before put into it.")
    handover: str | None = Field(description="Why a person should be offered; null for no reason.")
    choices: list[Choice] = Field(description="Articles to choose from, where more than one may be meant.")
    also_asked: list[Choice] = Field(
        description="What people ask besides: `title` is the question, of a manager's or of several visitors."
    )


class AskResponse(schemas.AskResponse):
    """An answer in which every sentence is cited, or an abstention with its reason."""

    answer_id: int | None = Field(  # type: ignore[assignment]  # nothing is kept of what waits for a person
        description="For POST /feedback; null where a person has taken over the conversation."
    )
    more: More | None = Field(None, description="Only where `suggest` asked for it.")


class SaidBefore(schemas.Body):
    """One turn of what was said before."""

    role: Literal["customer", "assistant"]
    text: str = Field(max_length=4_000)


class HandOverRequest(schemas.Body):
    """A customer's case for a person."""

    contact: str = Field(min_length=1, max_length=200, description="An e-mail address or a phone number.")
    name: str = Field("", max_length=100)
    message: str = Field("", max_length=4_000)
    reason: Literal["asked_for_human", "missing_knowledge", "sensitive", "angry", "repeated", "other"] = (
        "asked_for_human"
    )
    language: schemas.Language = None
    conversation: Conversation = ""
    after: str = Field("", max_length=300, description="`after` of the last answer.")
    turns: list[SaidBefore] = Field([], max_length=40)
