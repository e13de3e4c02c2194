"""A thing that a person can ask of a document, declared once.

From one declaration come the JSON route, the form and its route (with idempotency key and
version), the button's visibility, the problems in OpenAPI and the action of the audit trail::

    give_back = Command(
        "return", on=SUGGESTION, may=CLERKS, body=GiveBack, action="return_suggestion",
        label=Label("退回", "Return"), move=(TABLE, "return"),
        decide=lambda state, order: suggestion.give_back(state, order.key, order.at, order.body),
    )

``decide`` is pure: it gets the state and the order. A decision that needs facts of other
documents names ``facts``, which fetches them first. What changes several documents names ``do``
instead of ``decide``. ``chassis.web.command_routes`` turns commands into routes.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from chassis.core.clock import day
from chassis.core.decision import Cause, Change, S, StateTable, created, existing
from chassis.core.documents import Changed, Key, Kind
from chassis.core.text import Body, Nothing
from chassis.service import Context
from chassis.web.ask import Ask
from chassis.web.auth import Person
from chassis.web.fields import Label, takes_files
from contracts.charter import Role

B = TypeVar("B", bound=Body)
F = TypeVar("F", bound=Body)
LONGEST_NOTE = 200
PARAMETER = re.compile(r"\{(\w+)\}")


class Done(BaseModel):
    """The small answer to a command: the document, its version and where it stands now."""

    id: str
    version: int
    status: str


def done(changed: Changed[Any]) -> Done:
    """``Done`` of a document whose state has a ``status``."""
    return Done(id=changed.id, version=changed.version, status=str(changed.state.status))


def unlooked(body: BaseModel) -> None:
    """Most things take what the body's own bounds take."""


@dataclass(frozen=True)
class Thing(Generic[S]):
    """A kind of document that people ask things of.

    ``api`` and ``page`` are the addresses of one document as templates; the last parameter is the
    document's id. A command ``return`` is given at ``POST {api}/return`` and, by its form, at
    ``POST {page}/return``. ``answer`` makes the JSON answer of type ``answers``. ``look`` is given
    what is sent with any command before anything is decided, and raises what is wrong with it.
    """

    service: str
    kind: Kind[S]
    api: str
    page: str
    answers: type[BaseModel] = Done
    answer: Callable[[Changed[S]], BaseModel] = done
    look: Callable[[BaseModel], None] = unlooked

    @property
    def parameter(self) -> str:
        """The path parameter that holds the document's id."""
        return str(PARAMETER.findall(self.api)[-1])


@dataclass(frozen=True)
class Order(Generic[B]):
    """One command as it was given: by whom, in which street, of which document, with what."""

    ctx: Context
    person: Person
    street: str
    key: str
    body: B
    cause: Cause
    version: int | None = None
    path: Mapping[str, str] = field(default_factory=dict)
    facts: Any = None

    @property
    def at(self) -> datetime:
        """The moment it was given, in UTC."""
        return self.cause.at

    @property
    def today(self) -> date:
        """The street's date at that moment."""
        return day(self.cause.at)

    async def change(self, kind: Kind[S], decide: Callable[[S], Change[S]]) -> Changed[S]:
        """Change the document that the order names. ``NotFound`` where there is none."""
        key = kind.key(self.street, self.key)
        return await self.ctx.change(key, existing(decide), self.cause, self.version)

    async def create(self, kind: Kind[S], made: Change[S], key: str) -> Changed[S]:
        """Begin a document under a key that is derived from the cause."""
        place: Key[S] = kind.key(self.street, key)
        return await self.ctx.change(place, created(made.state, *made.events), self.cause)


@dataclass(frozen=True)
class Shape(Generic[F, B]):
    """What a form asks for where that is not the body itself, and the body that it means."""

    model: type[F]
    body: Callable[[F], B]


def no_note(body: Any) -> str:  # noqa: ARG001
    """Most commands leave no note in the audit trail."""
    return ""


@dataclass(frozen=True)
class Command(Generic[S, B]):
    """One thing that a person can ask; see the module.

    ``name``: last part of the address. ``may``: the roles; none named: anybody, rate limited.
    ``action``: what the audit trail calls it. ``move``: the state table and its action; the
    button is shown only where the table allows it, and where ``when`` agrees. ``offered_to``:
    the roles whose pages show the button and whose forms are taken, where they are fewer than
    ``may``. ``after`` runs once the change is made, for what follows from it. ``path`` replaces
    ``name`` in the address of the JSON route; with a parameter in it
    (``milestones/{place}/achieve``) the command is about a part of the document, and the form's
    address has it too. ``creates``: it is asked of the
    collection, answers 201 and ``do`` makes the document. ``shape``: the form's own model where it
    is not the body; ``read`` gives the values that no single field of the form gives.
    ``unkept``: its answers show a person, so none is kept for a repeated key (C-05).
    ``then``: the page to go to after the form, as a template over ``{street}``, the parameters,
    ``{id}`` and ``{state.…}`` of the changed document; the document's own page where it is empty.
    ``makes``: another document comes of it, so that it answers 201. ``crowded``: many hands
    change the document all the while (a session during its check-in), so that a form is not held
    to the version it was shown; the state table still holds it, and ``If-Match`` does.
    """

    name: str
    on: Thing[S]
    action: str
    label: Label
    body: type[B]
    may: tuple[Role, ...] = ()
    decide: Callable[[S, Order[B]], Change[S]] | None = None
    do: Callable[[Order[B]], Awaitable[Changed[S]]] | None = None
    facts: Callable[[Order[B]], Awaitable[Any]] | None = None
    after: Callable[[Order[B], Changed[S]], Awaitable[object]] | None = None
    move: tuple[StateTable, str] | None = None
    when: Callable[[S], bool] | None = None
    offered_to: tuple[Role, ...] = ()
    note: Callable[[B], str] = no_note
    path: str | None = None
    method: str = "POST"
    creates: bool = False
    makes: bool = False
    crowded: bool = False
    unkept: bool = False
    shape: Shape[Any, B] | None = None
    read: Callable[[Any], Mapping[str, Any]] | None = None
    then: str = ""
    answers: type[BaseModel] | None = None
    answer: Callable[[Order[B], Changed[S]], Awaitable[BaseModel]] | None = None
    doc: str = ""

    def __post_init__(self) -> None:
        if (self.decide is None) == (self.do is None):
            raise TypeError(f"{self.action}: a command has either `decide` or `do`")

    @property
    def status(self) -> int:
        """The HTTP status of its JSON answer."""
        return 201 if self.creates or self.makes or takes_files(self.body) else 200

    @property
    def takes_words(self) -> bool:
        """Whether there is anything to send with it."""
        return self.body is not Nothing

    @property
    def form(self) -> type[Body]:
        """The model of its form."""
        return self.shape.model if self.shape is not None else self.body

    @property
    def of_part(self) -> bool:
        """Whether it is about a part of the document that its address names."""
        return PARAMETER.search(self.path or "") is not None

    @property
    def json_address(self) -> str:
        """The template of its JSON route."""
        return self._below(self.on.api, self.name if self.path is None else self.path)

    @property
    def form_address(self) -> str:
        """The template of its form's route."""
        return self._below(self.on.page, self.path if self.of_part and self.path else self.name)

    def _below(self, base: str, rest: str) -> str:
        if self.creates:
            base = base.rsplit("/{", 1)[0]
        return f"{base}/{rest}" if rest else base

    def order(self, ask: Ask, body: B, path: Mapping[str, str]) -> Order[B]:
        """The order that a request means."""
        key = "" if self.creates else path[self.on.parameter]
        cause = ask.cause(self.action, self.note(body)[:LONGEST_NOTE])
        return Order(ask.ctx, ask.person, ask.street, key, body, cause, ask.if_version, path)

    async def carry_out(self, order: Order[B]) -> Changed[S]:
        """Do what is asked. Raises what the decision raises, ``NotFound``, ``Stale``."""
        self.on.look(order.body)
        if self.facts is not None:
            order = replace(order, facts=await self.facts(order))
        changed = await self._change(order)
        if self.after is not None:
            await self.after(order, changed)
        return changed

    async def _change(self, order: Order[B]) -> Changed[S]:
        if self.do is not None:
            return await self.do(order)
        decide = self.decide
        assert decide is not None
        return await order.change(self.on.kind, lambda state: decide(state, order))

    async def answered(self, order: Order[B], changed: Changed[S]) -> BaseModel:
        """The JSON answer."""
        if self.answer is not None:
            return await self.answer(order, changed)
        return self.on.answer(changed)

    def offered(self, state: S, person: Person, street: str) -> bool:
        """Whether a page shows its button to this person for a document in this state."""
        roles = self.offered_to or self.may
        if roles and not (person.has(*roles) and street in person.streets):
            return False
        return self.due(state)

    def due(self, state: S) -> bool:
        """Whether it can be asked of a document in this state, whoever asks."""
        if self.move is not None:
            table, action = self.move
            if (str(getattr(state, "status", "")), action) not in table.moves:
                return False
        return self.when is None or self.when(state)
