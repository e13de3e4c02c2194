"""The forms of a project's page and of a new proposal: choices and first values."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chassis.core.documents import Found
from chassis.rooms.choices import named, pairs
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import AnyCommand, Refusal
from chassis.web.fields import Field, Pair
from chassis.web.offers import Offer, offer_of, offers_of
from contracts.charter import Criterion, Work
from services.screening import labels
from services.screening.candidate.commands import (
    DECIDE,
    MERGE,
    PROPOSE,
    PUT_TOGETHER,
    REVISE,
    SET_APART,
    WITHDRAW,
)
from services.screening.candidate.deciding import LEAVING
from services.screening.candidate.domain.candidate import Candidate
from services.screening.candidate.queries import candidates_of
from services.screening.forum.domain import Form
from services.screening.item.domain import ItemStatus
from services.screening.kinds import FORUMS, ITEMS
from services.screening.ledger.domain.either import rivals
from services.screening.ledger.domain.ledger import Ledger

DONE_IN: Mapping[str, tuple[Work, ...]] = {
    DECIDE.name: (Work.DECIDE,),
    MERGE.name: LEAVING,
    WITHDRAW.name: LEAVING,
    REVISE.name: LEAVING,
    SET_APART.name: LEAVING,
    PUT_TOGETHER.name: LEAVING,
}
"""Command → the works in whose leg it is given."""
ON_PAGE = (DECIDE, MERGE, WITHDRAW, REVISE, SET_APART, PUT_TOGETHER)


async def offered(
    ask: Ask, found: Found[Candidate], ledger: Ledger, refusal: Refusal | None
) -> dict[str, Offer]:
    """The form of each command that this person may give for this proposal now."""
    commands = [one for one in ON_PAGE if _may(ask, one, found, ledger)]
    if not commands:
        return {}
    options = {
        "declining": pairs(labels.DECLINED_FOR, chinese=speaks_chinese(ask)),
        "others": await _others(ask, found),
        "marks": pairs(labels.MARKS, chinese=speaks_chinese(ask)),
    }
    values = {
        DECIDE.name: {"reason": found.state.reason},
        REVISE.name: found.state.model_dump(exclude={"reason"}),
    }
    offers = offers_of(ask, commands, found, options=options, values=values, refusal=refusal)
    if DECIDE.name in offers:
        charter = await charter_of(ask.ctx, ask.street)
        offers[DECIDE.name] = asking(offers[DECIDE.name], charter.criteria)
    needless = () if options["others"] else (MERGE.name, SET_APART.name)
    if not rivals(ledger, found.id):
        needless = (*needless, PUT_TOGETHER.name)
    return {name: one for name, one in offers.items() if name not in needless}


def _may(ask: Ask, command: AnyCommand, found: Found[Candidate], ledger: Ledger) -> bool:
    due = ledger.is_open_for(*DONE_IN[command.name])
    return due and command.offered(found.state, ask.person, ask.street)


def asking(offer: Offer, criteria: Sequence[Criterion]) -> Offer:
    """The form with a question for each criterion of the charter, all of them to be answered."""
    asked = {name.lower() for name in criteria}
    others = {name.lower() for name in Criterion} - asked
    fields = [
        replace(one, required=True) if one.name in asked else one
        for one in offer.fields
        if one.name.removesuffix("_evidence") not in others
    ]
    return replace(offer, fields=fields)


async def _others(ask: Ask, found: Found[Candidate]) -> list[Pair]:
    everyone = await candidates_of(ask.ctx, ask.street, found.state.cycle)
    return [
        (one.id, f"{one.state.no} {one.state.title}")
        for one in everyone
        if one.id != found.id and one.state.is_standing
    ]


async def new_offer(
    ask: Ask, cycle: str, origin: Found[Candidate] | None, refusal: Refusal | None
) -> Offer:
    """The form of a new proposal, with every suggestion it may cite, and what its origin says."""
    chinese, charter = speaks_chinese(ask), await charter_of(ask.ctx, ask.street)
    options: dict[str, Any] = {
        "classes": named(charter.projects.classes, chinese=chinese),
        "forums": await _forums(ask, cycle),
        "sources": await _sources(ask, cycle, chinese),
        "kinds": named(charter.projects.kinds, chinese=chinese),
    }
    values = {PROPOSE.name: {"support": "", **_taken_over(origin, cycle)}}
    offer = offer_of(ask, PROPOSE, None, options, values, refusal)
    if not charter.projects.kinds:
        offer = _without(offer, "kind")
    asks_why = charter.projects.budget_to or charter.projects.kinds
    return offer if asks_why else _without(offer, "budget_reason")


def _taken_over(origin: Found[Candidate] | None, cycle: str) -> dict[str, Any]:
    """What a new proposal begins with: all of its origin, of an earlier cycle all but its sources.

    A date that is over helps nobody, so that of an earlier cycle is asked anew.
    """
    if origin is None:
        return {}
    if origin.state.cycle == cycle:
        return origin.state.model_dump(exclude={"support", "origin", "reason"})
    left_out = {"support", "origin", "reason", "sources", "forum", "finish_by"}
    return origin.state.model_dump(exclude=left_out)


def _without(offer: Offer, name: str) -> Offer:
    fields: list[Field] = [one for one in offer.fields if one.name != name]
    return replace(offer, fields=fields)


async def _forums(ask: Ask, cycle: str) -> list[Pair]:
    found = ask.ctx.store.stream(FORUMS, ask.street, {"cycle": cycle})
    return [
        (one.id, f"{one.state.held_on} {one.state.station}")
        async for one in found
        if one.state.form in (Form.FORUM, Form.DISCUSSION)
    ]


async def _sources(ask: Ask, cycle: str, chinese: bool) -> list[tuple[str, ...]]:
    """Id, number and title of each, and below it whether a proposal cites it already."""
    where = {"cycle": cycle, "status": ItemStatus.TRIAGED.value}
    cited = "已被引用" if chinese else "cited"
    return [
        (one.id, f"{one.state.no} {one.state.title}", cited if one.state.cited else "")
        async for one in ask.ctx.store.stream(ITEMS, ask.street, where)
        if one.state.may_be_cited
    ]
