"""Members in office: the copy that this service keeps of what the assembly said."""

from chassis.core.copied import Copy


class MemberCopy(Copy):
    """An appointed member as last heard.

    Who left keeps name and community: sessions called before still expect that member.
    ``category`` and ``group`` (community group) are codes of the charter, empty where none.
    """

    name: str = ""
    community: str = ""
    category: str = ""
    group: str = ""
    active: bool
