"""总监票人 监票人 计票人: who counts a ballot and who watches."""

from chassis.core.decision import State


class Officers(State):
    """总监票人 监票人 计票人 as the session adopted them, by the subjects of their tokens."""

    chief: str
    scrutineers: tuple[str, ...]
    tellers: tuple[str, ...]

    @property
    def signers(self) -> tuple[str, ...]:
        """Who must sign the count."""
        return (self.chief, *self.scrutineers)

    @property
    def everybody(self) -> tuple[str, ...]:
        """All of them, tellers last."""
        return (*self.signers, *self.tellers)


class Correction(State):
    """Other officers, as the chair proposed them (subject ``by``); another office confirms."""

    officers: Officers
    names: dict[str, str]
    by: str
