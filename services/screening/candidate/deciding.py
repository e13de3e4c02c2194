"""Ruling on proposals, withdrawing and merging them: noted in the ledger first, then written.

Each is a process: the note, which is only made while the leg is open, then what else changes, then
the candidate itself. So a closing leg never finds a decision half-made, and one that dies half-way
is finished a little later.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed
from chassis.core.errors import WrongState
from chassis.flow.process import Check, carry_out, check_version
from chassis.rooms.copies import charter_of
from chassis.service import Args, Context, Process, Step
from chassis.web.bodies import Reasoned
from chassis.web.command import Order
from contracts.charter import Work
from contracts.screening import Decision
from services.screening.candidate.bodies import NewDecision, NewMerge
from services.screening.candidate.domain import candidate as candidates
from services.screening.candidate.domain import rulings
from services.screening.candidate.domain.candidate import Candidate
from services.screening.candidate.domain.rulings import Ruling
from services.screening.candidate.proposing import cite
from services.screening.candidate.queries import candidate_of
from services.screening.kinds import CANDIDATES, LEDGERS, REVIEWS
from services.screening.ledger.domain import notes
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.domain.reviewing import are_taken, check_decidable
from services.screening.ledger.queries import ledger_of
from services.screening.releasing import together

LEAVING = (Work.PROPOSE, Work.DECIDE, Work.PREREVIEW)


async def rule(order: Order[NewDecision]) -> Changed[Candidate]:
    """Decide an alternative in the joint meeting's leg, against every criterion (E-24)."""
    ruling = order.body.ruling()
    charter = await charter_of(order.ctx, order.street)

    async def check() -> None:
        await _check_cards(order)
        rulings.check_ruling(ruling, charter.criteria)

    action = "accept" if ruling.decision is Decision.CANDIDATE else "decline"
    args = {"action": action, "works": (Work.DECIDE,), "ruling": ruling.model_dump(mode="json")}
    return await _decided(order, RULE, args, check)


async def _check_cards(order: Order[NewDecision]) -> None:
    """The reviewers' own opinions are in before the joint decision (E-24)."""
    ctx, street = order.ctx, order.street
    cycle = (await candidate_of(ctx, street, order.key)).state.cycle
    ledger = (await ledger_of(ctx, street, cycle)).state
    if are_taken(ledger):
        given = await ctx.store.count(REVIEWS, street, {"cycle": cycle})
        check_decidable(ledger, bool(given.get("")))


async def withdraw(order: Order[Reasoned]) -> Changed[Candidate]:
    """Take a proposal back with a reason, before the slate is final (W-03)."""
    args = {"action": "withdraw", "works": LEAVING, "reason": order.body.reason}
    return await _decided(order, WITHDRAW, args)


async def merge(order: Order[NewMerge]) -> Changed[Candidate]:
    """Merge a proposal into another, which takes over its sources (W-03)."""
    candidate_id, target_id = order.key, order.body.target
    found = await candidate_of(order.ctx, order.street, candidate_id)
    target = await candidate_of(order.ctx, order.street, target_id)
    sources = found.state.sources

    async def check() -> None:
        if target_id == candidate_id or target.state.cycle != found.state.cycle:
            raise WrongState(
                "merge-target",
                "只能合并到同一周期的另一个项目。",
                "A proposal merges into another one of the same cycle.",
                [{"field": "target", "zh": "请重新选择。", "en": "Choose again."}],
            )
        candidates.take_over(target_id, candidate_id, sources)(target.state)

    args: dict[str, Any] = {"action": "merge", "works": LEAVING, "reason": order.body.reason}
    args |= {"target": target_id, "sources": sources}
    return await _decided(order, MERGE, args, check)


# ---- one process for each, of the same steps ---------------------------------------------------


async def _nothing() -> None:
    """Nothing further to check."""


async def _decided(
    order: Order[Any], process: Process, given: Args, further: Check = _nothing
) -> Changed[Candidate]:
    ctx, street, candidate_id = order.ctx, order.street, order.key
    found = await candidate_of(ctx, street, candidate_id)
    ledger = (await ledger_of(ctx, street, found.state.cycle)).state
    args: dict[str, Any] = {"candidate": candidate_id, "cycle": found.state.cycle}
    args["held"] = await together(ctx, street)
    args |= {"at": order.at.isoformat(), "before": notes.noted(ledger, candidate_id), **given}

    async def check() -> None:
        _note_of(args)(ledger)
        check_version(found, order.version)
        await further()
        _decision_of(args)(found.state)

    await carry_out(ctx, process, street, args, order.cause, check)
    made = await candidate_of(ctx, street, candidate_id)
    return Changed(made.id, street, made.version, made.state)


def _note_of(args: Args) -> Callable[[Ledger], Change[Ledger]]:
    works = [Work(work) for work in args["works"]]
    return notes.note(args["candidate"], args["action"], *works)


def _decision_of(args: Args) -> candidates.Decide:
    """What is decided of the candidate."""
    candidate, at = args["candidate"], datetime.fromisoformat(args["at"])
    held = bool(args.get("held"))  # one that began under an earlier version has none
    if args["action"] == "withdraw":
        return candidates.withdraw(candidate, args["reason"], at, held=held)
    if args["action"] == "merge":
        return candidates.merge(candidate, args["target"], args["reason"], at, held=held)
    return rulings.rule(candidate, Ruling.model_validate(args["ruling"]), at, held=held)


async def _note(ctx: Context, args: Args, cause: Cause) -> None:
    await ctx.change(LEDGERS.key(args["street"], args["cycle"]), existing(_note_of(args)), cause)


async def _unnote(ctx: Context, args: Args, cause: Cause) -> None:
    """Undo of ``_note``, unless the candidate has this decision already, made by another order."""
    candidate = (await candidate_of(ctx, args["street"], args["candidate"])).state
    restore = notes.restore(args["candidate"], args["before"], candidate.status.value)
    await ctx.change(LEDGERS.key(args["street"], args["cycle"]), existing(restore), cause)


async def _write(ctx: Context, args: Args, cause: Cause) -> None:
    ledger = (await ledger_of(ctx, args["street"], args["cycle"])).state
    overtaken = notes.noted(ledger, args["candidate"]) != notes.noted_by(args["action"])

    def decide(candidate: Candidate) -> Change[Candidate]:
        if overtaken:
            raise WrongState(
                "overtaken", "这个项目已有新的决定。", "Another decision was made meanwhile."
            )
        return _decision_of(args)(candidate)

    await ctx.change(CANDIDATES.key(args["street"], args["candidate"]), existing(decide), cause)


async def _take_over(ctx: Context, args: Args, cause: Cause) -> None:
    take = candidates.take_over(args["target"], args["candidate"], args["sources"])
    await ctx.change(CANDIDATES.key(args["street"], args["target"]), existing(take), cause)


async def _cite(ctx: Context, args: Args, cause: Cause) -> None:
    await cite(ctx, args["street"], args["target"], args["sources"], cause)


_NOTE, _WRITE = Step("note", _note, _unnote), Step("candidate", _write)
RULE = Process("rule", (_NOTE, _WRITE))
WITHDRAW = Process("withdraw", (_NOTE, _WRITE))
# The target has taken over before the candidate leaves: in between both have the sources, never
# neither. Nothing refuses the last step but another decision, and then the target keeps them too.
MERGE = Process("merge_candidate", (_NOTE, Step("target", _take_over), Step("cite", _cite), _WRITE))
DECISIONS = (RULE, WITHDRAW, MERGE)
