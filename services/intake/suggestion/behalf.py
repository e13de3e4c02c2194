"""Staff hand in for a resident: author, channel and typist are three things (W-11, E-21).

Who said it (建议人), by what way it came (来源渠道), who typed it (录入人). What only the staff may
say is ignored from anybody else: a resident gives text, area and one contact (C-04).
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from chassis.core.catalogue import unknown_choice
from chassis.core.errors import Invalid
from chassis.core.text import Body
from chassis.rooms.choices import pick
from chassis.web.command import Order
from chassis.web.fields import Hint, Label, Options
from contracts.charter import Charter
from services.intake.member.queries import member_named
from services.intake.roles import is_staff
from services.intake.suggestion.domain.consents import Ground, consented

Word = Annotated[str, StringConstraints(max_length=40)]


class OnBehalf(Body):
    """What a suggestion also has where somebody types it for another."""

    channel: Annotated[
        Annotated[str, StringConstraints(max_length=60)],
        Label("来源渠道", "Channel"),
        Hint("居民是怎么提的：走访、电话、接待日……", "How it came: a visit, by phone …"),
        Options("channels"),
    ] = ""
    author: Annotated[
        Word,
        Label("建议人姓名", "Author’s name"),
        Hint("居民愿意留就填，不公开。", "Only if given; never shown."),
    ] = ""
    collector: Annotated[
        Word,
        Label("收集人（议事员姓名）", "Collector (a member’s name)"),
        Hint("不是议事员收集的留空。", "Empty where no member collected it."),
    ] = ""
    collected_on: Annotated[date | None, Label("收集日期", "Collected on")] = None
    consent_how: Annotated[
        Literal["", "TOLD", "PAPER"],
        Label("建议人怎样同意的", "How its author agreed"),
        Hint(
            "留了姓名或电话就要选；书面同意的，请把纸质表留存备查。",
            "Needed with a name or a phone. Keep the sheet where it was on paper.",
        ),
        Options("grounds"),
    ] = ""
    consent_on: Annotated[date | None, Label("同意日期", "Agreed on")] = None
    grid: Annotated[Annotated[str, StringConstraints(max_length=20)], Label("网格", "Grid")] = ""


_HOW_AGREED = Invalid(
    "consent-how",
    "留了姓名或电话，请选择建议人怎样同意的。",
    "Choose how its author agreed.",
    [{"field": "consent_how", "zh": "请选择建议人怎样同意的。", "en": "Choose how."}],
)


async def told_by(order: Order[Any], charter: Charter) -> dict[str, Any]:
    """Author, channel, collector, day, grid and typist of a suggestion that is handed in.

    Raises ``Invalid`` for a channel or a member that the street does not have, or a day to come.
    """
    online, today = charter.channels[0].id, order.today.isoformat()
    version = charter.privacy.version
    if not is_staff(order):
        told = {"channel": online, "collected_on": today, "grid": order.body.grid}
        return told | consented(Ground.SELF, version, today)
    body: OnBehalf = order.body
    return _agreed(order, version) | {
        "channel": pick(charter.channels, body.channel, "channel") or online,
        "author": body.author,
        "collected_on": _day(body.collected_on, order.today).isoformat(),
        "grid": body.grid,
        "typist": order.person.name,
        **await _collector(order, body.collector.replace(" ", "")),
    }


def _agreed(order: Order[Any], version: str) -> dict[str, Any]:
    """How the author agreed, as the clerk says; nothing where neither name nor phone is kept."""
    body = order.body
    if not (body.author or body.contact):
        return {}
    if not body.consent_how:
        raise _HOW_AGREED
    agreed_on = _day(body.consent_on, order.today).isoformat()
    return consented(Ground(body.consent_how), version, agreed_on, order.person.name)


def _day(given: date | None, today: date) -> date:
    if given is not None and given > today:
        zh, en = "收集日期不能在今天以后。", "The day is to come."
        row = {"field": "collected_on", "zh": zh, "en": en}
        raise Invalid("day-to-come", zh, en, [row])
    return given or today


async def _collector(order: Order[Any], name: str) -> dict[str, str]:
    if not name:
        return {}
    member = await member_named(order.ctx, order.street, name)
    if not member:
        zh = "不是本街道现有的一位议事员，请核对姓名，或留空。"
        raise unknown_choice("collector", zh, "is not one member of this street.")
    return {"collector": member, "collector_name": name}
