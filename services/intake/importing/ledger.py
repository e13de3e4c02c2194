"""The import of a ledger (意见建议台账): checked as a whole, then entered row by row (W-11)."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from chassis.core.catalogue import sheet_problems
from chassis.core.clock import day
from chassis.core.decision import Cause, Change
from chassis.core.documents import Changed
from chassis.core.errors import WrongState
from chassis.rooms.batch import BATCHES, Batch, Row, order_batch, work_off
from chassis.rooms.choices import meant
from chassis.rooms.copies import charter_of
from chassis.rooms.personal import kinds_in, masked
from chassis.rooms.sheets import Column
from chassis.service import Context
from contracts.charter import Charter
from contracts.envelope import Heard
from contracts.intake import SuggestionsOrdered
from services.intake.collection.counting import recount
from services.intake.collection.domain import Collection, check_open
from services.intake.collection.queries import running_collection
from services.intake.importing.views import Preview, PreviewRow
from services.intake.kinds import COLLECTIONS, SUGGESTIONS
from services.intake.member.queries import member_named
from services.intake.suggestion.deadlines import due_fields
from services.intake.suggestion.domain import suggestion
from services.intake.suggestion.domain.contact import is_phone
from services.intake.suggestion.domain.suggestion import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Acceptance,
    Suggestion,
)
from services.intake.suggestion.handing_in import fresh_salt

LEDGER = (
    Column("no", "序号", required=True, max_length=6),
    Column("collected_on", "日期", "date", required=True),
    Column("collector_name", "收集人", max_length=40),
    Column("channel", "来源渠道", required=True, max_length=40),
    Column("community", "社区", required=True, max_length=40),
    Column("title", "建议标题", required=True, max_length=LONGEST_TITLE),
    Column("content", "建议内容", required=True, max_length=LONGEST_TEXT),
    Column("category", "类别", max_length=40),
    Column("topic", "关注专题", max_length=40),
    Column("author", "建议人", max_length=40),
    Column("contact", "联系电话", max_length=20),
)
LONGEST_MASKED = 120
"""Characters of a masked title: a mask may be longer than what it hides."""
NUMBER = re.compile(r"[0-9]{1,6}")
Detail = dict[str, Any]


async def order_import(
    ctx: Context, street: str, rows: Sequence[Row], cause: Cause
) -> Changed[Batch]:
    """Order the import of a whole ledger; refused with every problem, so nothing is half done."""
    charter = await charter_of(ctx, street)
    running = check_open(await running_collection(ctx, street))
    known, problems = check_rows(charter, rows)
    if problems:
        raise sheet_problems(problems, 50)
    whole = {"cycle": running.cycle, "entered_by": cause.actor}
    named = [row | whole for row in known]
    batch = cause.derive("batch")
    order = order_batch("import_suggestions", named, cause, SuggestionsOrdered(batch=batch))
    return await ctx.change(BATCHES.key(street, batch), order, cause)


async def preview_import(ctx: Context, street: str, rows: Sequence[Row]) -> Preview:
    """What an import would do with each row; nothing is written."""
    charter = await charter_of(ctx, street)
    running = check_open(await running_collection(ctx, street))
    _, problems = check_rows(charter, rows)
    wrong: dict[int, Detail] = {}
    for problem in problems:
        wrong.setdefault(problem["row"], problem)
    shown = [await _previewed(ctx, street, running, row, wrong.get(row["row"])) for row in rows]
    return Preview(rows=shown)


async def _previewed(
    ctx: Context, street: str, running: Collection, row: Row, wrong: Detail | None
) -> PreviewRow:
    if wrong is not None:
        return PreviewRow(row=row["row"], state="error", zh=wrong["zh"], en=wrong["en"])
    key = ledger_key(street, running.cycle, str(row["no"]))
    if await ctx.store.get(SUGGESTIONS.key(street, key)):
        return PreviewRow(row=row["row"], state="exists", zh="已在清单中", en="in the list already")
    return PreviewRow(row=row["row"], state="new", zh="将导入", en="will be imported")


def check_rows(charter: Charter, rows: Sequence[Row]) -> tuple[list[Row], list[Detail]]:
    """The rows in the charter's ids, and everything in them that the street does not know."""
    labels = {
        "channel": ("来源渠道", charter.channels),
        "community": ("社区", charter.communities),
        "category": ("类别", charter.suggestion_categories),
        "topic": ("关注专题", charter.topics),
    }
    problems: list[Detail] = []
    known: list[Row] = []
    for row in rows:
        ids = {name: meant(options, row[name]) for name, (_, options) in labels.items()}
        for name, (zh, _) in labels.items():
            if row[name] and not ids[name]:
                words = f"“{zh}”里没有“{row[name]}”这个选项。", f"unknown {name}"
                problems.append(_problem(row, zh, *words))
        problems += _odd_cells(row)
        known.append(row | ids | {"no": str(row["no"]).lstrip("0")})
    return known, problems


def _odd_cells(row: Row) -> list[Detail]:
    found: list[Detail] = []
    if not NUMBER.fullmatch(row["no"]) or not row["no"].strip("0"):
        found.append(_problem(row, "序号", "“序号”应为 1 到 999999 的整数。", "a whole number"))
    if row["contact"] and not is_phone(row["contact"]):
        zh = "“联系电话”应为手机号或带区号的座机号。"
        found.append(_problem(row, "联系电话", zh, "no phone number"))
    return found


def _problem(row: Row, column: str, zh: str, en: str) -> Detail:
    number = row["row"]
    words = {"zh": f"第 {number} 行：{zh}", "en": f"Row {number}: {en}"}
    return {"row": number, "column": column, **words}


async def import_suggestions(ctx: Context, heard: Heard[SuggestionsOrdered], cause: Cause) -> None:
    """Work off an ordered import."""
    street = heard.street

    async def enter_row(row: Row, part: Cause) -> None:
        await _enter(ctx, street, row, part)

    await work_off(ctx, street, heard.data.batch, cause, enter_row)


async def _enter(ctx: Context, street: str, row: Row, cause: Cause) -> None:
    cycle = str(row["cycle"])
    charter = await charter_of(ctx, street)
    running = await ctx.store.get(COLLECTIONS.key(street, cycle))
    key = ledger_key(street, cycle, row["no"])
    new = await _new(ctx, street, row)
    acceptance = Acceptance(
        cycle=cycle,
        no=row["no"],
        category=row["category"],
        topic=row["topic"],
        **_public(row),
        accepted_on=day(cause.at).isoformat(),
        **due_fields(ctx, charter, cause),
    )

    def decide(found: Suggestion | None) -> Change[Suggestion]:
        if found is not None:
            raise _exists(row["no"])
        check_open(running.state if running else None)
        return suggestion.enter(new, key, cause.at, acceptance)

    await ctx.change(SUGGESTIONS.key(street, key), decide, cause)
    await recount(ctx, street, cycle, cause)


async def _new(ctx: Context, street: str, row: Row) -> Suggestion:
    taken = (
        "title",
        "content",
        "community",
        "channel",
        "collected_on",
        "collector_name",
        "author",
        "contact",
        "entered_by",
    )
    collector = await member_named(ctx, street, row["collector_name"])
    told = {name: row[name] for name in taken}
    return Suggestion(**told, collector=collector, salt=fresh_salt())


def _public(row: Row) -> dict[str, Any]:
    """The words that are public at once; with personal data in them, none until a clerk looked."""
    title, text = row["title"], row["content"]
    if not kinds_in(title, text):
        return {"title": title, "public_text": text}
    hidden = masked(title)
    written = title if hidden != title else ""
    return {"title": hidden[:LONGEST_MASKED], "held": True, "written_title": written}


def _exists(no: str) -> WrongState:
    return WrongState(
        "exists", f"第 {no} 号建议已在清单中，没有重复导入。", f"No. {no} is in the list already."
    )


def ledger_key(street: str, cycle: str, no: str) -> str:
    """The id of the suggestion under a ledger number: importing it again finds it there."""
    number = no.lstrip("0")
    return uuid5(NAMESPACE_OID, f"ledger/{street}/{cycle}/{number}").hex
