"""A street's charter as the assembly keeps it: the one in force and those before it (E-02)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from chassis.core.decision import Change, State
from chassis.core.errors import Invalid
from contracts.assembly import CharterAdopted
from contracts.charter import Charter, Document, DocumentKind, Role, SelectionStep
from contracts.places import wrong_codes
from services.assembly.member.domain.member import ACTION_TO, TABLE, MemberStatus

KEPT = 60
_N = DocumentKind.SUPPORTING
PAPERS_ZH = {
    "MASTER": "总体方案",
    "PREPARATION": "会议筹备专项方案",
    "BALLOT": "项目票决专项方案",
    "SUPERVISION": "监督落实专项方案",
}
MOST_STEPS = 10_000
"""How many steps ADD1 may take through a budget, so that a count, and anybody's recount, ends."""
STEP_ROLES = (Role.NPC_COMMITTEE, Role.PARTY_COMMITTEE, Role.COMMUNITY, Role.STREET_OFFICE)
"""Who a charter may entrust with a step of the selection."""


class Adopted(State):
    """One version of a charter: when it was adopted, by whom, with which papers."""

    version: int
    at: datetime
    by: str
    documents: tuple[Document, ...]


class CharterRecord(State):
    """The charter in force with the trail of its versions (the newest 60)."""

    charter: Charter
    version: int
    versions: tuple[Adopted, ...]


def adopt(
    found: CharterRecord | None, charter: Charter, at: datetime, actor: str
) -> Change[CharterRecord]:
    """Adopt a charter or its next version; the one in force adopted again changes nothing."""
    if found is not None and found.charter == charter:
        return Change(found)
    check_charter(charter)
    version = found.version + 1 if found else 1
    step = Adopted(version=version, at=at, by=actor, documents=charter.documents)
    kept = (*(found.versions if found else ()), step)[-KEPT:]
    record = CharterRecord(charter=charter, version=version, versions=kept)
    return Change(record, [CharterAdopted(charter=charter, version=version)])


def check_charter(charter: Charter) -> None:
    """Whether a street could live by this charter. Raises ``Invalid`` naming what does not fit."""
    problems = [
        *_selection_problems(charter),
        *_shape_problems(charter),
        *_paper_problems(charter),
        *_group_problems(charter),
        *_step_of_budget(charter),
        *_code_problems(charter),
    ]
    if problems:
        raise unfit(problems)


def unfit(problems: Sequence[str]) -> Invalid:
    """A charter that a street could not live by, with everything that does not fit."""
    return Invalid(
        "charter-unfit",
        f"章程有 {len(problems)} 处不合规则。",
        f"The charter does not hold together: {'; '.join(problems)}.",
        [{"zh": problem, "en": problem} for problem in problems],
    )


def _code_problems(charter: Charter) -> list[str]:
    """Region codes that are not 6 + 3 + 3 digits, and grids of no community (C-03)."""
    communities = tuple(one.id for one in charter.communities)
    problems = [
        f"社区代码 {one}：应为 12 位数字，前 9 位与街道代码 {charter.street} 相同"
        f" (community {one}: 12 digits that begin with {charter.street})"
        for one in wrong_codes(charter.street, communities)
    ]
    if len(set(communities)) < len(communities):
        problems.append("社区代码有重复 (a community's code stands twice)")
    strange = {grid.community for grid in charter.grid_register} - set(communities)
    return problems + [f"网格所属社区不在章程中 (grids of no community): {one}" for one in strange]


def _selection_problems(charter: Charter) -> list[str]:
    steps = charter.selection
    if len(steps) < 2:
        return ["selection needs at least two steps"]
    known = {status.value for status in MemberStatus}
    unknown = [step.to for step in steps if step.to not in known]
    if unknown:
        return [f"selection leads to unknown statuses {unknown}"]
    problems = _move_problems(steps) + _step_problems(steps)
    if steps[-1].to != "ACTIVE":
        problems.append("selection must end with ACTIVE")
    return problems


def _move_problems(steps: Sequence[SelectionStep]) -> list[str]:
    """Steps that lead where the member's state table has no way."""
    problems = []
    moves = zip([TABLE.start, *(s.to for s in steps)], steps, strict=False)
    for place, (before, step) in enumerate(moves):
        if place == 0 and step.to == TABLE.start:
            continue
        action = ACTION_TO.get(MemberStatus(step.to), "")
        if (before, action) not in TABLE.moves:
            problems.append(f"{step.step}: {before} cannot become {step.to}")
    return problems


def _step_problems(steps: Sequence[SelectionStep]) -> list[str]:
    """Steps in the wrong hands, or without the public notice that their status asks for."""
    problems = [f"{s.step}: {s.role} cannot take steps" for s in steps if s.role not in STEP_ROLES]
    problems += [
        f"{s.step}: only the party committee approves (E-03)"
        for s in steps
        if s.to == "APPROVED" and s.role is not Role.PARTY_COMMITTEE
    ]
    problems += [
        f"{s.step}: ON_NOTICE and notice belong together"
        for s in steps
        if (s.to == "ON_NOTICE") is not s.notice
    ]
    return problems


def _shape_problems(charter: Charter) -> list[str]:
    problems = []
    stages = [stage.id for stage in charter.stages]
    places = [stages.index(leg.stage) for leg in charter.legs]
    if places != sorted(places):
        problems.append("the legs do not follow the order of the stages")
    if len(stages) - places[-1] < 4:
        problems.append("after the session's stage come ANNOUNCED, at least one more, and CLOSED")
    if len({leg.id for leg in charter.legs}) != len(charter.legs):
        problems.append("two legs have the same id")
    if charter.ballot.seats > charter.seats:
        problems.append("more projects are chosen than there are members")
    return problems


def _paper_problems(charter: Charter) -> list[str]:
    """Fixed slots of 1+3+N that hold more than one paper (E-02)."""
    fixed = [(one.kind, one.slot) for one in charter.documents if one.kind is not _N]
    return [
        f"{PAPERS_ZH[slot]}只能有一份，这里有 {count} 份；one paper in {slot}, not {count}"
        for (_, slot), count in Counter(fixed).items()
        if count > 1
    ]


def _group_problems(charter: Charter) -> list[str]:
    """Named community groups that are not as many as the charter says (W-25)."""
    names = charter.community_group_names
    if not names or len(set(names)) == len(names) == charter.community_groups:
        return []
    return [
        f"community_groups：应有 {charter.community_groups} 个小组，列出了 {len(set(names))} 个名称"
        f"；{charter.community_groups} groups, but {len(set(names))} different names"
    ]


def _step_of_budget(charter: Charter) -> list[str]:
    """Equal shares raised by steps so small that the count would not end."""
    money = charter.ballot.budget
    least = -(-money.amount // MOST_STEPS)
    if "ADD1" not in money.completion or money.step >= least:
        return []
    return [
        f"[ballot.budget] step: 总预算{money.amount}元，用 ADD1 时每次至少加{least}元；"
        f" with ADD1 and this amount a step is at least {least} yuan"
    ]
