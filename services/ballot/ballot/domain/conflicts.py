"""两票不一: two different papers under one coupon. Nobody chooses between them (0014, 7)."""

from chassis.core.decision import State

ASIDE_BY = 2
"""The chief scrutineer and one scrutineer, each for themselves."""


class Conflict(State):
    """One coupon with two different papers, by its tag (校验号), and who set it aside.

    ``by``: subjects of the chief scrutineer and of one scrutineer. Once both did, it is one
    returned paper, and invalid.
    """

    tag: str
    by: tuple[str, ...] = ()

    @property
    def is_aside(self) -> bool:
        """Whether both have set it aside."""
        return len(self.by) >= ASIDE_BY
