"""What streets are called, by their code."""

import asyncio
from collections.abc import Iterable

from chassis.service import Context
from services.supervision.kinds import OVERVIEW


async def street_names(ctx: Context, streets: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Code → name (zh, en); the code itself where no charter was heard of."""
    codes = sorted(set(streets))
    found = await asyncio.gather(*(ctx.known(OVERVIEW.key(code, code)) for code in codes))
    return {
        code: (one.state.zh or code, one.state.en or code) if one else (code, code)
        for code, one in zip(codes, found, strict=True)
    }
