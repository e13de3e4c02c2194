"""What supervision knows of a deliberator: the public name, and whether they are in office."""

from chassis.core.decision import State


class MemberCopy(State):
    """A copy of the assembly's fact; ``sequence`` is the owner's version of it."""

    name: str = ""
    active: bool
    sequence: int
