"""``yishi rebuild overview``: the city's figures made again from the events they were made of."""

import contextlib
from collections.abc import AsyncIterator

from chassis.bus.rabbit_log import replayed
from chassis.core.clock import utc_now
from chassis.core.errors import Invalid
from chassis.core.settings import Settings
from chassis.service import Context
from chassis.store.store import Store
from contracts.envelope import Envelope
from launch.engines import engine_of
from launch.operating import operator_cause
from services.supervision.kinds import ANSWERS, OVERVIEW
from services.supervision.overview.journal import JOURNAL, take_in
from services.supervision.overview.rebuilding import Digest, Rebuilt, rebuild


async def rebuild_overview(settings: Settings, *, check: bool, from_log: bool) -> int:
    """Street by street; 0 where all is now as the events say, 1 where something is not."""
    if from_log and settings.bus_url == "local:":
        raise Invalid(
            "no-log",
            "内嵌总线没有事件日志，只能从监督服务自己的流水重建。",
            "The embedded bus keeps no log; rebuild from the journal, without --from-log.",
        )
    async with _supervision(settings) as ctx:
        if from_log:
            print(f"从事件日志补入 {await _filled(ctx, settings)} 条 · taken from yishi.log")
        found = [one async for one in _streets(ctx, check=check)]
    stood, made = Digest(), Digest()
    for one in found:
        stood.add(one.stood)
        made.add(one.made)
    same = stood.hex == made.hex
    print(f"原有 stood   {stood.hex}")
    print(f"重建 rebuilt {made.hex}  {'相同 the same' if same else '不同 different'}")
    done = all(one.whole for one in found) and (same or not check)
    return 0 if done else 1


async def _streets(ctx: Context, *, check: bool) -> AsyncIterator[Rebuilt]:
    cause = operator_cause("rebuild_overview")
    streets = await ctx.store.engine.streets(OVERVIEW)
    for place, street in enumerate(streets, 1):
        one = await rebuild(ctx, street, cause.part(street), check=check)
        print(f"[{place:>3}/{len(streets)}] {street}: {_told(one, check=check)}", flush=True)
        yield one


def _told(one: Rebuilt, *, check: bool) -> str:
    if not one.whole:
        return "流水不完整，保持原样 · the journal does not go back far enough, left as it was"
    if not one.differing:
        return f"{one.documents} 份一致 · all the same"
    names = ", ".join(one.differing[:5])
    verb = "不一致 differ" if check else "已重建 made again"
    return f"{one.documents} 份中 {len(one.differing)} 份{verb}: {names}"


async def _filled(ctx: Context, settings: Settings) -> int:
    """What the broker's log still has, put into the journal; what is there already stays."""
    number = 0
    async for body in replayed(settings.bus_url):
        number += await take_in(ctx.store.engine, Envelope.model_validate_json(body))
    return number


@contextlib.asynccontextmanager
async def _supervision(settings: Settings) -> AsyncIterator[Context]:
    """Supervision's store; audit rows wait in the outbox for the relay of the running service."""
    engine = engine_of(settings, "supervision")
    try:
        await engine.prepare([OVERVIEW, ANSWERS], [JOURNAL])
        store = Store("supervision", engine, frozenset(), lambda: utc_now().timestamp())
        yield Context("supervision", store, settings, utc_now)
    finally:
        await engine.close()
