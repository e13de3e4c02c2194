"""What a service said and changed in a street, read from its audit chain."""

from typing import Annotated, Any

from fastapi import APIRouter

from chassis.audit.chain import AuditChain
from chassis.web.ask import Ask, asked
from contracts.charter import Role


def audit_router(service: str) -> APIRouter:
    """Routes under ``/<service>/api/streets/{street}`` for those who look after the trail."""
    router = APIRouter(prefix=f"/{service}/api/streets/{{street}}", tags=[service])

    @router.get("/said")
    async def get_said(
        ask: Annotated[Ask, asked(service, Role.AUDITOR, Role.OPS, Role.CITY, Role.NPC_COMMITTEE)],
    ) -> dict[str, Any]:
        """How often each event was said in this street; exact, kept with the audit chain."""
        head = await AuditChain(ask.ctx.store.engine).head(ask.street)
        return {"rows": head.seq, "said": dict(head.said)}

    return router
