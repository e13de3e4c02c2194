"""Sign-in where the provider does not answer, or where there is none; and a store that is away."""

from pathlib import Path

import pytest

from chassis.core.errors import Unavailable
from tests.drivers.visitor import visitor
from tests.servers import LOOPBACK, free_port
from tests.service.assembly_world import adopt, assembly_world
from tests.service.test_assembly_pages import DESK, sign_in

PRODUCTION = {
    "env": "production",
    "secret": "x" * 40,
    "base_url": "http://yishi.test",
    "oidc_jwks": "keys.json",
}


async def test_provider_when_away_then_one_sentence_and_a_button_to_try_again(
    tmp_path: Path,
) -> None:
    away = {"oidc_issuer": f"http://{LOOPBACK}:{free_port()}", "oidc_client_id": "pages"}
    async with assembly_world(tmp_path, **PRODUCTION, **away) as world:
        answer = await visitor(world).http.get(f"/sign-in/begin?back={DESK}")
        assert answer.status_code == 503
        assert "单位的身份认证服务暂时没有回应" in answer.text
        assert f'href="/sign-in/begin?back={DESK}"' in answer.text
        assert "Traceback" not in answer.text
        assert "Error" not in answer.text
        assert (await visitor(world).http.get("/")).status_code == 200


@pytest.mark.parametrize("path", ["/sign-in/begin", "/sign-in/callback?code=x&state=y"])
async def test_provider_when_there_is_none_then_no_button_and_a_clear_page(
    tmp_path: Path, path: str
) -> None:
    async with assembly_world(tmp_path, **PRODUCTION, oidc_issuer="https://id.example") as world:
        page = await visitor(world).http.get("/sign-in")
        assert "/sign-in/begin" not in page.text
        answer = await visitor(world).http.get(path)
        assert answer.status_code == 404
        assert "还没有接入单位的身份认证服务" in answer.text


async def test_sessions_when_their_store_is_away_then_visitors_and_files_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        browser = visitor(world)
        await sign_in(browser, "npc-committee")
        assert world.system.sessions is not None

        async def away(*given: object) -> None:
            raise Unavailable("store-unavailable", "数据库暂时不可用。", "The store is away.")

        monkeypatch.setattr(world.system.sessions.engine, "load", away)
        refused = await browser.http.get(DESK)
        assert refused.status_code == 503
        assert "Traceback" not in refused.text
        assert (await browser.http.get("/static/yishi.css")).status_code == 200
        assert (await browser.http.get("/healthz")).status_code == 200
        browser.http.cookies.clear()
        assert (await browser.http.get("/")).status_code == 200
