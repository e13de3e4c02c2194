"""The pages of the ballot as a browser without JavaScript gets them."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.auth import issue_demo_token, set_session
from contracts.charter import Role
from tests.service.ballot_world import CHIEF, SCRUTINEERS, TELLERS, Hall, a_hall
from tests.world import WUJIALING

HTML = {"Accept": "text/html"}


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8)
        yield hall


class Browser:
    """Somebody who is signed in by a cookie and fills in forms."""

    def __init__(self, hall: Hall, role: Role, sub: str = "") -> None:
        self.hall = hall
        answer = httpx.Response(200)
        who = sub or role.lower()
        token = issue_demo_token(hall.world.settings, who, "某人", [role], [hall.street])
        set_session(answer, hall.world.settings, token)  # type: ignore[arg-type]
        self.cookie = answer.headers["set-cookie"].split(";")[0]

    async def read(self, path: str) -> str:
        headers = HTML | {"Cookie": self.cookie}
        answer = await self.hall.world.http.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def send(self, page: str, path: str, **fields: Any) -> httpx.Response:
        token = re.search(r'name="form_token" value="(\w+)"', await self.read(page))
        assert token
        form = {"form_token": token[1], **fields}
        headers = HTML | {"Cookie": self.cookie}
        return await self.hall.world.http.post(path, data=form, headers=headers)


@pytest.fixture
def browser_of(hall: Hall) -> Any:
    def made(role: Role, sub: str = "") -> Browser:
        return Browser(hall, role, sub)

    return made
