"""Entering a ledger that was checked: row by row, once each, on from where it stopped (W-11)."""

from asyncio import Lock, gather
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chassis.core.clock import day
from chassis.core.decision import Cause, Change, awaited
from chassis.core.errors import Refused, WrongState
from chassis.rooms.copies import charter_of
from chassis.rooms.numbers import number_for
from chassis.rooms.personal import kinds_in, masked
from chassis.service import Context
from contracts.charter import Charter
from contracts.envelope import Heard
from contracts.intake import SuggestionsOrdered
from services.intake.collection.counting import recount
from services.intake.collection.domain import check_open
from services.intake.hotline.domain import there_already
from services.intake.importing import domain
from services.intake.importing.checking import key_of
from services.intake.importing.domain import ImportStatus, LedgerImport, LedgerPage, LedgerRow, Note
from services.intake.importing.doubles import letters
from services.intake.importing.known import words_key
from services.intake.importing.queries import import_of, page_key, page_of
from services.intake.kinds import COLLECTIONS, IMPORTS, LEDGER_PAGES, SUGGESTIONS
from services.intake.member.queries import member_named
from services.intake.suggestion.carrying import carry_over
from services.intake.suggestion.deadlines import due_fields, ticket_due
from services.intake.suggestion.domain import suggestion
from services.intake.suggestion.domain.consents import Ground, consented
from services.intake.suggestion.domain.suggestion import NEXT, Acceptance, Suggestion
from services.intake.suggestion.handing_in import fresh_salt

AT_ONCE = 25
"""Rows that are entered at once: a database writes them together."""
LONGEST_MASKED = 120
"""Characters of a masked title: a mask may be longer than what it hides."""
PLAIN = ("title", "content", "community", "channel", "collected_on", "collector_name", "author",
         "contact", "grid")  # fmt: skip


async def enter_ledger(ctx: Context, heard: Heard[SuggestionsOrdered], cause: Cause) -> None:
    """Enter the pages that are left; whatever stops it, the next attempt goes on there."""
    key, street = heard.data.batch, heard.street
    # Keyed by the ledger and not by what wakes it: a second wake-up doubles nothing either.
    cause = replace(cause, id=f"ledger:{key}")
    ledger = (await import_of(ctx, street, key)).state
    charter = await charter_of(ctx, street)
    while ledger.status is ImportStatus.ENTERING:
        entering = _Entering(ctx, street, charter, ledger, cause)
        ledger = await entering.page(key)


class _Taken(Exception):
    """The row's number is another suggestion's by now."""


class _Entering:
    """One page of one ledger, and the street that it is entered into."""

    def __init__(
        self, ctx: Context, street: str, charter: Charter, ledger: LedgerImport, cause: Cause
    ) -> None:
        self.ctx, self.street, self.charter = ctx, street, charter
        self.ledger, self.cause = ledger, cause
        self.renumbering = Lock()
        self.members: dict[str, str] = {}
        self.due = due_fields(ctx, charter, cause)

    async def page(self, key: str) -> LedgerImport:
        """Enter its rows, note them, and count the page; the import as it stands then."""
        number = self.ledger.pages_done
        page = (await page_of(self.ctx, self.street, key, number)).state
        results: dict[int, LedgerRow] = {}
        try:
            wanted = [row for row in page.rows if self.ledger.takes(row)]
            for at in range(0, len(wanted), AT_ONCE):
                await self._some(wanted[at : at + AT_ONCE], results)
        finally:
            # Also when a row stops us: what was entered is not shown as waiting.
            page = await self._note(key, number, results)
        await self._settle(number)
        return await self._count(key, page)

    async def _note(self, key: str, number: int, results: dict[int, LedgerRow]) -> LedgerPage:
        # Named by the rows: a later attempt notes others.
        rows = f"{min(results, default=0)}-{max(results, default=0)}"
        cause = self.cause.part(f"page-{number}-{rows}")
        place = LEDGER_PAGES.key(self.street, page_key(key, number))
        noted = awaited(lambda found: domain.note_entered(found, results))
        return (await self.ctx.change(place, noted, cause)).state

    async def _count(self, key: str, page: LedgerPage) -> LedgerImport:
        cause = self.cause.part(f"count-{page.number}")
        counted = awaited(lambda found: domain.note_page(found, page))
        return (await self.ctx.change(IMPORTS.key(self.street, key), counted, cause)).state

    async def _settle(self, number: int) -> None:
        """A collection that closed, or opened, while the page was entered is counted again."""
        cause = self.cause.part(f"settle-{number}")
        if self.ledger.cycle == NEXT:
            await carry_over(self.ctx, self.street, cause)
        else:
            await recount(self.ctx, self.street, self.ledger.cycle, cause)

    async def _some(self, rows: Sequence[LedgerRow], results: dict[int, LedgerRow]) -> None:
        """Enter a few rows at once; what stops one is raised when the others are through."""
        numbers = [await self._number_of(row) for row in rows]  # in the order of the sheet
        tried = zip(rows, numbers, strict=True)
        done = await gather(*(self._tried(*one) for one in tried), return_exceptions=True)
        results |= {one.row: one for one in done if isinstance(one, LedgerRow)}
        for one in done:
            if isinstance(one, BaseException):
                raise one

    # ---- one row -----------------------------------------------------------------------------

    async def _number_of(self, row: LedgerRow) -> str:
        """The row's own number; the next of the street where it has none, or has to wait."""
        no = row.values.get("no", "")
        return no if no and self.ledger.cycle != NEXT else await self._next_number(row)

    async def _next_number(self, row: LedgerRow) -> str:
        letter = "P" if self.ledger.cycle == NEXT else "W"
        place = self.ctx, self.street, "suggestions", self.ledger.cycle
        key = words_key(self.street, row.values)
        return f"{letter}-{await number_for(*place, key, self.cause.part(str(row.row)))}"

    async def _tried(self, row: LedgerRow, number: str) -> LedgerRow:
        try:
            entry = await self._entered(row, number)
        except Refused as refused:
            note = Note(zh=refused.zh, en=refused.en)
            return row.model_copy(
                update={"state": domain.RowState.SKIPPED, "notes": (*row.notes, note)}
            )
        # What people wrote lives on only in the suggestion.
        update: dict[str, Any] = {"state": domain.RowState.ENTERED, "entry": entry}
        return row.model_copy(update=update | {"cells": (), "values": {}})

    async def _entered(self, row: LedgerRow, number: str) -> str:
        key = key_of(self.ledger.cycle, self.street, row.values)
        part = self.cause.part(str(row.row))
        try:
            await self._change(key, row.values, number, part)
        except _Taken:
            key = words_key(self.street, row.values)
            async with self.renumbering:
                number = await self._next_number(row)
            await self._change(key, row.values, number, part)
        return key

    async def _change(self, key: str, values: Mapping[str, str], no: str, part: Cause) -> None:
        running = await self.ctx.store.known(COLLECTIONS.key(self.street, self.ledger.cycle))
        new, acceptance = await self._new(values), self._acceptance(values, no, part)

        def decide(found: Suggestion | None) -> Change[Suggestion]:
            if found is not None and values.get("ticket"):
                raise there_already(found)
            if found is not None and letters(found.content) != letters(values["content"]):
                raise _Taken
            if found is not None:
                raise _exists(found.no)
            if self.ledger.cycle != NEXT:
                check_open(running.state if running else None)
            return suggestion.enter(new, key, part.at, acceptance)

        await self.ctx.change(SUGGESTIONS.key(self.street, key), decide, part)

    async def _new(self, values: Mapping[str, str]) -> Suggestion:
        told: dict[str, Any] = {name: values.get(name, "") for name in PLAIN}
        return Suggestion(
            **told,
            collector=await self._member(told["collector_name"]),
            entered_by=self.ledger.by,
            typist=values.get("typist", "") or self.ledger.typist,
            salt=fresh_salt(),
            **self._consent(values),
            hotline=bool(values.get("ticket")),
            ticket=values.get("ticket", ""),
            ticket_kind=self._ticket_kind(values),
        )

    def _consent(self, values: Mapping[str, str]) -> dict[str, Any]:
        """On what ground a name or a phone is kept; nothing where the row has neither."""
        if not (values.get("author") or values.get("contact")):
            return {}
        given, on = values.get("consent_how", ""), values["collected_on"]
        by = values.get("collector_name", "") or values.get("typist", "") or self.ledger.typist
        if given:
            return consented(Ground(given), self.charter.privacy.version, on, by)
        return consented(Ground.DUTY, self.charter.ledger.ground, on, by)

    def _ticket_kind(self, values: Mapping[str, str]) -> str:
        wanted = values.get("ticket_kind", "")
        return self.charter.hotline.kind(wanted).id if values.get("ticket") else ""

    def _due(self, values: Mapping[str, str]) -> dict[str, Any]:
        if not values.get("ticket"):
            return self.due
        kind, came_on = self._ticket_kind(values), values["collected_on"]
        return ticket_due(self.ctx, self.charter, kind, came_on)

    async def _member(self, name: str) -> str:
        """The collector's id; a page looks each name up once."""
        if name not in self.members:
            self.members[name] = await member_named(self.ctx, self.street, name)
        return self.members[name]

    def _acceptance(self, values: Mapping[str, str], no: str, part: Cause) -> Acceptance:
        return Acceptance(
            cycle=self.ledger.cycle,
            no=no,
            category=values.get("category", ""),
            topic=values.get("topic", ""),
            **_public(values["title"], values["content"]),
            accepted_on=day(part.at).isoformat(),
            **self._due(values),
        )


def _public(title: str, text: str) -> dict[str, Any]:
    """The words that are public at once; with personal data in them, none until a clerk looked."""
    if not kinds_in(title, text):
        return {"title": title, "public_text": text}
    hidden = masked(title)
    written = title if hidden != title else ""
    return {"title": hidden[:LONGEST_MASKED], "held": True, "written_title": written}


def _exists(no: str) -> WrongState:
    return WrongState(
        "exists", f"第 {no} 号建议已在清单中，没有重复导入。", f"No. {no} is in the list already."
    )
