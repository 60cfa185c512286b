"""What a program may ask for besides an answer, and gets only then (decision 19)."""

from pydantic import BaseModel, Field

from web import schemas


class AskRequest(schemas.AskRequest):
    """A question to answer, perhaps one that follows up another."""

    after: str = Field(
        "", max_length=100, description="`after` of the answer before, which this one follows up."
    )
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
    also_asked: list[Choice] = Field(description="What people ask besides.")


class AskResponse(schemas.AskResponse):
    """An answer in which every sentence is cited, or an abstention with its reason."""

    more: More | None = Field(None, description="Only where `suggest` asked for it.")
