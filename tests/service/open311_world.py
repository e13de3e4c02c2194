"""Intake with the key of an Open311 client, and the standard's questions asked over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from contracts.charter import Role
from services.intake.open311.asking import PREFIX
from tests.service.intake_world import Town, a_town
from tests.world import DONGTANG

REPORT = {
    "service_code": "FACILITIES",
    "description": "楼道灯坏了半个月，电话 13912345678",
    "attribute[COMMUNITY]": "浦沅社区",
    "phone": "13912345678",
    "first_name": "三丰",
    "last_name": "张",
    "email": "san@example.org",
}


@dataclass
class Endpoint:
    """The endpoint as a client sees it, and the town behind it."""

    town: Town
    key: str

    async def get(self, name: str, street: str = DONGTANG, **query: Any) -> httpx.Response:
        """One question about a street."""
        params = {"jurisdiction_id": street, **query}
        return await self.town.world.http.get(f"{PREFIX}/{name}", params=params)

    async def read(self, name: str, **query: Any) -> Any:
        """Its JSON, where it must be answered."""
        answer = await self.get(name, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, name: str = "requests.json", **given: Any) -> httpx.Response:
        """A report by form, with these fields changed; ``None`` leaves one out."""
        data = {"jurisdiction_id": DONGTANG, "api_key": self.key, **REPORT, **given}
        sent = {field: value for field, value in data.items() if value is not None}
        return await self.town.world.http.post(f"{PREFIX}/{name}", data=sent)

    async def reported(self, **given: Any) -> str:
        """The id of a report that was taken."""
        answer = await self.post(**given)
        assert answer.status_code == 201, answer.text
        return str(answer.json()[0]["service_request_id"])

    async def accept(self, key: str, title: str = "修楼道灯", text: str = "楼道灯不亮。") -> None:
        """A clerk accepts it with moderated words."""
        body = {"title": title, "public_text": text}
        answer = await self.town.command(key, "accept", Role.STREET_OFFICE, body)
        assert answer.status_code == 200, answer.text


async def new_key(town: Town, street: str = DONGTANG, name: str = "市民热线") -> str:
    """A key that the street office makes."""
    made = await town.world.post(
        "intake", "clients", Role.STREET_OFFICE, {"name": name}, street=street
    )
    return str(made["api_key"])


@asynccontextmanager
async def an_endpoint(folder: Path, **given: Any) -> AsyncIterator[Endpoint]:
    """Intake with one client."""
    async with a_town(folder, **given) as town:
        yield Endpoint(town, await new_key(town))
