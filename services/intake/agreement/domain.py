"""What a member agreed to, and when; a changed notice asks again (C-06)."""

from chassis.core.decision import Change, State
from chassis.core.errors import WrongState

KEPT = 10
"""Former agreements that are kept."""


class Agreed(State):
    """One version of the notice and the day it was agreed to."""

    version: str
    on: str


class Agreement(State):
    """The agreements of one member, the last one last."""

    given: tuple[Agreed, ...] = ()

    @property
    def last(self) -> Agreed | None:
        """What holds now."""
        return self.given[-1] if self.given else None


def agree(found: Agreement | None, shown: str, current: str, on: str) -> Change[Agreement]:
    """Agree to the notice that was shown. Raises ``WrongState`` where it is another by now."""
    if shown != current:
        raise notice_changed()
    state = found or Agreement()
    if state.last and state.last.version == current:
        return Change(state)
    given = (*state.given, Agreed(version=current, on=on))[-KEPT:]
    return Change(Agreement(given=given))


def notice_changed() -> WrongState:
    """The notice is another than the one that was shown."""
    return WrongState(
        "notice-changed",
        "个人信息说明刚刚更新，请看过新的说明再同意。",
        "The privacy notice has just changed: please read it and agree again.",
    )


def not_agreed() -> WrongState:
    """Nothing is collected before the notice is agreed to."""
    return WrongState(
        "notice-not-agreed",
        "请先在“我的走访和建议”页阅读并同意个人信息说明。",
        "Read the privacy notice on your page and agree to it first.",
    )
