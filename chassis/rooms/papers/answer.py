"""A paper as the answer of a route: rendered in a thread, a few at a time."""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Literal
from urllib.parse import quote

from fastapi import Request, Response

from chassis.core.errors import Busy
from chassis.core.settings import Settings
from chassis.rooms.papers.model import Paper
from chassis.rooms.papers.pdf import to_pdf

Form = Literal["pdf", "docx"]
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
AT_ONCE = 2
MOST_WAITING = 40


async def paper_response(settings: Settings, paper: Paper, form: Form, made: datetime) -> Response:
    """The paper as a download under its title. Raises ``Busy`` while too many wait."""
    data = await render(settings, paper, form, made)
    name = re.sub(r'[\x00-\x1f\x7f"/\\:*?<>|]', "", paper.title)[:80] or "paper"
    disposition = f"attachment; filename=\"paper.{form}\"; filename*=UTF-8''{quote(name)}.{form}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(data, media_type=MEDIA[form], headers=headers)


def form_of(request: Request) -> Form:
    """Which of the two a request asks for, by the end of its path: ``….docx``, else PDF."""
    return "docx" if request.url.path.endswith(".docx") else "pdf"


async def render(settings: Settings, paper: Paper, form: Form, made: datetime) -> bytes:
    """The bytes of a paper, made in a thread beside the event loop. Raises ``Busy``."""
    mark = settings.mark

    def work() -> bytes:
        if form == "pdf":
            return to_pdf(paper, made, fonts=settings.fonts, mark=mark)
        from chassis.rooms.papers.word import to_docx  # its libraries are many: only where used

        return to_docx(paper, mark=mark)

    with _place():
        return await asyncio.get_running_loop().run_in_executor(_threads(), work)


@contextmanager
def _place() -> Iterator[None]:
    places = _places()
    if not places.acquire(blocking=False):
        raise Busy(
            "papers-busy",
            "正在生成的公文较多，请稍后再试。",
            "Too many papers are being made; try again in a moment.",
        )
    try:
        yield
    finally:
        places.release()


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, "papers")


@lru_cache(maxsize=1)
def _places() -> BoundedSemaphore:
    return BoundedSemaphore(AT_ONCE + MOST_WAITING)
