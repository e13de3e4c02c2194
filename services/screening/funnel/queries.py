"""What the flow counts: suggestions by where they went, projects by what became of them (E-28)."""

from collections.abc import Mapping

from chassis.rooms.tallies import tallied
from chassis.service import Context
from contracts.charter import Work
from contracts.screening import Disposition
from services.screening.candidate.domain.candidate import CandidateStatus
from services.screening.candidate.queries import counts_of
from services.screening.funnel.flow import Band, Flow, Part
from services.screening.item.domain import ItemStatus
from services.screening.item.returning import is_over
from services.screening.kinds import ITEMS
from services.screening.labels import DISPOSITIONS, STATUSES
from services.screening.ledger.domain.ledger import Ledger

ITEM, PROJECT = "item", "project"
FURTHER = (
    CandidateStatus.CANDIDATE,
    CandidateStatus.ON_BALLOT,
    CandidateStatus.SELECTED,
    CandidateStatus.RESERVED,
)
"""Statuses of what became a candidate and stayed one."""
ELSEWHERE = tuple(one for one in Disposition if one is not Disposition.PROJECT_SOURCE)

_MERGED = ("与相近的并案", "Merged")
_UNTRIAGED = ("等待分级分类", "Wait for triage")
_ANSWERED_APART = ("等待另行答复", "Wait for an answer of their own")


async def flow_of(ctx: Context, street: str, ledger: Ledger) -> Flow:
    """The flow of a cycle as the asker may see it; counted once until something changes."""
    name = f"flow/{ledger.cycle}/{type(ctx.store).__name__}"
    items, projects = await tallied(ctx, street, name, lambda: _counts(ctx, street, ledger.cycle))
    return build(f"/screening/streets/{street}/cycles/{ledger.cycle}", ledger, items, projects)


async def _counts(
    ctx: Context, street: str, cycle: str
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    status = await ctx.store.count(ITEMS, street, {"cycle": cycle}, by="status")
    triaged = {"cycle": cycle, "status": ItemStatus.TRIAGED.value}
    ways = await ctx.store.count(
        ITEMS, street, {**triaged, "cited": (True, False)}, by="disposition"
    )
    source = {**triaged, "disposition": Disposition.PROJECT_SOURCE.value}
    cited = await ctx.store.count(ITEMS, street, {**source, "cited": True})
    items = {**status, **ways, "CITED": cited.get("", 0)}
    return items, await counts_of(ctx, street, cycle)


def build(base: str, ledger: Ledger, items: Mapping[str, int], projects: Mapping[str, int]) -> Flow:
    """The flow that these figures come to; boxes that hold nothing are left out."""
    total = sum(items.get(status, 0) for status in ItemStatus)
    everything = Part("all", "意见建议", "Suggestions", total, f"{base}/items", ITEM, "on")
    ways = _ways(base, ledger, items)
    number = sum(projects.values())
    proposed = Part(
        "projects", "备选项目", "Alternatives", number, f"{base}/candidates", PROJECT, "on"
    )
    decided, results = _decided(base, projects), _results(base, projects)
    bands = [Band("all", one.key, one.count, one.count) for one in ways]
    if any(one.key == "CITED" for one in ways) and number:
        bands.append(Band("CITED", "projects", items["CITED"], number))
    bands += [Band("projects", one.key, one.count, one.count) for one in decided]
    bands += [Band("FURTHER", one.key, one.count, one.count) for one in results]
    columns = ((everything,), ways, (proposed,) if number else (), decided, results)
    return Flow(columns, tuple(bands))


def _ways(base: str, ledger: Ledger, items: Mapping[str, int]) -> tuple[Part, ...]:
    source = Disposition.PROJECT_SOURCE
    left = items.get(source, 0) - items.get("CITED", 0)
    proposing = any(Work.PROPOSE in leg.works and leg.opened_at for leg in ledger.legs)
    unused = ("项目没有采用", "Taken up by none") if proposing else DISPOSITIONS[source]
    waiting = _ANSWERED_APART if is_over(ledger) else _UNTRIAGED
    address = f"{base}/items?disposition={source}&cited="
    parts = [
        _part("CITED", ("成为项目来源", "Led to projects"), items, f"{address}true", ITEM, "on"),
        Part("UNCITED", *unused, left, f"{address}false", ITEM, "out"),
        *(
            _part(one, DISPOSITIONS[one], items, f"{base}/items?disposition={one}", ITEM, "end")
            for one in ELSEWHERE
        ),
        _part("MERGED", _MERGED, items, f"{base}/items?status=MERGED", ITEM, "out"),
        _part("OPEN", waiting, items, f"{base}/items?status=OPEN", ITEM, "out"),
    ]
    return tuple(one for one in parts if one.count)


def _decided(base: str, projects: Mapping[str, int]) -> tuple[Part, ...]:
    further = sum(projects.get(status, 0) for status in FURTHER)
    href = f"{base}/candidates"
    others = (
        CandidateStatus.ALTERNATIVE,
        CandidateStatus.DECLINED,
        CandidateStatus.MERGED,
        CandidateStatus.WITHDRAWN,
    )
    words = {**STATUSES, CandidateStatus.ALTERNATIVE: ("等待研究", "To be decided")}
    parts = [
        Part("FURTHER", "候选项目", "Candidates", further, href, PROJECT, "on"),
        *(
            _part(one, words[one], projects, f"{href}?status={one}", PROJECT, "out")
            for one in others
        ),
    ]
    return tuple(one for one in parts if one.count)


def _results(base: str, projects: Mapping[str, int]) -> tuple[Part, ...]:
    href = f"{base}/candidates?status="
    words = {**STATUSES, CandidateStatus.CANDIDATE: ("等待票决", "Wait for the ballot")}
    tones = {CandidateStatus.SELECTED: "end", CandidateStatus.RESERVED: "out"}
    order = (CandidateStatus.SELECTED, CandidateStatus.RESERVED, *FURTHER[:2])
    parts = [
        _part(one, words[one], projects, f"{href}{one}", PROJECT, tones.get(one, "on"))
        for one in order
    ]
    return tuple(one for one in parts if one.count)


def _part(
    key: str, words: tuple[str, str], counts: Mapping[str, int], href: str, unit: str, tone: str
) -> Part:
    return Part(key, *words, counts.get(key, 0), href, unit, tone)
