"""What somebody wants of one document: the same for every step, whoever asks it and how."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from chassis.core.decision import Cause, Change, S, existing
from chassis.core.documents import Changed, Kind
from chassis.service import Context


@dataclass(frozen=True)
class Wish:
    """A wish about the document ``key`` of a street; ``version`` where it must still be that."""

    ctx: Context
    street: str
    key: str
    cause: Cause
    version: int | None = None

    @property
    def today(self) -> date:
        """The date in Asia/Shanghai."""
        return date.fromisoformat(self.ctx.today())

    async def change(self, kind: Kind[S], decide: Callable[[S], Change[S]]) -> Changed[S]:
        """Change the document. Raises ``NotFound``, ``Stale`` and what ``decide`` raises."""
        place = kind.key(self.street, self.key)
        return await self.ctx.change(place, existing(decide), self.cause, self.version)
