"""What a project's page tells of those who suggested it: how many said what, disputes, answers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.core.documents import Found
from chassis.web.offers import offer_of
from services.supervision.followup.commands import REFUSE
from services.supervision.followup.domain import FollowUp
from services.supervision.kinds import FOLLOWUPS
from services.supervision.project.frame import Drawn, Section, Seen

ANSWERS: Mapping[str, tuple[str, str]] = {
    "SOLVED": ("已经解决", "Solved"),
    "PARTLY": ("部分解决", "Partly solved"),
    "NOT": ("没有解决", "Not solved"),
    "UNNEEDED": ("不再需要", "No longer needed"),
}
STANDING: Mapping[str, tuple[str, str, str]] = {
    "OPEN": ("wait", "待处理，处理前不能销号", "Open: it holds the write-off"),
    "RECTIFIED": ("done", "已退回再整改", "The works were put right again"),
    "REFUSED": ("plain", "未采纳", "Refused"),
    "LATE": (
        "plain",
        "销号后收到，问题仍在的请作为新建议提出",
        "After the write-off: suggest it anew",
    ),
}


@dataclass(frozen=True)
class Asked:
    """The answers of the newest round, and every answer with words or a dispute, newest first."""

    counts: Mapping[str, int]
    by_phone: int
    worded: Sequence[Found[FollowUp]]


def asked(found: Sequence[Found[FollowUp]], number: int) -> Asked:
    """What is told of the answers; ``number`` is the round that stands."""
    newest = [one.state for one in found if one.state.round == number]
    told = [one for one in found if one.state.status or one.state.words]
    return Asked(
        Counter(one.answer for one in newest),
        sum(one.by_staff for one in newest),
        sorted(told, key=lambda one: (one.state.at, one.id), reverse=True),
    )


async def _draw(seen: Seen) -> Drawn | None:
    acceptance = seen.project.acceptance
    if acceptance is None:
        return None
    ask = seen.ask
    found = await ask.ctx.store.every(FOLLOWUPS, ask.street, {"project": seen.found.id})
    offers = {
        one.id: offer_of(ask, REFUSE, one, refusal=seen.refusal, dispute=one.id)
        for one in found
        if REFUSE.offered(one.state, ask.person, ask.street)
    }
    shown = asked(found, acceptance.round)
    values = {"asked": shown, "answers": ANSWERS, "standing": STANDING, "of_round": acceptance}
    return Drawn(values, offers)


FOLLOWUP_SECTION = Section(
    "followup", "建议人回访", "Those who suggested it", "supervision/followup/section.html", _draw
)
