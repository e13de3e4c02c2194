"""How a service names its documents: kinds with their lists, keys, and what a reader gets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from chassis.core.catalogue import bad_id
from chassis.core.decision import S

Scalar = str | int | bool
Where = Mapping[str, Scalar | Sequence[Scalar]]
"""Equality (or one of several values) on declared fields of a state."""


Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""A stored state of one schema → the same of the next."""


def _by_id(doc_id: str, state: Any) -> str:  # noqa: ARG001
    return doc_id


@dataclass(frozen=True)
class Kind(Generic[S]):
    """A kind of document a service owns, one collection or table of its own.

    ``indexes`` lists the field combinations it is listed or counted by, each served by an index
    of (street, those fields, sort); a list that names other fields is refused. The fields are
    scalars of the state, never null. ``sort`` gives the ascending key that lists page on; the
    store makes it unique (``Key.sort_of``). ``city`` allows lists over all streets. ``search``
    names texts to find it by, each under a scope (``rooms.search``).

    ``schema`` numbers the shape of the stored state. Where a field is only added, with a default,
    it stays. Any other change raises it by one, and ``upcasts[n]`` makes of a stored state of
    schema n one of n + 1 (a new dict, JSON values); every step from 1 must be there.
    """

    name: str
    model: type[S]
    indexes: tuple[tuple[str, ...], ...] = ()
    sort: Callable[[str, S], str] = _by_id
    schema: int = 1
    city: bool = False
    search: Mapping[str, Callable[[S], str]] = field(default_factory=dict, compare=False)
    upcasts: Mapping[int, Upcast] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for number in range(1, self.schema):
            if number not in self.upcasts:
                raise LookupError(f"{self.name} has no upcast from schema {number}")

    def key(self, street: str, doc_id: str) -> "Key[S]":
        """The key of one document of this kind. ``Invalid`` for what no database keeps as text."""
        if "\0" in street or "\0" in doc_id:
            raise bad_id()
        return Key(self, street, doc_id)

    def index_for(self, fields: Sequence[str]) -> tuple[str, ...]:
        """The declared index that serves these fields. Raises ``LookupError`` where none does."""
        for index in ((), *self.indexes):
            if set(index) == set(fields):
                return index
        raise LookupError(f"{self.name} has no index for {sorted(fields)}")

    def index_along(self, field: str, where: Where) -> tuple[str, ...]:
        """The declared index to walk along a field: that with most of the equalities before it.

        Conditions that it does not hold are tested on the way. Raises ``LookupError``.
        """
        single = {name for name, value in where.items() if isinstance(value, str | int)}
        fit = [one for one in self.indexes if one[-1] == field and single.issuperset(one[:-1])]
        if not fit:
            raise LookupError(f"{self.name} has no index along {field}")
        return max(fit, key=len)


@dataclass(frozen=True)
class Key(Generic[S]):
    """Names one document: its kind, its street and its id."""

    kind: Kind[S]
    street: str
    id: str

    @property
    def doc_id(self) -> str:
        """The ``_id`` it is stored under."""
        return f"{self.street}/{self.id}"

    def sort_of(self, state: S) -> str:
        """What it is listed by: the kind's key, made unique over all streets by street and id."""
        return f"{self.kind.sort(self.id, state)}/{self.doc_id}"


@dataclass(frozen=True)
class Span:
    """A stretch of a list by a text field of the state, such as a moment.

    ``since <= field < until``, where they are not empty. The field stands last in a declared
    index; what is listed has it (empty text counts as none).
    ``newest``: the greatest first. ``after``: the cursor of the page before.
    """

    field: str
    since: str = ""
    until: str = ""
    newest: bool = False
    after: str = ""

    def cursor(self, state: Mapping[str, Any], sort: str) -> str:
        """What the following page comes after. The field's text holds no blank."""
        return f"{state[self.field]} {sort}"

    @property
    def last(self) -> tuple[str, str]:
        """Field and sort of the cursor."""
        value, _, sort = self.after.partition(" ")
        return value, sort


@dataclass(frozen=True)
class Plain:
    """A collection outside the machinery: rows inserted once, never changed.

    Used where no version, outbox, inbox or time may stick to a row (ballot papers) or where the
    rows are the machinery (audit chain). Clustered on the id: insertion order is not kept.
    ``unique`` names further fields of the body that must be unique. ``flushed=False``: see
    ``Write``.
    """

    name: str
    unique: tuple[str, ...] = ()
    flushed: bool = True


@dataclass(frozen=True)
class Found(Generic[S]):
    """A document as a reader sees it."""

    id: str
    street: str
    version: int
    state: S


@dataclass(frozen=True)
class Changed(Found[S]):
    """A document after ``change``; ``already`` where this cause had been done before."""

    already: bool = False


@dataclass(frozen=True)
class Listing(Generic[S]):
    """One page of a list; ``next`` is the ``after`` of the following page, empty at the end."""

    items: list[Found[S]]
    next: str
