"""Pairs of proposals of which only one can become a candidate (二选一)."""

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.charter import Work
from services.screening.ledger.domain.ledger import (
    Decide,
    Either,
    Ledger,
    Noted,
    leg_not_open,
)

MAX_PAIRS = 50
WORKS = (Work.PROPOSE, Work.DECIDE, Work.PREREVIEW)


def set_apart(one: str, other: str, reason: str) -> Decide:
    """Note that only one of the two can become a candidate, and why; once for each pair."""

    def decide(ledger: Ledger) -> Change[Ledger]:
        _check(ledger, one, other)
        kept = tuple(pair for pair in ledger.either if {pair.one, pair.other} != {one, other})
        if len(kept) >= MAX_PAIRS:
            raise WrongState(
                "too-many-pairs",
                f"最多登记 {MAX_PAIRS} 对只能二选一的项目。",
                f"At most {MAX_PAIRS} pairs are kept.",
            )
        pair = Either(one=one, other=other, reason=reason)
        return Change(ledger.model_copy(update={"either": (*kept, pair)}))

    return decide


def put_together(one: str, other: str) -> Decide:
    """Both can become candidates after all."""

    def decide(ledger: Ledger) -> Change[Ledger]:
        if not ledger.is_open_for(*WORKS):
            raise leg_not_open()
        kept = tuple(pair for pair in ledger.either if {pair.one, pair.other} != {one, other})
        return Change(ledger.model_copy(update={"either": kept}))

    return decide


def check_compatible(ledger: Ledger, candidate: str) -> None:
    """Refuse to make a candidate of what excludes one that is a candidate already."""
    chosen = {proposal.candidate for proposal in ledger.noted(Noted.CANDIDATE)} - {candidate}
    for pair, other in rivals(ledger, candidate):
        if other in chosen:
            no = ledger.number_of(other)
            raise WrongState(
                "either-or",
                f"与第 {no} 号项目只能取一个（{pair.reason}），第 {no} 号已列为候选。",
                f"Only one of this and no. {no} can be a candidate, and no. {no} is.",
            )


def rivals(ledger: Ledger, candidate: str) -> list[tuple[Either, str]]:
    """The pairs a proposal belongs to, each with the id of the other one."""
    return [
        (pair, pair.other if pair.one == candidate else pair.one)
        for pair in ledger.either
        if candidate in (pair.one, pair.other)
    ]


def both_chosen(ledger: Ledger) -> list[tuple[int, int]]:
    """The numbers of pairs of which both are candidates now."""
    chosen = {proposal.candidate for proposal in ledger.noted(Noted.CANDIDATE)}
    return [
        (ledger.number_of(pair.one), ledger.number_of(pair.other))
        for pair in ledger.either
        if {pair.one, pair.other} <= chosen
    ]


def _check(ledger: Ledger, one: str, other: str) -> None:
    if not ledger.is_open_for(*WORKS):
        raise leg_not_open()
    if one == other or not (ledger.number_of(one) and ledger.number_of(other)):
        raise WrongState(
            "other-project",
            "请选择本周期的另一个项目。",
            "Choose another project of this cycle.",
            [{"field": "other", "zh": "请重新选择。", "en": "Choose again."}],
        )
