"""Members in office: the copy that this service keeps of what the assembly said."""

from chassis.core.decision import State


class MemberCopy(State):
    """An appointed member as last heard; ``sequence`` is the owner's version.

    Who left keeps name and community: sessions called before still expect that member.
    ``category`` and ``group`` (community group) are codes of the charter, empty where none.
    """

    name: str = ""
    community: str = ""
    category: str = ""
    group: str = ""
    active: bool
    sequence: int
