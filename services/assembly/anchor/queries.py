"""What is read of published anchors."""

from chassis.audit.keys import Ring
from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.service import Context
from services.assembly.anchor.domain import PublishedAnchor
from services.assembly.kinds import ANCHORS


async def newest_anchor(ctx: Context, street: str) -> Found[PublishedAnchor] | None:
    """The anchor that was published last."""
    found = await ctx.store.find(ANCHORS, street, limit=1)
    return found.items[0] if found.items else None


def public_keys(ctx: Context) -> Ring:
    """The keys that prove anchors, oldest first. Raises ``NotFound`` where nothing is signed."""
    if ctx.signer is None or ctx.signer.key is None:
        raise NotFound("no-audit-key", "本系统没有审计签名密钥。", "Nothing is signed here.")
    return ctx.signer.key.ring
