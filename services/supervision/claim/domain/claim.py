"""A deliberator's claim of a project (认领, W-21), and how many one deliberator may hold."""

from enum import StrEnum

from chassis.core.decision import Cause, Change, State, StateTable
from chassis.core.errors import Invalid, WrongState
from contracts.supervision import ClaimChanged
from services.supervision.project.domain.project import Project
from services.supervision.trail.domain import Step, noted


class ClaimStatus(StrEnum):
    """Where a claim stands; OPEN: it is offered to somebody, who takes it or not."""

    OPEN = "OPEN"
    APPLIED = "APPLIED"
    ACTIVE = "ACTIVE"
    DONE = "DONE"
    RELEASED = "RELEASED"
    TRANSFERRED = "TRANSFERRED"


_C = ClaimStatus
CLAIM_TABLE = StateTable(
    "claim",
    _C.OPEN,
    {
        (_C.OPEN, "apply"): _C.APPLIED,
        (_C.OPEN, "decline"): _C.RELEASED,
        (_C.OPEN, "release"): _C.RELEASED,
        (_C.APPLIED, "approve"): _C.ACTIVE,
        (_C.APPLIED, "decline"): _C.RELEASED,
        (_C.APPLIED, "release"): _C.RELEASED,
        (_C.ACTIVE, "release"): _C.RELEASED,
        (_C.ACTIVE, "transfer"): _C.TRANSFERRED,
        (_C.ACTIVE, "finish"): _C.DONE,
        (_C.RELEASED, "apply"): _C.APPLIED,
        (_C.TRANSFERRED, "apply"): _C.APPLIED,
        (_C.RELEASED, "offer"): _C.OPEN,
        (_C.TRANSFERRED, "offer"): _C.OPEN,
    },
    zh={
        _C.OPEN: "待本人确认",
        _C.APPLIED: "待批准",
        _C.ACTIVE: "跟踪中",
        _C.DONE: "已完成",
        _C.RELEASED: "已退出",
        _C.TRANSFERRED: "已移交",
    },
)
LIVE = (_C.OPEN, _C.APPLIED, _C.ACTIVE)
"""What ends where the member leaves the assembly or the project is over."""


class Claim(State):
    """One deliberator's claim of one project; ``name`` is public. ``status_note``: why it ended."""

    project: str
    project_no: int
    title: str
    cycle: str
    member: str
    name: str
    status: ClaimStatus = ClaimStatus.OPEN
    history: tuple[Step, ...] = ()


class Holding(State):
    """The projects that one deliberator follows now: the bound on them fits in one document."""

    projects: tuple[str, ...] = ()


def claim_id(project: str, member: str) -> str:
    """One claim for each project and deliberator, however often it is taken up again."""
    return f"{project}.{member}"


def new_claim(project_id: str, project: Project, member: str, name: str) -> Claim:
    """A claim before its first step."""
    return Claim(
        project=project_id,
        project_no=project.no,
        title=project.title,
        cycle=project.cycle,
        member=member,
        name=name,
    )


def step(claim: Claim, action: str, cause: Cause, note: str = "") -> Change[Claim]:
    """One move of the table, noted and said."""
    status = ClaimStatus(CLAIM_TABLE.move(claim.status, action))
    history = noted(claim.history, cause, action, status, note)
    said = ClaimChanged(
        claim=claim_id(claim.project, claim.member),
        project=claim.project,
        cycle=claim.cycle,
        member=claim.member,
        status=status,
    )
    return Change(claim.model_copy(update={"status": status, "history": history}), [said])


def offer(known: Claim | None, fresh: Claim, cause: Cause, note: str) -> Change[Claim]:
    """Offer a project to somebody by a transfer: whoever follows it already is refused."""
    if known is None:
        history = noted((), cause, "offer", ClaimStatus.OPEN, note)
        return Change(fresh.model_copy(update={"history": history}))
    return step(known, "offer", cause, note)


def check_no_interest(interest: str) -> None:
    """回避: who has an interest in a project does not follow it. Raises ``Invalid``."""
    if interest:
        raise Invalid(
            "claim-recused",
            "与项目有利害关系的应当回避，请认领其他项目。",
            "Whoever has an interest in a project stands aside; please claim another one.",
        )


def hold(holding: Holding | None, project: str, most: int) -> Change[Holding]:
    """Take a project into hand; at most ``most``. Raises ``WrongState`` above it."""
    held = holding.projects if holding else ()
    if project in held:
        return Change(Holding(projects=held))
    if len(held) >= most:
        raise WrongState(
            "too-many-claims",
            f"每名议事员最多同时认领 {most} 个项目。",
            f"A deliberator follows at most {most} projects at a time.",
        )
    return Change(Holding(projects=(*held, project)))


def let_go(holding: Holding | None, project: str) -> Change[Holding]:
    """The deliberator does not follow this project any more."""
    held = holding.projects if holding else ()
    return Change(Holding(projects=tuple(one for one in held if one != project)))
