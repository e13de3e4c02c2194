"""Clients that nobody here has taught anything: two written from the standard's text, in two
languages, and every line of the integrator's guide."""

import asyncio
import json
import re
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from services.intake.open311.asking import PREFIX
from tests.servers.needs import node_program, unavailable
from tests.service.open311_world import Endpoint, an_endpoint
from tests.world import DONGTANG

HERE = Path(__file__).parent
GUIDE = HERE.parent.parent / "docs" / "open311.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[tuple[Endpoint, str]]:
    """An endpoint on a port of its own, and its address."""
    async with an_endpoint(tmp_path) as endpoint:
        listening = socket.create_server(("127.0.0.1", 0))
        app = endpoint.town.world.system.app
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield endpoint, f"http://127.0.0.1:{listening.getsockname()[1]}{PREFIX}"
        finally:
            server.should_exit = True
            await serving


async def run(*command: str, **environ: str) -> str:
    """What a program prints; it must succeed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", **environ} if environ else None,
    )
    told, complaint = await process.communicate()
    assert process.returncode == 0, complaint.decode() + told.decode()
    return told.decode()


def program(language: str) -> list[str]:
    """How a client of this language begins."""
    if language == "python":
        return [sys.executable, str(HERE / "open311_client.py")]
    node = node_program()
    return [str(node), str(HERE / "open311_client.mjs")] if node else unavailable("no node")


@pytest.mark.parametrize("language", ["python", "node"])
async def test_client_when_written_from_the_standard_lists_reports_and_reads_back(
    served: tuple[Endpoint, str], language: str
) -> None:
    endpoint, address = served
    for spoken in ("json", "xml"):
        told = json.loads(await run(*program(language), address, DONGTANG, spoken, endpoint.key))
        assert told["one"]["service_request_id"] == told["id"]
        assert told["one"]["status"] == "open"
        assert told["one"]["description"] is None
        assert told["id"] in told["listed"]
        assert str(told["refused"]["code"]) == "403"
        staff = await endpoint.town.one(told["id"])
        assert "A lamp & a <b>bench</b>" in staff["staff"]["content"]


async def test_guide_when_copied_line_by_line_works(served: tuple[Endpoint, str]) -> None:
    endpoint, address = served
    if shutil.which("curl") is None:
        unavailable("no curl")
    guide = await asyncio.to_thread(GUIDE.read_text, encoding="utf-8")
    blocks = BLOCK.findall(guide)
    script = "\n".join(blocks)
    assert len(blocks) == 6
    told = await run(
        "bash", "-euo", "pipefail", "-c", script,
        ENDPOINT=address, STREET=DONGTANG, KEY=endpoint.key,
    )  # fmt: skip
    for word in ("<service_request_id>", "<service_definition>", '"update_id"', "<errors>"):
        assert word in told, told


async def test_ticket_when_sent_again_then_it_is_the_same_request(tmp_path: Path) -> None:
    async with an_endpoint(tmp_path) as endpoint:
        ticket = {"attribute[TICKET]": "kf－2025 0001", "attribute[TICKET_KIND]": "HARD"}
        first = await endpoint.reported(**ticket)
        other = {"description": "说法不同，还是这张工单", "attribute[TICKET]": "KF-20250001"}
        endpoint.town.world.clock.forward(days=2)
        assert await endpoint.reported(**other) == first
        found = await endpoint.town.one(first)
        assert found["staff"]["ticket"] == "KF-20250001"
        assert found["due_on"] == "2025-05-26"
        wrong = await endpoint.post(**{"attribute[TICKET]": "工单"})
        assert (wrong.status_code, wrong.json()[0]["code"]) == (400, 400)
        assert len(await endpoint.town.listed_by_staff()) == 1
