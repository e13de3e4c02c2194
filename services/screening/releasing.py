"""What everybody reads before the answers are released: decided and published are two moments.

In a street that releases its answers together (the charter's ``answers.together``) whoever is not
of the house reads suggestions and proposals through ``PublicStore``, so that no page, API,
workbook or paper can tell a single fate too early. The figures of closed legs stay public.
"""

from dataclasses import replace
from typing import Annotated, Any, cast

from fastapi import Depends

from chassis.core.decision import S, State
from chassis.core.documents import Found, Key, Kind, Listing, Where
from chassis.rooms.copies import CHARTER_COPIES, COPY
from chassis.service import Context
from chassis.store.store import PAGE, Store
from chassis.web.ask import Ask, anyone
from contracts.charter import Role
from contracts.screening import Disposition
from services.screening.candidate.domain.candidate import Candidate, CandidateStatus
from services.screening.item.domain import Item
from services.screening.kinds import CANDIDATES, ITEMS

INSIDE = tuple(role for role in Role if role is not Role.RESIDENT)
"""Who takes part in the process and reads it as it stands."""
ANSWERS = (Disposition.FORWARDED_UP, Disposition.REFERENCE, Disposition.OUT_OF_SCOPE)
"""Where a suggestion goes that is its answer by itself."""
SHOWN_AS = {
    CandidateStatus.CANDIDATE: CandidateStatus.ALTERNATIVE,
    CandidateStatus.DECLINED: CandidateStatus.ALTERNATIVE,
    CandidateStatus.WITHDRAWN: CandidateStatus.ALTERNATIVE,
    CandidateStatus.RESERVED: CandidateStatus.ON_BALLOT,
}
"""A status that tells a fate → the one that everybody sees until it is released."""
_UNDECIDED: dict[str, Any] = {
    "criteria": {},
    "reason_code": None,
    "reason": "",
    "decided_at": None,
    "concluded_at": None,
}


def public_candidate(found: Candidate) -> Candidate:
    """A proposal as everybody may see it; what the ballot chose was announced by the ballot."""
    if found.released or not found.held or found.status is CandidateStatus.SELECTED:
        return found
    status = SHOWN_AS.get(found.status, found.status)
    return found.model_copy(update={"status": status, **_UNDECIDED})


def public_item(found: Item) -> Item:
    """A suggestion as everybody may see it: that it was studied, not what its answer will be."""
    if found.released or not found.held:
        return found
    if found.disposition not in ANSWERS:
        return found.model_copy(update={"set_aside": False})
    return found.model_copy(update={"triage": None, "earlier": None, "disposition": ""})


def _public(found: Found[S]) -> Found[S]:
    state: State = found.state
    if isinstance(state, Candidate):
        state = public_candidate(state)
    elif isinstance(state, Item):
        # Its version rises with each decision, so that it would tell of one.
        return replace(found, state=cast(S, public_item(state)), version=0)
    return replace(found, state=cast(S, state))


def _tells(kind: Kind[Any], where: Where) -> bool:
    """Whether a filter asks for suggestions by what their answers will be.

    Its list, its count and its following page would tell how many there are, and which.
    """
    wanted = where.get("disposition"), where.get("cited")
    return kind.name == ITEMS.name and (wanted[0] in ANSWERS or wanted[1] is False)


def _fits(found: Found[Any], where: Where) -> bool:
    for name, wanted in where.items():
        value = getattr(found.state, name)
        if value not in wanted if isinstance(wanted, tuple | list) else value != wanted:
            return False
    return True


class PublicStore(Store):
    """The store as everybody may read it; a filter finds a thing by what is seen of it."""

    async def get(self, key: Key[S]) -> Found[S] | None:
        """One document, or nothing."""
        found = await super().get(key)
        return _public(found) if found else None

    async def known(self, key: Key[S]) -> Found[S] | None:
        """As ``get``."""
        found = await super().known(key)
        return _public(found) if found else None

    async def find(
        self,
        kind: Kind[S],
        street: str | None,
        where: Where | None = None,
        *,
        after: str = "",
        until: str = "",
        limit: int = PAGE,
    ) -> Listing[S]:
        """One page of a list; of proposals, which are few, by what is seen of each."""
        where = where or {}
        if _tells(kind, where):
            return Listing([], "")
        if kind.name != CANDIDATES.name or "cycle" not in where:
            page = await super().find(kind, street, where, after=after, until=until, limit=limit)
            shown = [_public(one) for one in page.items]
            return Listing([one for one in shown if _fits(one, where)], page.next)
        fits = await self._fitting(kind, street, where)
        left = [one for one in fits if kind.sort(one.id, one.state) > after]
        more = len(left) > limit
        last = kind.sort(left[limit - 1].id, left[limit - 1].state) if more else ""
        return Listing(left[:limit], last)

    async def count(
        self, kind: Kind[S], street: str | None, where: Where | None = None, by: str = ""
    ) -> dict[str, int]:
        """Figures are public; of proposals those that the shown ones come to."""
        where = where or {}
        if _tells(kind, where):
            return {}
        if kind.name != CANDIDATES.name or "cycle" not in where:
            return await super().count(kind, street, where, by)
        counted: dict[str, int] = {}
        for one in await self._fitting(kind, street, where):
            name = str(getattr(one.state, by)) if by else ""
            counted[name] = counted.get(name, 0) + 1
        return counted

    async def _fitting(self, kind: Kind[S], street: str | None, where: Where) -> list[Found[S]]:
        found: list[Found[S]] = []
        after = ""
        while True:
            page = await super().find(kind, street, {"cycle": where["cycle"]}, after=after)
            found += [one for one in map(_public, page.items) if _fits(one, where)]
            if not (after := page.next):
                return found


async def together(ctx: Context, street: str) -> bool:
    """Whether the street releases its answers together; not before it has a charter."""
    copy = await ctx.known(CHARTER_COPIES.key(street, COPY))
    return copy is not None and copy.state.charter.answers.together


async def as_everybody(ask: Annotated[Ask, anyone("screening")]) -> Ask:
    """The asker; outsiders of a street that releases together read through ``PublicStore``."""
    if ask.person.reads_as(ask.street, *INSIDE) or not await together(ask.ctx, ask.street):
        return ask
    store = PublicStore(**vars(ask.ctx.store))
    return replace(ask, ctx=replace(ask.ctx, store=store))


Anyone = Annotated[Ask, Depends(as_everybody)]
"""Whoever asks: everything about the screening is public (W-10), once it is released."""
