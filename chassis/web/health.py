"""Is it alive, is it ready, how is it doing: for the platform, not for people."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

Check = Callable[[], Awaitable[None]]
"""Returns where all is well, raises where not."""

CHECK_SECONDS = 5.0
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"

health = APIRouter(include_in_schema=False)


@health.get("/healthz")
async def get_health() -> dict[str, str]:
    """The process answers; nothing else is asked, so a slow database restarts nobody."""
    return {"status": "ok"}


@health.get("/readyz")
async def get_readiness(request: Request) -> Response:
    """All checks of the wiring: 200, or 503 naming those that fail."""
    checks: Mapping[str, Check] = request.app.state.health
    told = await asyncio.gather(*(_fails(name, check) for name, check in checks.items()))
    failing = [name for name in told if name]
    body = {"status": "not ready" if failing else "ready", "failing": failing}
    return JSONResponse(body, status_code=503 if failing else 200)


@health.get("/metrics")
async def get_metrics(request: Request) -> Response:
    """Prometheus text of this process."""
    return Response(request.app.state.metrics.exposition(), media_type=PROMETHEUS)


async def _fails(name: str, check: Check) -> str:
    try:
        await asyncio.wait_for(check(), CHECK_SECONDS)
    except Exception as error:
        structlog.get_logger("yishi.health").warning("not ready", check=name, error=repr(error))
        return name
    return ""
