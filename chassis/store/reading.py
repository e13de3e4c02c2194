"""Documents of other versions: an older one is brought up, a newer one is read as far as it goes.

Two versions of the software may work on one store side by side. State that is built in code
refuses fields it does not know; what is read from the store only ignores them, and a rewrite
carries them along, so that the older version loses nothing of what the newer one wrote:

* fields of the document and of models in it, at any depth, also as the values of a dict;
* of models in a list: where each has an ``id`` by that, else where the entry is unchanged. What an
  older version changes in an entry without an ``id`` loses its unknown fields.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from chassis.core.decision import S
from chassis.core.documents import Kind
from chassis.core.errors import Unavailable
from chassis.store.engine import Raw

LATELY = 128
_NOTHING: Any = object()


def raised(kind: Kind[Any], raw: Raw) -> dict[str, Any]:
    """What is stored, brought up to the schema that this version writes."""
    stored = raw.state
    for number in range(raw.schema, kind.schema):
        stored = kind.upcasts[number](stored)
    return stored


def state_of(kind: Kind[S], raw: Raw) -> S:
    """The state of a stored document; fields that only a newer version knows are left out.

    Raises ``Unavailable`` where a newer version wrote what this one cannot read at all.
    """
    try:
        return kind.model.model_validate(raised(kind, raw), extra="ignore")
    except ValidationError:
        if raw.schema <= kind.schema:
            raise
        raise Unavailable(
            "newer-document",
            "这一项由更新版本的系统保存，请稍后再试。",
            f"A newer version wrote this {kind.name}; this one cannot read it.",
        ) from None


class Lately:
    """A cache of states that were read, used while the stored document is the very same.

    A charter is read with nearly every request, and validating it again costs more than all
    else the store does then. States are immutable, so one may serve many.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[Kind[Any], Raw, Any]] = OrderedDict()

    def state_of(self, kind: Kind[S], raw: Raw) -> S:
        """As the function ``state_of``, from the cache where the document is unchanged."""
        name = (kind.name, raw.doc_id)
        before = self._kept.pop(name, None)
        same = before is not None and _same(before, kind, raw)
        state: S = before[2] if before and same else state_of(kind, raw)
        self._kept[name] = kind, raw, state  # this raw: its version may be newer
        if len(self._kept) > LATELY:
            self._kept.popitem(last=False)
        return state

    def last(self, kind: Kind[S], doc_id: str) -> tuple[int, S] | None:
        """Version and state of a document as it was read last."""
        before = self._kept.get((kind.name, doc_id))
        return (before[1].version, before[2]) if before and before[0] is kind else None

    def forget(self, kind_name: str, doc_id: str) -> None:
        """Drop the state of a document that was erased."""
        self._kept.pop((kind_name, doc_id), None)


def _same(before: tuple[Kind[Any], Raw, Any], kind: Kind[Any], raw: Raw) -> bool:
    return before[0] is kind and (before[1].schema, before[1].state) == (raw.schema, raw.state)


# ---- carrying along ------------------------------------------------------------------------


def carried(kind: Kind[S], raw: Raw | None, found: S | None, following: S) -> dict[str, Any]:
    """What to store for the state ``following`` the one ``found``, which was read from ``raw``.

    It holds the fields of ``raw`` that nobody here knows.
    """
    dumped = following.model_dump(mode="json")
    if raw is None or found is None:
        return dumped
    stored, known = raised(kind, raw), found.model_dump(mode="json")
    if stored == known:
        return dumped
    together: dict[str, Any] = _joined(stored, known, dumped)
    return together


def _joined(stored: Any, known: Any, new: Any) -> Any:
    """``new`` with all that is in ``stored`` and was not understood, so is not in ``known``."""
    if isinstance(stored, dict) and isinstance(known, dict) and isinstance(new, dict):
        if _id(known) != _id(new):  # another one stands in its place
            return new
        unknown = {name: value for name, value in stored.items() if name not in known}
        both = [name for name in new if name in stored and name in known]
        return unknown | new | {n: _joined(stored[n], known[n], new[n]) for n in both}
    if isinstance(stored, list) and isinstance(known, list) and isinstance(new, list):
        return _joined_list(stored, known, new)
    return new


def _joined_list(stored: list[Any], known: list[Any], new: list[Any]) -> list[Any]:
    if stored == known or len(stored) != len(known):
        return new
    ids = [_id(entry) for entry in known]
    by_id = all(one is not _NOTHING for one in ids) and _differ(ids)
    return [_joined_entry(stored, known, ids if by_id else None, entry) for entry in new]


def _joined_entry(stored: list[Any], known: list[Any], ids: list[Any] | None, entry: Any) -> Any:
    wanted, places = (entry, known) if ids is None else (_id(entry), ids)
    if wanted not in places:
        return entry
    place = places.index(wanted)
    return _joined(stored[place], known[place], entry)


def _id(entry: Any) -> Any:
    return entry.get("id", _NOTHING) if isinstance(entry, dict) else _NOTHING


def _differ(values: Sequence[Any]) -> bool:
    return all(value not in values[:place] for place, value in enumerate(values))
