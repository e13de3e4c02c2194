"""What supervision knows of a deliberator: the public name, and whether they are in office."""

from chassis.core.copied import Copy


class MemberCopy(Copy):
    """A member as last heard from the assembly."""

    name: str = ""
    active: bool
