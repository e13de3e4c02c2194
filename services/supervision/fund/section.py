"""What money adds to a project's page: sources, the bar of paid and planned, payments."""

from typing import Any

from chassis.core.documents import Found
from chassis.rooms.choices import pairs
from chassis.rooms.copies import charter_of
from chassis.web.ask import speaks_chinese
from chassis.web.offers import NONE, Offer, offer_of, offers_of
from services.supervision import labels
from services.supervision.beside import beside
from services.supervision.fund.commands import CANCEL, COMMANDS, EMPTY, RECEIPTS
from services.supervision.fund.domain.fund import Fund, Payment
from services.supervision.kinds import FUNDS
from services.supervision.owning import may_write_for
from services.supervision.project.domain.project import ENDED
from services.supervision.project.frame import Drawn, Section, Seen
from services.supervision.roles import is_staff

PAYEES: dict[str, labels.Words] = {
    "BUILDER": ("施工单位", "Builder"),
    "SUPPLIER": ("材料设备供应商", "Supplier"),
    "SERVICE": ("服务机构", "Service provider"),
    "DESIGN": ("设计、监理、检测单位", "Design, supervision, tests"),
    "LABOUR": ("零星用工", "Day labour"),
    "OTHER": ("其他", "Other"),
}


async def _draw(seen: Seen) -> Drawn | None:
    """Nothing before there is a plan."""
    ask, plan = seen.ask, seen.project.plan
    if plan is None:
        return None
    found = await beside(ask.ctx, FUNDS, ask.street, seen.found.id, EMPTY)
    offers = await _offers(seen, found)
    rows = [_row(seen, found, one, offers) for one in found.state.payments]
    for row in rows:
        offers |= row["forms"]
    values = {"fund": found.state, "rows": rows, "planned": plan.budget_yuan}
    values["over"] = max(0, found.state.paid - plan.budget_yuan)
    return Drawn(values | {"words": PAYEES}, offers)


async def _offers(seen: Seen, found: Found[Fund]) -> dict[str, Offer]:
    ask = seen.ask
    charter = await charter_of(ask.ctx, ask.street)
    own = may_write_for(charter, ask.person, seen.project.unit)
    if not own or seen.project.status in ENDED:
        return {}
    options = {"payees": pairs(PAYEES, chinese=speaks_chinese(ask))}
    values = {"sources": {"sources": _lines(seen, found.state)}}
    return offers_of(ask, COMMANDS, found, options=options, values=values, refusal=seen.refusal)


def _lines(seen: Seen, fund: Fund) -> list[str]:
    """The sources as the form shows them; at first the plan's one source gives all."""
    if fund.sources:
        return [f"{labels.of_funding(one.name)[0]} | {one.yuan}" for one in fund.sources]
    plan = seen.project.plan
    return [f"{labels.of_funding(plan.funding)[0]} | {plan.budget_yuan}"] if plan else []


def _row(seen: Seen, found: Found[Fund], one: Payment, offers: dict[str, Offer]) -> dict[str, Any]:
    fit = (RECEIPTS, CANCEL) if offers and not one.cancelled else ()
    made = [
        offer_of(seen.ask, command, found, NONE, NONE, seen.refusal, payment=one.id)
        for command in fit
    ]
    receipts = one.receipts if is_staff(seen.ask) else ()
    return {"one": one, "forms": {o.name: o for o in made}, "receipts": receipts}


FUND_SECTION = Section("funds", "资金", "Money", "supervision/fund/section.html", _draw)
