"""候选项目形成情况报告: how the candidates came about, from the first suggestion. Pure (E-28)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chassis.rooms.papers import Column, Heading, Kind, Paper, Table, Text
from chassis.rooms.papers.model import Block, say_day
from contracts.charter import Charter, Work
from services.screening.candidate.domain.candidate import Candidate, CandidateStatus
from services.screening.candidate.papers import STOOD, rulings
from services.screening.ledger.domain.ledger import Ledger

CANDIDATES = (
    Column("编号"),
    Column("候选项目", 5, centred=False),
    Column("来源建议", 2),
    Column("预算（元）", 2),
    Column("受益对象", 4, centred=False),
)


@dataclass(frozen=True)
class Told:
    """The figures of a cycle. ``ways``: what became of suggestions, by its name; ``forums``: what
    was held to find alternatives; ``opinions`` of the pre-review, of them ``accepted``."""

    ways: Mapping[str, int]
    forums: int
    cards: int
    opinions: int
    accepted: int
    everyone: Sequence[Candidate]


def formation(charter: Charter, ledger: Ledger, told: Told, on: date) -> Paper:
    """The report that goes to the session with the candidates."""
    return Paper(
        kind=Kind.NOTICE,
        issuer=charter.zh,
        title=f"关于{ledger.year}年{charter.projects.zh}\n候选项目形成情况的报告",
        body=(
            *_collected(ledger, told),
            *_proposed(told),
            *_decided(ledger, told),
            *_declined(told),
            *_reviewed(told),
        ),
        dated=on,
    )


def _collected(ledger: Ledger, told: Told) -> tuple[Block, ...]:
    total = sum(told.ways.values())
    who = f"，{ledger.collectors}名议事员参与收集" if ledger.collectors else ""
    ways = "，".join(f"{name}{count}条" for name, count in told.ways.items())
    return (
        Heading("意见建议的征集和分级分类"),
        Text(f"本年度共征集意见建议{total}条{who}。经逐条研究：{ways}。"),
    )


def _proposed(told: Told) -> tuple[Block, ...]:
    held = f"举行座谈和讨论{told.forums}场，" if told.forums else ""
    return (
        Heading("备选项目的形成"),
        Text(f"{held}形成备选项目{len(told.everyone)}个，每个项目都注明来源意见建议。"),
    )


def _decided(ledger: Ledger, told: Told) -> tuple[Block, ...]:
    standing = [one for one in told.everyone if one.status in STOOD]
    cards = f"会前共收评审卡{told.cards}张。" if told.cards else ""
    by = f"经{_meeting(ledger)}逐项研究，"
    rows = tuple(
        (
            str(one.no),
            one.title,
            f"{len(one.sources)}条",
            f"{one.budget_yuan:,}",
            one.beneficiaries,
        )
        for one in standing
    )
    return (
        Heading("候选项目的确定"),
        Text(f"{cards}{by}列为候选项目{len(standing)}个。"),
        *((Table(CANDIDATES, rows, size=12),) if rows else ()),
    )


def _meeting(ledger: Ledger) -> str:
    held = [one for leg in ledger.legs if Work.DECIDE in leg.works for one in leg.meetings]
    if not held:
        return ""
    return f"{say_day(date.fromisoformat(held[-1].held_on))}{held[-1].zh}"


def _declined(told: Told) -> tuple[Block, ...]:
    left = [one for one in told.everyone if one.status not in STOOD]
    table = rulings([one for one in left if one.status is not CandidateStatus.ALTERNATIVE])
    return (Heading("没有列入的项目和理由"), table) if table else ()


def _reviewed(told: Told) -> tuple[Block, ...]:
    if not told.opinions:
        return ()
    said = f"议事员会前初审提出意见{told.opinions}条，采纳{told.accepted}条，均已逐条答复。"
    return Heading("会前初审"), Text(said)
