"""What people do with one suggestion: hand in, accept, return, reply, confirm, correct."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from chassis.core.clock import ZONE
from chassis.core.decision import Cause, Change, created, existing
from chassis.core.documents import Changed, Found
from chassis.core.errors import NotAllowed
from chassis.rooms.copies import charter_of
from chassis.rooms.files.reference import FileRef
from chassis.service import Context
from contracts.charter import Charter, Named
from services.intake.actions.collecting import recount
from services.intake.actions.deadlines import due_fields
from services.intake.domain import answers, suggestion
from services.intake.domain.collection import check_open
from services.intake.domain.disclosure import Disclosure
from services.intake.domain.status import ReturnReason
from services.intake.domain.suggestion import Acceptance, Suggestion
from services.intake.kinds import DISCLOSURES, MEMBERS, SUGGESTIONS
from services.intake.queries import running_collection, suggestion_of
from services.intake.receipts import digest_of, receipt_of
from services.intake.words import pick

CONSENT = "2025-01"
"""Version of the notice a resident agrees to (C-06); its text is on the form."""

Decide = Callable[[Suggestion], Change[Suggestion]]


async def submit(
    ctx: Context,
    street: str,
    given: Mapping[str, str],
    cause: Cause,
    photos: Sequence[FileRef] = (),
) -> tuple[Changed[Suggestion], str]:
    """A resident hands in a suggestion, or staff for one (W-11); with it the receipt."""
    charter = await charter_of(ctx, street)
    key = new_key(cause)
    receipt = receipt_of(ctx.settings, key)
    new = Suggestion(
        title=given["title"],
        content=given["content"],
        community=pick(charter.communities, given["community"], "community"),
        category=pick(charter.suggestion_categories, given["category"], "category"),
        channel=pick(charter.channels, given["channel"], "channel") or charter.channels[0].id,
        contact=given["contact"],
        salt=fresh_salt(),
        collected_on=day(cause.at),
        entered_by=cause.actor,
        consent=CONSENT,
        receipt=digest_of(receipt),
        photos=tuple(photos),
    )
    began = suggestion.submit(new, key, cause.at)
    decide = created(began.state, *began.events)
    changed = await ctx.change(SUGGESTIONS.key(street, key), decide, cause, fresh=True)
    return changed, receipt


def new_key(cause: Cause) -> str:
    """The id of the suggestion that a request hands in."""
    return cause.derive("suggestion")


async def accept(
    ctx: Context,
    street: str,
    key: str,
    given: Mapping[str, str],
    cause: Cause,
    if_version: int | None,
) -> Changed[Suggestion]:
    """A resident's suggestion counts in the cycle whose collection is open."""
    charter = await charter_of(ctx, street)
    category = pick(charter.suggestion_categories, given["category"], "category")
    topic = pick(charter.topics, given["topic"], "topic")
    running = await running_collection(ctx, street)

    def decide(found: Suggestion) -> Change[Suggestion]:
        acceptance = Acceptance(
            cycle=check_open(running).cycle,
            no=web_number(key),
            title=given["title"],
            category=category or found.category,
            topic=topic,
            public_text=given["public_text"],
            accepted_on=day(cause.at),
            **due_fields(ctx, charter, cause),
        )
        return suggestion.accept(found, key, cause.at, acceptance)

    changed = await _change(ctx, street, key, decide, cause, if_version)
    await recount(ctx, street, changed.state.cycle, cause)
    return changed


def fresh_salt() -> str:
    """What keeps the digests of private words from being tried out."""
    return secrets.token_hex(16)


def web_number(key: str) -> str:
    """The number of a suggestion that came without the clerk's ledger."""
    return f"W-{key[:6].upper()}"


def day(at: datetime, later: int = 0) -> str:
    """The date of a moment in Asia/Shanghai, or of so many days later, as ISO text."""
    return (at.astimezone(ZONE).date() + timedelta(days=later)).isoformat()


async def give_back(
    ctx: Context,
    street: str,
    key: str,
    code: ReturnReason,
    reason: str,
    cause: Cause,
    if_version: int | None,
) -> Changed[Suggestion]:
    """Give it back to its author with a reason."""

    def decide(found: Suggestion) -> Change[Suggestion]:
        return suggestion.give_back(found, key, cause.at, code.value, reason)

    return await _change(ctx, street, key, decide, cause, if_version)


async def handle(
    ctx: Context, street: str, key: str, cause: Cause, if_version: int | None
) -> Changed[Suggestion]:
    """The department takes it in hand."""

    def decide(found: Suggestion) -> Change[Suggestion]:
        return answers.handle(found, cause.at)

    return await _change(ctx, street, key, decide, cause, if_version)


async def reply(
    ctx: Context, street: str, key: str, text: str, cause: Cause, if_version: int | None
) -> Changed[Suggestion]:
    """The department replies; the reply is public."""

    def decide(found: Suggestion) -> Change[Suggestion]:
        return answers.reply(found, key, cause.at, text)

    return await _change(ctx, street, key, decide, cause, if_version)


async def confirm(
    ctx: Context, street: str, key: str, receipt: str | None, cause: Cause
) -> Changed[Suggestion]:
    """The author is content. ``receipt``: the author's code, nothing where staff act for them."""

    def decide(found: Suggestion) -> Change[Suggestion]:
        check_receipt(found, receipt)
        return answers.confirm(found, cause.at)

    return await _change(ctx, street, key, decide, cause, None)


async def reopen(
    ctx: Context, street: str, key: str, receipt: str | None, reason: str, cause: Cause
) -> Changed[Suggestion]:
    """The answer does not hold: open again."""

    def decide(found: Suggestion) -> Change[Suggestion]:
        check_receipt(found, receipt)
        return answers.reopen(found, key, cause.at, reason)

    return await _change(ctx, street, key, decide, cause, None)


async def forget(
    ctx: Context, street: str, key: str, receipt: str | None, cause: Cause
) -> Changed[Suggestion]:
    """The author's name and contact are deleted (C-07); the suggestion stays."""
    salt = fresh_salt()

    def decide(found: Suggestion) -> Change[Suggestion]:
        check_receipt(found, receipt)
        return suggestion.forget(found, salt)

    return await _change(ctx, street, key, decide, cause, None)


def check_receipt(found: Suggestion, receipt: str | None) -> None:
    """Raise ``NotAllowed`` where this is not its author's code; nothing where staff act."""
    if receipt is not None and found.receipt != digest_of(receipt):
        raise NotAllowed(
            "wrong-receipt",
            "回执码与这条建议不符。",
            "This receipt does not belong to this suggestion.",
        )


async def correct(
    ctx: Context,
    street: str,
    key: str,
    values: Mapping[str, str],
    reason: str,
    cause: Cause,
    if_version: int | None,
) -> Changed[Suggestion]:
    """A clerk puts entries right; labels of the charter become its ids."""
    charter = await charter_of(ctx, street)
    meant = _meant(charter, values)
    collector = await member_named(ctx, street, meant.get("collector_name", ""))

    def decide(found: Suggestion) -> Change[Suggestion]:
        return suggestion.correct(found, key, meant, collector, cause.actor, cause.at, reason)

    changed = await _change(ctx, street, key, decide, cause, if_version)
    if changed.state.cycle:
        await recount(ctx, street, changed.state.cycle, cause)
    return changed


def _meant(charter: Charter, values: Mapping[str, str]) -> dict[str, str]:
    options: dict[str, tuple[Named, ...]] = {
        "community": charter.communities,
        "category": charter.suggestion_categories,
        "topic": charter.topics,
        "channel": charter.channels,
    }
    return {
        name: pick(options[name], value, name) if name in options else value
        for name, value in values.items()
    }


async def member_named(ctx: Context, street: str, name: str) -> str:
    """The id of the one member of this name; empty where there is none or there are several."""
    found = (await ctx.store.find(MEMBERS, street, {"name": name}, limit=2)).items if name else []
    return found[0].id if len(found) == 1 else ""


async def reveal_author(
    ctx: Context, street: str, key: str, reason: str, cause: Cause
) -> Found[Suggestion]:
    """Unmask an author for one reason; the look is a document with its own audit row (C-05)."""
    found = await suggestion_of(ctx, street, key)
    seen = Disclosure(suggestion=key, by=cause.actor, at=cause.at, reason=reason)
    disclosure = DISCLOSURES.key(street, cause.derive("disclosure"))
    await ctx.change(disclosure, created(seen), cause)
    return found


async def _change(
    ctx: Context,
    street: str,
    key: str,
    decide: Decide,
    cause: Cause,
    if_version: int | None,
) -> Changed[Suggestion]:
    return await ctx.change(SUGGESTIONS.key(street, key), existing(decide), cause, if_version)
