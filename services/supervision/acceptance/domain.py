"""From the declaration of readiness to the write-off, with what each step needs (E-35)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from chassis.core.decision import Cause, Change
from chassis.core.errors import Invalid, WrongState
from contracts.charter import Named
from contracts.supervision import ProjectAccepted
from services.supervision.acceptance.checks import Row
from services.supervision.member.domain import MemberCopy
from services.supervision.project.domain.ending import Acceptance, Readiness, SurveyResult, WriteOff
from services.supervision.project.domain.moving import lack, moved
from services.supervision.project.domain.project import (
    MOST_DISPUTES,
    PROJECT_TABLE,
    Project,
    ProjectStatus,
)

Members = Mapping[str, MemberCopy | None]


def ready(key: str, project: Project, done: int, cause: Cause) -> Change[Project]:
    """报请验收: the whole checklist (``done`` in percent), every milestone, and photos."""
    PROJECT_TABLE.move(project.status, "ready")
    if missing := [*_unready(project, done)]:
        raise WrongState(
            "not-ready", "还不能报请验收。", "The project is not ready for acceptance.", missing
        )
    declared = Readiness(checklist_done=done, photos=len(project.photos))
    return moved(key, project, "ready", cause, readiness=declared)


def _unready(project: Project, done: int) -> Iterable[Row]:
    """What keeps a project from acceptance: checklist, photos, milestones."""
    if done < 100:
        yield lack("checklist_done", "清单须 100% 完成。", "The checklist is not 100 %.")
    if not project.photos:
        yield {
            "zh": "请先上传完工照片，至少一张。",
            "en": "Photos of the finished works are missing: upload at least one.",
        }
    undone = [m.title for m in (project.plan.milestones if project.plan else ()) if not m.done_on]
    if undone:
        zh = f"尚有节点未完成：{'、'.join(undone)[:200]}。"
        yield {"zh": zh, "en": f"{len(undone)} milestones are not done."}


def rectify(key: str, project: Project, reason: str, cause: Cause) -> Change[Project]:
    """验收不合格，退回整改: from READY to RECTIFYING, with the reason."""
    return moved(key, project, "rectify", cause, reason)


def accept(
    key: str,
    project: Project,
    signed: Acceptance,
    members: Members,
    still: Sequence[Row],
    cause: Cause,
) -> Change[Project]:
    """验收: signed, with at least one deliberator in office, and nothing is ``still`` open.

    ``signed`` names neither round nor deliberators yet. Everything that is missing is told at once.
    """
    PROJECT_TABLE.move(project.status, "accept")
    _check_acceptance(project, signed, members, still)
    named = tuple(Named(id=one, zh=m.name, en=m.name) for one, m in members.items() if m)
    before = project.acceptance.round if project.acceptance else 0
    acceptance = signed.model_copy(update={"deliberators": named, "round": before + 1})
    change = moved(key, project, "accept", cause, acceptance=acceptance, disputes=(), survey=None)
    return Change(change.state, [*change.events, _accepted(key, project, acceptance)])


def _accepted(key: str, project: Project, acceptance: Acceptance) -> ProjectAccepted:
    return ProjectAccepted(
        project=key,
        cycle=project.cycle,
        title=project.title,
        sources=project.sources,
        round=acceptance.round,
        accepted_on=acceptance.accepted_on.isoformat(),
        ask_until=(acceptance.ask_until or acceptance.accepted_on).isoformat(),
    )


def _check_acceptance(
    project: Project, signed: Acceptance, members: Members, still: Sequence[Row]
) -> None:
    wrong = [*_wrong_members(members)]
    if not project.announced_on <= signed.accepted_on:
        zh = "验收日期早于结果公告日。"
        wrong.append(lack("accepted_on", zh, "Accepted before the result was announced."))
    if wrong:
        raise Invalid(
            "no-deliberator" if wrong[0]["field"] == "deliberators" else "acceptance-date",
            "验收须有至少一名在任议事员参加，日期不早于结果公告日。",
            "Acceptance takes a deliberator in office, and a day after the announcement.",
            wrong,
        )
    done = project.readiness.checklist_done if project.readiness else 0
    _nothing_left([*_unready(project, done), *still], "还有未了事项，不能验收。")


def _nothing_left(rows: list[Row], zh: str) -> None:
    """Raise ``WrongState`` with everything that is still open."""
    if rows:
        en = "Something is still open; the project cannot go on."
        raise WrongState("project-open", zh, en, rows)


def _wrong_members(members: Members) -> Iterable[Row]:
    if not members:
        yield lack("deliberators", "请至少选一名议事员。", "Choose at least one deliberator.")
    for member in members.values():
        if member is None or not member.active:
            yield _not_in_office(member)


def _not_in_office(member: MemberCopy | None) -> Row:
    """A person who was named for the acceptance: by name where one is known, never by an id."""
    known = f"“{member.name}”" if member and member.name else ""
    zh, en = f"{known or '所选人员'}不是在任议事员。", f"{known or 'A person'} is not in office."
    return lack("deliberators", zh, en)


# ---- after the acceptance --------------------------------------------------------------------


def is_under(project: Project, number: int) -> bool:
    """Whether this round's acceptance stands and is not written off."""
    acceptance = project.acceptance
    standing = project.status is ProjectStatus.ACCEPTED
    return standing and acceptance is not None and acceptance.round == number


def hold(project: Project, number: int, dispute: str) -> Change[Project]:
    """A suggester disputes the acceptance of this round: it is not written off until resolved."""
    full = len(project.disputes) >= MOST_DISPUTES
    if not is_under(project, number) or dispute in project.disputes or full:
        return Change(project)
    return Change(project.model_copy(update={"disputes": (*project.disputes, dispute)}))


def settle(project: Project, dispute: str) -> Change[Project]:
    """A dispute was resolved and holds nothing any more."""
    left = tuple(one for one in project.disputes if one != dispute)
    same = left == project.disputes
    return Change(project if same else project.model_copy(update={"disputes": left}))


def rectify_again(
    key: str, project: Project, reason: str, by: date, cause: Cause
) -> Change[Project]:
    """Accepted, and yet put right again (二次整改) by a day: then it is accepted anew."""
    said = f"{reason}（{by} 前整改）"
    return moved(key, project, "rectify_again", cause, said, disputes=(), rectify_by=by)


def take_survey(
    key: str, project: Project, result: SurveyResult, by: date, cause: Cause
) -> Change[Project]:
    """The survey of this round is counted; below the line the works are put right by a day."""
    if not is_under(project, result.round):
        return Change(project)
    if not result.below:
        return Change(project.model_copy(update={"survey": result}))
    note = f"满意率低于满意线，{by} 前整改"
    update: dict[str, Any] = {"survey": result, "disputes": (), "rectify_by": by}
    return moved(key, project, "survey_below", cause, note, **update)


def write_off(
    key: str, project: Project, open_rows: list[Row], today: date, early: str, cause: Cause
) -> Change[Project]:
    """销号: nothing is open any more; ``early`` is the public reason not to wait for answers."""
    PROJECT_TABLE.move(project.status, "write_off")
    _nothing_left(open_rows, "还有未了事项，不能销号。")
    done = WriteOff(on=today, early_reason=early)
    return moved(key, project, "write_off", cause, early, written_off=done)
