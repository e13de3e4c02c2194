"""What ``assembly`` says: the institution and its people."""

from contracts.charter import Charter
from contracts.envelope import Event


class CharterAdopted(Event):
    """The party committee adopted a charter, or a new version of it (E-01, E-02, W-01)."""

    charter: Charter
    version: int


class MembersOrdered(Event):
    """A batch over many members was accepted and is to be carried out, row by row."""

    batch: str


class MemberAppointed(Event):
    """A deliberator took the seat and may vote. The name of an appointed member is public."""

    member: str
    name: str
    community: str
    category: str
    community_group: str
    specialty_group: str
    grid: str


class MemberSuspended(Event):
    """A deliberator is suspended: not expected, no vote, until appointed again (resumed)."""

    member: str


class MemberEnded(Event):
    """A deliberator left the assembly; the seat is vacant."""

    member: str


class NoticePublished(Event):
    """A public notice runs until the end of ``ends_on`` (an ISO date in Asia/Shanghai), E-17."""

    notice: str
    about: str
    ends_on: str


class NoticeEnded(Event):
    """A public notice has run its time (E-17): what waited for its end can go on."""

    notice: str
    about: str


class CycleOpened(Event):
    """The year's cycle begins; its legs are those of this charter version."""

    cycle: str
    year: int
    charter_version: int


class CycleStageChanged(Event):
    """The cycle reached another stage of its charter."""

    cycle: str
    stage: str


class AuditAnchored(Event):
    """A street published an audit anchor: what its records had come to (C-12, decision 0016).

    ``line`` is signed and says everything; keep it, and ``yishi audit verify --anchors`` takes it.
    """

    anchor: str
    line: str


class CadenceMeetingHeld(Event):
    """A meeting of the street's cadence was held (E-05 to E-07): which, and for which period.

    ``cadence``: the charter's id of it; ``period``: 2026-10, 2026-Q4, 2026-H2 or 2026;
    ``held_on``: an ISO date.
    """

    meeting: str
    cadence: str
    period: str
    held_on: str
