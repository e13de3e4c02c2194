"""The key of a client: it follows from the client's id and the installation's secret.

So a form that was sent twice shows it twice; what is kept is its digest, by which it still opens
when the secret has changed.
"""

import hashlib
import hmac

from chassis.core.errors import NotAllowed
from chassis.core.settings import Settings
from chassis.service import Context
from services.intake.client.domain import Client, ClientStatus
from services.intake.kinds import CLIENTS

MARK = "y311"
Known = tuple[str, Client]


def key_of(settings: Settings, client: str) -> str:
    """The whole key: a mark, the client's id and 256 bits."""
    made = hmac.new(settings.secret.encode(), f"open311 key:{client}".encode(), "sha256")
    return f"{MARK}-{client}-{made.hexdigest()}"


def digest_of(key: str) -> str:
    """What is kept of a key. It cannot be tried out, so it needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


async def client_of(ctx: Context, street: str, key: str) -> Known:
    """Id and state of the client of this street that a key belongs to. Raises ``NotAllowed``."""
    mark, _, rest = key.strip().partition("-")
    name = rest.partition("-")[0][:64]
    found = None
    if mark == MARK and name.isalnum():
        found = await ctx.store.get(CLIENTS.key(street, name))
    given = digest_of(key.strip())
    if found is None or not hmac.compare_digest(given, found.state.digest):
        raise wrong_key()
    if found.state.status is not ClientStatus.ACTIVE:
        raise wrong_key()
    return found.id, found.state


def wrong_key() -> NotAllowed:
    """No key, a wrong one, one of another street, or one that was revoked."""
    return NotAllowed(
        "wrong-api-key",
        "缺少 api_key，或 api_key 在这个街道无效。",
        "Missing or invalid api_key for this jurisdiction_id.",
    )
