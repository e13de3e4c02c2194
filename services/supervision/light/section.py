"""What the light adds to a project's timeline: each day it turned, and how far behind (E-35)."""

from datetime import datetime, time

from chassis.core.clock import ZONE
from services.supervision import labels
from services.supervision.kinds import LAMPS
from services.supervision.light.domain import Turn
from services.supervision.project.frame import Seen, Strand, Told
from services.supervision.trail.views import Happening


async def _tell(seen: Seen) -> Told:
    found = await seen.ask.ctx.store.get(LAMPS.key(seen.ask.street, seen.found.id))
    turns = found.state.turns if found else ()
    return Told([_turned(one) for one in turns if one.colour])


def _turned(one: Turn) -> Happening:
    zh, en = labels.LIGHTS[one.colour]
    behind = f"落后 {one.days} 天、{one.points} 个百分点" if one.days or one.points else ""
    return Happening(
        kind="LIGHT",
        at=datetime.combine(one.on, time(0, 5), ZONE),
        action=one.colour,
        zh=f"进度灯：{COLOURS[one.colour][0]}，{zh}",
        en=f"Light: {COLOURS[one.colour][1]}, {en}",
        who_zh="系统自动",
        who_en="System",
        note=behind,
    )


COLOURS: dict[str, labels.Words] = {
    "green": ("绿灯", "green"),
    "yellow": ("黄灯", "yellow"),
    "red": ("红灯", "red"),
    "blue": ("蓝灯", "blue"),
}
LIGHT_STRAND = Strand("LIGHT", "进度灯", "Light", _tell)
