"""The papers of a cycle as PDF and DOCX, with the workbooks beside them in each thing's api."""

from fastapi import APIRouter, Response

from chassis.core.clock import day
from chassis.rooms.anchors import anchored
from chassis.rooms.copies import charter_of
from chassis.rooms.papers import Paper, form_of, paper_response
from chassis.rooms.papers.model import MOST_ROWS
from chassis.rooms.sheets import sheet_response
from chassis.web.ask import Ask
from contracts.charter import Charter
from services.screening.candidate.papers import candidate_list
from services.screening.candidate.queries import candidates_of
from services.screening.forum.papers import record
from services.screening.forum.queries import forum_of
from services.screening.item.papers import too_long, triage_list
from services.screening.kinds import ITEMS
from services.screening.ledger.call_form import call_form, call_sheet
from services.screening.ledger.queries import ledger_of
from services.screening.ledger.report import formation
from services.screening.ledger.telling import told_of
from services.screening.releasing import Anyone
from services.screening.roles import Staff

paper_api = APIRouter(prefix="/screening/api/streets/{street}", tags=["screening"])
CYCLE = "/cycles/{cycle}"


@paper_api.get(f"{CYCLE}/call-form.pdf")
@paper_api.get(f"{CYCLE}/call-form.docx")
async def get_call_form(ask: Anyone, cycle: str) -> Response:
    """征集表 to print. Public."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    return await _answer(ask, call_form(await _charter(ask), ledger.year))


@paper_api.get(f"{CYCLE}/call-form.xlsx")
async def get_call_sheet(ask: Anyone, cycle: str) -> Response:
    """征集表 as a workbook. Public."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    data = call_sheet(ledger.year, ask.ctx.settings.mark)
    return sheet_response(f"征集表-{cycle}.xlsx", data)


@paper_api.get(f"{CYCLE}/items.pdf")
@paper_api.get(f"{CYCLE}/items.docx")
async def get_triage_list(ask: Anyone, cycle: str) -> Response:
    """分级分类清单. Public; 409 where it is longer than anybody prints."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    where = {"cycle": cycle}
    if (await ask.ctx.store.count(ITEMS, ask.street, where)).get("", 0) > MOST_ROWS:
        raise too_long()
    items = [one.state async for one in ask.ctx.store.stream(ITEMS, ask.street, where)]
    return await _answer(ask, triage_list(await _charter(ask), ledger.year, items))


@paper_api.get("/forums/{forum}/record.pdf")
@paper_api.get("/forums/{forum}/record.docx")
async def get_record(ask: Staff, forum: str) -> Response:
    """座谈记录 with the names of who came, for the staff."""
    found = await forum_of(ask.ctx, ask.street, forum)
    return await _answer(ask, record(await _charter(ask), found.state))


@paper_api.get(f"{CYCLE}/candidates.pdf")
@paper_api.get(f"{CYCLE}/candidates.docx")
async def get_candidate_list(ask: Anyone, cycle: str) -> Response:
    """候选项目表. Public."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    everyone = [one.state for one in await candidates_of(ask.ctx, ask.street, cycle)]
    return await _answer(ask, candidate_list(await _charter(ask), ledger.year, everyone))


@paper_api.get(f"{CYCLE}/report.pdf")
@paper_api.get(f"{CYCLE}/report.docx")
async def get_report(ask: Anyone, cycle: str) -> Response:
    """候选项目形成情况报告. Public."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    told = await told_of(ask.ctx, ask.street, ledger)
    return await _answer(ask, formation(await _charter(ask), ledger, told, day(ask.ctx.now())))


async def _charter(ask: Ask) -> Charter:
    return await charter_of(ask.ctx, ask.street)


async def _answer(ask: Ask, paper: Paper) -> Response:
    paper = await anchored(ask.ctx, ask.street, paper)
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())
