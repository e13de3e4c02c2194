"""Members in office: the copy that this service keeps of what the assembly said."""

from chassis.core.copied import Copy


class MemberCopy(Copy):
    """An appointed member as last heard."""

    name: str = ""
    community: str = ""
    active: bool
