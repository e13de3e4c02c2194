"""What the API answers of booklets."""

from datetime import datetime

from pydantic import BaseModel

from services.ballot.booklet.domain import Booklet, BookletKind


class BookletView(BaseModel):
    """One version of the booklet, or one supplement; ``file`` is what its download is called."""

    kind: BookletKind
    no: int
    first_page: int
    pages: int
    sha256: str
    sm3: str
    file: str
    at: datetime


def booklet_view(one: Booklet) -> BookletView:
    """A booklet as everybody may see it."""
    told = one.model_dump(include={"kind", "no", "first_page", "pages", "sha256", "sm3", "at"})
    return BookletView(**told, file=one.file.id)
