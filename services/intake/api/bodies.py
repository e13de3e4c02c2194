"""What the routes take: bounded, and refused where anything else is sent along."""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from chassis.rooms.sheet_cells import CONTROL
from services.intake.domain.contact import is_phone
from services.intake.domain.status import ReturnReason
from services.intake.domain.suggestion import LONGEST_TEXT, LONGEST_TITLE


def _readable(text: object) -> object:
    # A browser sends each line end as two characters; they count as one.
    clean = text.replace("\r\n", "\n") if isinstance(text, str) else text
    if isinstance(clean, str) and CONTROL.search(clean):
        raise PydanticCustomError("control_characters", "Remove the control characters")
    return clean


def _phone(text: str) -> str:
    if text and not is_phone(text):
        raise PydanticCustomError(
            "string_pattern_mismatch", "A mobile number or a landline like 0731-84220000"
        )
    return text


class Body(BaseModel):
    """Nothing but the named fields; blanks around a text do not count."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


Readable = BeforeValidator(_readable)
Title = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TITLE), Readable]
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT), Readable]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200), Readable]
Label = Annotated[str, StringConstraints(max_length=60)]
Phone = Annotated[str, StringConstraints(max_length=20), AfterValidator(_phone)]
Receipt = Annotated[str, StringConstraints(max_length=40)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class NewSuggestion(Body):
    """A resident's suggestion: text and area, one contact where an answer is wanted (C-04)."""

    title: Annotated[str, StringConstraints(max_length=LONGEST_TITLE), Readable] = ""
    content: Text
    community: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    category: Label = ""
    channel: Label = ""
    contact: Phone = ""
    consent: Literal[True]


class Accept(Body):
    """The moderated words under which it becomes public; without a text only its title is."""

    title: Title
    category: Label = ""
    topic: Label = ""
    public_text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT), Readable] = ""


class GiveBack(Body):
    """Why it is given back."""

    reason_code: ReturnReason
    reason: Reason


class Merge(Body):
    """The suggestion it says the same as."""

    target: Id


class Reply(Body):
    """The department's answer, which is public."""

    text: Text


class Proof(Body):
    """The author's receipt; a clerk needs none."""

    receipt: Receipt = ""


class Reopen(Proof):
    """Why the answer does not hold."""

    reason: Reason


class Unmask(Body):
    """Why somebody must see the author."""

    reason: Annotated[str, StringConstraints(min_length=4, max_length=200), Readable]


class Correct(Body):
    """What is put right and why; ``collector`` by name."""

    title: Title | None = None
    community: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    category: Label | None = None
    topic: Label | None = None
    channel: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    collector: Label | None = None
    contact: Phone | None = None
    public_text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT), Readable] | None = None
    reason: Reason

    def values(self) -> dict[str, str]:
        """Field of the suggestion → value, of what was sent."""
        sent = self.model_dump(exclude={"reason"}, exclude_none=True)
        if "collector" in sent:
            sent["collector_name"] = sent.pop("collector")
        return sent
