"""What a session's document keeps of its slips (投票码条): who ordered and released them, the
digests of their public keys, which are cancelled. Never a code, never who holds which."""

from datetime import datetime

from pydantic import Field

from chassis.core.decision import State


class SlipOrder(State):
    """A print that the committee ordered and nobody released yet; ``at`` is UTC.

    ``afresh``: whatever was printed before becomes worthless, and all draw again. ``apart``: how
    many of them are for the group that must pass apart.
    """

    by: str
    name: str
    at: datetime
    number: int
    apart: int = 0
    why: str = ""
    afresh: bool = False


class SlipPrint(State):
    """A print that was released: two people, how many slips, for which turns.

    ``by`` are subjects, ``names`` what they are called: who ordered, who released. ``coupons``
    from turn ``first`` on. ``replaced``: a later print made it worthless. ``proof``: SHA-256 of the
    secret that its codes were drawn from, so that the page that knows it is shown them again.
    """

    by: tuple[str, str]
    names: tuple[str, str]
    at: datetime
    number: int
    first: int
    coupons: int
    apart: int = 0
    why: str = ""
    replaced: bool = False
    proof: str = ""


class CancelledSlip(State):
    """One slip that was left over or spoiled: its row, and the digest of what that row lists."""

    id: str
    digest: str
    apart: bool = False


class SlipSet(State):
    """The coupons that are good in one turn: how many, and the digest of their public keys."""

    turn: int
    slips: int
    digest: str


class SlipBox(State):
    """The slips of a session. ``digests``: of all public keys printed, by turn from ``first``.

    A print adds to the sets of the turns that are still to come; a former digest is kept nowhere,
    because it would tell which coupons of two turns came in one small print.
    """

    order: SlipOrder | None = None
    prints: tuple[SlipPrint, ...] = ()
    first: int = 1
    digests: tuple[str, ...] = ()
    cancelled: tuple[CancelledSlip, ...] = Field(default=())

    @property
    def last(self) -> int:
        """The last turn that there are coupons for."""
        return self.first + len(self.digests) - 1

    def digest_of(self, turn: int) -> str:
        """The digest of all public keys printed for this turn; empty where there are none."""
        return self.digests[turn - self.first] if self.first <= turn <= self.last else ""

    @property
    def apart(self) -> int:
        """How many slips of the group that must pass apart were printed and not replaced."""
        return sum(one.apart for one in self.prints if not one.replaced)

    def gone(self, apart: bool) -> int:
        """How many slips of the group, or of the rest, were cancelled."""
        return sum(one.apart == apart for one in self.cancelled)

    @property
    def releasers(self) -> frozenset[str]:
        """Who has seen codes of this session: the subjects of all who released a print."""
        return frozenset(one.by[1] for one in self.prints)
