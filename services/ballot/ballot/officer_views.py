"""Who signs a count, as staff see them."""

from collections.abc import Mapping

from pydantic import BaseModel

from contracts.charter import Role
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.officers import Officers
from services.ballot.labels import ROLE_NAMES


class OfficerRow(BaseModel):
    """One who signs the count, as staff see them. ``who`` is a name, or empty: not known yet."""

    role: Role
    who: str
    signed: bool


def officer_rows(state: Ballot, on_duty: Mapping[str, str]) -> list[OfficerRow]:
    """Who signs the count; empty before the rules were adopted. For staff alone.

    ``on_duty``: subject → name of who reported at the session.
    """
    named = state.officers
    if named is None:
        return []
    return [
        OfficerRow(
            role=Role.CHIEF_SCRUTINEER if who == named.chief else Role.SCRUTINEER,
            who=state.names.get(who) or on_duty.get(who, ""),
            signed=who in state.signed,
        )
        for who in named.signers
    ]


def correction_names(state: Ballot) -> list[str]:
    """The names of the officers that the chair proposes instead, the chief first."""
    waiting = state.correction
    if waiting is None:
        return []
    return [waiting.names.get(who) or "—" for who in waiting.officers.everybody]


def names_of(state: Ballot, officers: Officers | None) -> dict[str, str]:
    """Subject → name of each officer, the office where no name is known: an account is no name."""
    if officers is None:
        return {}
    office = dict.fromkeys(officers.tellers, Role.TELLER)
    office |= dict.fromkeys(officers.scrutineers, Role.SCRUTINEER)
    office |= {officers.chief: Role.CHIEF_SCRUTINEER}
    return {who: state.names.get(who) or ROLE_NAMES[role][0] for who, role in office.items()}
