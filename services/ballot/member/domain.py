"""Members in office: the copy that this service keeps of what the assembly said."""

from chassis.rooms.copies import Copy


class MemberCopy(Copy):
    """An appointed member as last heard."""

    name: str = ""
    community: str = ""
    active: bool
