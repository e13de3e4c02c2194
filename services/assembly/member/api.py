"""Members as JSON and as a workbook: import, batches, lists."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Query, Response, UploadFile

from chassis.rooms.sheet_stream import stream_table
from chassis.rooms.sheets import read_upload
from chassis.web.ask import Page, Paging, tagged
from services.assembly.charter.queries import charter_in_force
from services.assembly.kinds import MEMBERS
from services.assembly.member import queries, views
from services.assembly.member.batches import IMPORT, order_members
from services.assembly.member.domain.member import MemberStatus
from services.assembly.member.domain.roster import community_of
from services.assembly.member.importing import import_rows, preview_import
from services.assembly.member.sheets import COLUMNS, MAX_ROWS, SHEET, register_rows
from services.assembly.roles import Anyone, Clerk, Staff, StepTaker, is_staff

api = APIRouter(prefix="/assembly/api/streets/{street}", tags=["assembly"])


@api.post("/members/import")
async def post_import(
    file: Annotated[UploadFile, File()], ask: Clerk, dry_run: bool = False
) -> dict[str, Any]:
    """Import the members' list; with ``dry_run`` say what would become of each row."""
    await charter_in_force(ask.ctx, ask.street)
    values = await read_upload(file, COLUMNS, max_rows=MAX_ROWS, numbered=True)
    cause = ask.cause(IMPORT)
    if dry_run:
        ask.keep_nothing()
        return {"rows": await preview_import(ask.ctx, ask.street, values, cause)}

    async def rows() -> list[dict[str, Any]]:
        return import_rows(values)

    ordered = await order_members(ask.ctx, ask.street, IMPORT, rows, cause)
    return views.batch_done(ordered).model_dump()


@api.get("/batches/{batch}")
async def get_batch(batch: str, ask: StepTaker) -> dict[str, Any]:
    """How far a batch is: n of m, and what was refused."""
    return views.show_batch(await queries.batch_of(ask.ctx, ask.street, batch))


@api.get("/members")
async def get_members(
    paging: Paging,
    ask: Anyone,
    status: MemberStatus | None = None,
    community: Annotated[str, Query(max_length=60)] = "",
) -> Page[dict[str, Any]]:
    """Members: the public sees who has the seat, the staff everybody with masked phones."""
    charter = await charter_in_force(ask.ctx, ask.street)
    staff = is_staff(ask.person, ask.street)
    where: dict[str, str] = {"status": status.value} if status else {}
    if community:
        where["community"] = community_of(charter, community)
    found = await queries.list_members(
        ask.ctx, ask.street, where, paging.after, paging.limit, staff=staff
    )
    show = views.show_staff if staff else views.show_public
    return Page(items=[show(one, charter) for one in found.items], next=found.next)


@api.get("/members/summary")
async def get_summary(ask: Anyone) -> dict[str, Any]:
    """Seats and composition, as counts only. Public."""
    charter = await charter_in_force(ask.ctx, ask.street)
    found = await queries.summary(ask.ctx, ask.street, charter)
    return found if is_staff(ask.person, ask.street) else queries.public_summary(found)


@api.get("/members.xlsx")
async def get_members_sheet(ask: Staff) -> Response:
    """The register as a workbook."""
    charter = await charter_in_force(ask.ctx, ask.street)
    rows = register_rows(ask.ctx.store.stream(MEMBERS, ask.street), charter)
    name, mark = f"{charter.zh}议事员花名册.xlsx", ask.ctx.settings.mark
    return await stream_table(name, "花名册", SHEET, rows, mark=mark)


@api.get("/members/{member}")
async def get_member(member: str, response: Response, ask: Anyone) -> dict[str, Any]:
    """One member; history and objections only to those who handle them."""
    charter = await charter_in_force(ask.ctx, ask.street)
    staff = is_staff(ask.person, ask.street)
    found = await queries.member_of(ask.ctx, ask.street, member, staff=staff)
    tagged(response, found.version)
    return views.show_to(ask.person, found, charter)
