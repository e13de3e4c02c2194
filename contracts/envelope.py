"""The envelope of every event: CloudEvents 1.0 in structured JSON.

An event class names its own wire type: ``contracts.ballot.BallotCertified`` travels as
``yishi.ballot.ballot-certified.v1``, which is also its routing key. A breaking change is a new
class with ``VERSION = 2``; the frozen JSON Schemas in ``contracts/schemas`` notice the rest.
"""

import re
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

CONTENT_TYPE = "application/cloudevents+json"


class Fact(BaseModel):
    """An immutable value that travels: unknown fields are refused, nothing can be changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Event(Fact):
    """One thing that happened. It carries ids and public facts, never private text or votes."""

    VERSION: ClassVar[int] = 1

    @classmethod
    def speaker(cls) -> str:
        """The service that says this event: the name of the module it is written in."""
        return cls.__module__.rsplit(".", 1)[-1]

    @classmethod
    @cache
    def wire_type(cls) -> str:
        """``yishi.<speaker>.<name-in-kebab-case>.v<VERSION>``, also the routing key."""
        kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        return f"yishi.{cls.speaker()}.{kebab}.v{cls.VERSION}"


E = TypeVar("E", bound=Event)


class Envelope(BaseModel):
    """A CloudEvent as it lies on the wire, its ``data`` not yet read.

    ``subject`` is ``<kind>/<id>`` of the document that changed, ``sequence`` that document's
    version after the change, ``street`` the 9-digit street code. Unknown extension attributes
    are ignored, as CloudEvents asks of a receiver.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: str = "1.0"
    id: str = Field(min_length=1)
    source: str = Field(min_length=1)
    type: str = Field(min_length=1)
    subject: str
    time: datetime
    datacontenttype: str = "application/json"
    sequence: int
    correlationid: str
    causationid: str = ""
    street: str
    data: dict[str, Any]

    def to_bytes(self) -> bytes:
        """UTF-8 JSON with Chinese written as itself."""
        return self.model_dump_json().encode()


class Heard(Generic[E]):
    """An event as its hearer gets it: the typed data with what the envelope says about it."""

    __slots__ = ("data", "envelope")

    def __init__(self, envelope: Envelope, data: E) -> None:
        self.envelope = envelope
        self.data = data

    @property
    def street(self) -> str:
        """The 9-digit code of the street this happened in."""
        return self.envelope.street

    @property
    def sequence(self) -> int:
        """Version of the speaker's document; a copy of it ignores anything older."""
        return self.envelope.sequence

    @property
    def id(self) -> str:
        """The event's id, the same at every delivery."""
        return self.envelope.id

    @property
    def time(self) -> datetime:
        """When it happened (UTC)."""
        return self.envelope.time
