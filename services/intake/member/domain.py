"""A deliberator as intake needs one: to know who collected a suggestion (E-21)."""

from chassis.core.decision import Change, State


class Member(State):
    """A copy of an appointed member; ``sequence`` is the owner's version."""

    name: str
    sequence: int


def keep(found: Member | None, name: str, sequence: int) -> Change[Member]:
    """Keep the newest word about a member."""
    if found is not None and found.sequence >= sequence:
        return Change(found)
    return Change(Member(name=name, sequence=sequence))
