"""Members: import, steps, batches, lists, notices."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Query, Response, UploadFile

from chassis.core.documents import Changed, Found
from chassis.core.errors import NotFound
from chassis.rooms.batch import BATCHES, Batch
from chassis.rooms.sheets import Column, read_upload, sheet_response, write_table
from chassis.service import Context
from chassis.web.ask import Ask, Page, Paging, anyone, asked, tagged
from contracts.charter import Role
from services.assembly.actions.batches import IMPORT, STEP, order_members
from services.assembly.actions.charters import charter_in_force
from services.assembly.actions.roster import import_rows, preview_import
from services.assembly.actions.selection import step_rows
from services.assembly.api.bodies import (
    StepBody,
)
from services.assembly.domain.charter import STEP_ROLES
from services.assembly.domain.member import MemberStatus
from services.assembly.domain.roster import COLUMNS, community_of
from services.assembly.domain.selection import StepOrder, step_of
from services.assembly.kinds import NOTICES
from services.assembly.queries import members as queries

members = APIRouter(prefix="/assembly/api/streets/{street}", tags=["assembly"])
CLERK = asked("assembly", Role.NPC_COMMITTEE, Role.STREET_OFFICE)
NPC = asked("assembly", Role.NPC_COMMITTEE)
STAFF = asked("assembly", *queries.STAFF)
ANYONE = anyone("assembly")
NOTICE_COLUMNS = (
    Column("published_on", "公示日期", "date"),
    Column("ends_on", "截止日期", "date"),
    Column("channel", "公示方式"),
    Column("status", "状态"),
    Column("members", "人数", "int"),
)
MAX_ROWS = 1000


# ---- many at once ----------------------------------------------------------------------------


@members.post("/members/import")
async def post_import(
    file: Annotated[UploadFile, File()], ask: Annotated[Ask, CLERK], dry_run: bool = False
) -> dict[str, Any]:
    """Import the members' list; with ``dry_run`` say what would become of each row."""
    await charter_in_force(ask.ctx, ask.street)
    values = await read_upload(file, COLUMNS, max_rows=MAX_ROWS, numbered=True)
    cause = ask.cause(IMPORT)
    if dry_run:
        return {"rows": await preview_import(ask.ctx, ask.street, values, cause)}

    async def rows() -> list[dict[str, Any]]:
        return import_rows(values)

    return batch_answer(await order_members(ask.ctx, ask.street, IMPORT, rows, cause))


@members.post("/members/steps")
async def post_steps(
    body: StepBody, ask: Annotated[Ask, asked("assembly", *STEP_ROLES)]
) -> dict[str, Any]:
    """Take members one step on; who may is the charter's choice."""
    return batch_answer(await order_step(ask, body))


async def order_step(ask: Ask, body: StepBody) -> Changed[Batch]:
    """Order one step for many members (also from the desk page). Raises ``NotAllowed``."""
    charter = await charter_in_force(ask.ctx, ask.street)
    ask.need(charter.selection[step_of(charter, body.step)].role)
    cause = ask.cause(STEP)
    order = _order(ask.ctx, body, cause.at, cause.actor)

    async def rows() -> list[dict[str, Any]]:
        return await step_rows(ask.ctx, ask.street, order, body.members, body.community)

    return await order_members(ask.ctx, ask.street, STEP, rows, cause)


def _order(ctx: Context, body: StepBody, at: Any, actor: str) -> StepOrder:
    given = body.model_dump(mode="json", exclude={"members", "community", "on"})
    held = body.meeting.held_on if body.meeting else None
    hung = body.notice.published_on if body.notice else None
    day = body.on or held or hung
    dated = day.isoformat() if day else ctx.today()
    return StepOrder.model_validate(given | {"on": dated, "at": at, "actor": actor})


def batch_answer(changed: Changed[Batch]) -> dict[str, Any]:
    """The short answer to an ordered batch."""
    return {
        "batch": changed.id,
        "id": changed.id,
        "version": changed.version,
        "status": changed.state.status.value,
        "total": changed.state.total,
    }


@members.get("/batches/{batch}")
async def get_batch(
    batch: str, ask: Annotated[Ask, asked("assembly", *STEP_ROLES)]
) -> dict[str, Any]:
    """How far a batch is: n of m, and what was refused."""
    return show_batch(await batch_of(ask.ctx, ask.street, batch))


async def batch_of(ctx: Context, street: str, batch: str) -> Found[Batch]:
    """One batch. Raises ``NotFound``."""
    found = await ctx.store.get(BATCHES.key(street, batch))
    if found is None:
        raise NotFound("unknown-batch", "没有这一批。", "There is no such batch.")
    return found


def show_batch(found: Found[Batch]) -> dict[str, Any]:
    """A batch without its rows."""
    batch = found.state
    return {
        "batch": found.id,
        "name": batch.name,
        "status": batch.status.value,
        "total": batch.total,
        "done": batch.done,
        "failed": [problem.model_dump() for problem in batch.failed],
    }


# ---- lists -----------------------------------------------------------------------------------


@members.get("/members")
async def get_members(
    paging: Paging,
    ask: Annotated[Ask, ANYONE],
    status: MemberStatus | None = None,
    community: Annotated[str, Query(max_length=60)] = "",
) -> Page[dict[str, Any]]:
    """Members: the public sees who has the seat, the staff everybody with masked phones."""
    charter = await charter_in_force(ask.ctx, ask.street)
    staff = queries.is_staff(ask.person, ask.street)
    where: dict[str, str] = {"status": status.value} if status else {}
    if community:
        where["community"] = community_of(charter, community)
    found = await queries.list_members(
        ask.ctx, ask.street, where, paging.after, paging.limit, staff=staff
    )
    show = queries.show_staff if staff else queries.show_public
    return Page(items=[show(one, charter) for one in found.items], next=found.next)


@members.get("/members/summary")
async def get_summary(ask: Annotated[Ask, ANYONE]) -> dict[str, Any]:
    """Seats and composition, as counts only. Public."""
    charter = await charter_in_force(ask.ctx, ask.street)
    found = await queries.summary(ask.ctx, ask.street, charter)
    return found if queries.is_staff(ask.person, ask.street) else queries.public_summary(found)


@members.get("/members.xlsx")
async def get_members_sheet(ask: Annotated[Ask, STAFF]) -> Response:
    """The register as a workbook."""
    charter = await charter_in_force(ask.ctx, ask.street)
    data = await queries.members_sheet(ask.ctx, ask.street, charter)
    return sheet_response(f"{charter.zh}议事员花名册.xlsx", data)


@members.get("/members/{member}")
async def get_member(
    member: str, response: Response, ask: Annotated[Ask, ANYONE]
) -> dict[str, Any]:
    """One member; history and objections only to those who handle them."""
    charter = await charter_in_force(ask.ctx, ask.street)
    staff = queries.is_staff(ask.person, ask.street)
    found = await queries.member_of(ask.ctx, ask.street, member, staff=staff)
    tagged(response, found.version)
    return queries.show_to(ask.person, found, charter)


@members.get("/notices")
async def get_notices(paging: Paging, ask: Annotated[Ask, ANYONE]) -> Page[dict[str, Any]]:
    """Public notices over candidates (E-17). Public."""
    found = await ask.ctx.store.find(NOTICES, ask.street, after=paging.after, limit=paging.limit)
    today = ask.ctx.today()
    return Page(items=[queries.show_notice(n, today) for n in found.items], next=found.next)


@members.get("/notices.xlsx")
async def get_notices_sheet(ask: Annotated[Ask, ANYONE]) -> Response:
    """公示清单 as a workbook; no names: those hang on the notice only while it runs."""
    today = ask.ctx.today()
    rows = [queries.show_notice(n, today) for n in await ask.ctx.store.every(NOTICES, ask.street)]
    demo = ask.ctx.settings.demo
    return sheet_response("公示清单.xlsx", write_table("公示", NOTICE_COLUMNS, rows, demo=demo))


@members.get("/notices/{notice}")
async def get_notice(notice: str, ask: Annotated[Ask, ANYONE]) -> dict[str, Any]:
    """One notice, while it hangs with the names on it. Public."""
    charter = await charter_in_force(ask.ctx, ask.street)
    today = ask.ctx.today()
    found = await queries.notice_of(ask.ctx, ask.street, notice)
    named = await queries.on_notice(ask.ctx, ask.street, notice, today)
    people = [queries.show_public(one, charter) for one in named]
    return queries.show_notice(found, today) | {"people": people}
