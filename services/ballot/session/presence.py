"""Who says that a member is here, who was there at each vote, who stands aside (decision 0014).

Parts of the session's document; what is decided on them is in ``services.ballot.roll``.
"""

from chassis.core.decision import State


class Witness(State):
    """Whose word a check-in rests on: an officer, or a member's card in the name of its printer.

    ``by`` is the subject of a token, or ``card``; ``offices`` are role codes, because a person may
    hold several; ``name`` is what a screen shows.
    """

    by: str
    name: str = ""
    offices: tuple[str, ...] = ()

    def is_independent_of(self, other: "Witness") -> bool:
        """Whether these are two persons of which no office is the same."""
        return self.by != other.by and not set(self.offices) & set(other.offices)


class Arrival(State):
    """A check-in, or a departure, that one witness saw and that waits for a second one.

    It counts nowhere yet.
    """

    id: str
    member: str
    witness: Witness


class FrozenRoll(State):
    """Who was present when a round opened (V-08): ids of members, sorted."""

    ballot: str
    round: int
    members: tuple[str, ...]


class Recusal(State):
    """回避: a member with an interest in these candidates; ``reason`` is the committee's alone."""

    member: str
    candidates: tuple[str, ...]
    reason: str


class OnDuty(State):
    """Somebody who reported for duty at the session: name and role, as their sign-in tells."""

    name: str
    role: str
