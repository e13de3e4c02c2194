"""Members in office: the copy that this service keeps of what the assembly said."""

from chassis.core.decision import State


class MemberCopy(State):
    """An appointed member as last heard; ``sequence`` is the owner's version."""

    name: str = ""
    community: str = ""
    active: bool
    sequence: int
