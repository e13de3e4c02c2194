"""How a request's body comes in: no larger and no slower than the settings allow."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from chassis.core.errors import TooSlow
from chassis.web.problems import too_large


class Incoming:
    """``receive`` that takes at most ``limit`` bytes, announced or streamed, and ``seconds``.

    The time is that of the body; waiting for the client to leave afterwards has no end.
    """

    def __init__(self, scope: Scope, receive: Receive, limit: int, seconds: float) -> None:
        self.receive = receive
        self.limit = limit
        self.until: float | None = asyncio.get_running_loop().time() + seconds
        announced = Headers(scope=scope).get("content-length", "0")
        self.size = 0 if int(announced if announced.isdecimal() else 0) <= limit else limit + 1

    async def __call__(self) -> Message:
        """The next part. Raises ``TooLarge`` and ``TooSlow``."""
        if self.size <= self.limit:
            message = await self._next()
            self.size += len(message.get("body", b""))
        if self.size > self.limit:
            raise too_large()
        return message

    async def _next(self) -> Message:
        try:
            async with asyncio.timeout_at(self.until):
                message = await self.receive()
        except TimeoutError:
            raise too_slow() from None
        if not message.get("more_body", False):
            self.until = None
        return message


def too_slow() -> TooSlow:
    """The answer to a body that does not come in within ``YISHI_BODY_SECONDS``."""
    return TooSlow(
        "body-too-slow",
        "内容没有在限定时间内传完，请在网络较好时重试，或减少照片。",
        "What was sent did not arrive in time; try again with a better network or fewer photos.",
    )
