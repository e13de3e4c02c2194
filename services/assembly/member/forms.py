"""The forms of the members' desk: choices, what each field shows at first, what a step asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chassis.core.documents import Found
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.fields import Field, Pair
from chassis.web.offers import Offer, offer_of, offers_of
from contracts.charter import Charter, Named, SelectionStep
from services.assembly.member.bodies import PARTS
from services.assembly.member.commands import ON_PAGE, SETTLE, SHOW_PHONE
from services.assembly.member.conclusion_command import RECORD_ON_PAGE
from services.assembly.member.domain.member import Member
from services.assembly.member.step_command import TAKE_STEP_ON_PAGE

CORRECTED = {"community", "community_group", "specialty_group", "grid", "category"}
RESULTS_ZH = [("PASS", "通过"), ("FAIL", "不通过")]
RESULTS_EN = [("PASS", "Passed"), ("FAIL", "Failed")]
DAYS = ("held_on", "published_on", "on")
"""The dates of a step that lie in the past, today at the latest."""


def member_offers(
    ask: Ask, found: Found[Member], charter: Charter, refusal: Refusal | None
) -> dict[str, Offer]:
    """The form of each step that this person may take with this member now."""
    options = {
        "categories": _pairs(ask, charter.member_categories),
        "communities": _pairs(ask, charter.communities),
    }
    values = {"correct": found.state.model_dump(include=CORRECTED)}
    commands = (*ON_PAGE, SHOW_PHONE)
    return offers_of(ask, commands, found, options=options, values=values, refusal=refusal)


def settling(ask: Ask, found: Found[Member], refusal: Refusal | None) -> dict[str, Offer]:
    """The id of each open objection and the form that answers it, for those who may."""
    if not SETTLE.offered(found.state, ask.person, ask.street):
        return {}
    waiting = [one.id for one in found.state.objections if one.open]
    return {one: offer_of(ask, SETTLE, found, refusal=refusal, objection=one) for one in waiting}


def step_offer(
    ask: Ask,
    charter: Charter,
    step: SelectionStep,
    candidates: Sequence[Pair],
    refusal: Refusal | None,
) -> Offer:
    """The form of one step, with the fields that the charter asks for."""
    today = ask.ctx.today()
    values: Mapping[str, Any] = {**dict.fromkeys(DAYS, today), "channel": "公告栏"}
    offer = offer_of(
        ask,
        TAKE_STEP_ON_PAGE,
        None,
        {"candidates": candidates},
        {TAKE_STEP_ON_PAGE.name: values},
        refusal,
    )
    asked = [
        name for part, model in PARTS.items() if getattr(step, part) for name in model.model_fields
    ]
    asked += ["refused"] if step.meeting else []
    wanted = [*asked, *([] if step.meeting or step.notice else ["on"]), "members", "reason"]
    fields = [one for one in offer.fields if one.name in wanted]
    chinese = speaks_chinese(ask)
    return replace(
        offer, fields=[_told(one, one.name in asked, today, charter, chinese) for one in fields]
    )


def conclusion_offer(
    ask: Ask, step: SelectionStep, candidates: Sequence[Pair], refusal: Refusal | None
) -> Offer:
    """The form that notes what a body of this step says (E-14); neither answer chosen before."""
    options = {
        "candidates": candidates,
        "reviewers": _pairs(ask, step.checks),
        "results": RESULTS_ZH if speaks_chinese(ask) else RESULTS_EN,
    }
    values = {RECORD_ON_PAGE.name: {"on": ask.ctx.today()}}
    return offer_of(ask, RECORD_ON_PAGE, None, options, values, refusal)


def _told(field: Field, required: bool, today: str, charter: Charter, chinese: bool) -> Field:
    attrs = {**field.attrs, "max": today} if field.name in DAYS else field.attrs
    days = charter.notice_days
    hint = f"不少于 {days} 天" if chinese else f"{days} days or more"
    shown = hint if field.name == "ends_on" else field.hint
    return replace(field, required=required, attrs=attrs, hint=shown)


def _pairs(ask: Ask, named: Sequence[Named]) -> list[Pair]:
    chinese = speaks_chinese(ask)
    return [(one.id, one.zh if chinese else one.en) for one in named]
