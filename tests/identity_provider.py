"""A real OpenID Connect provider (npm `oidc-provider`) as a process of the tests, on loopback.

Its own development forms stand in for a login page: any name of `PEOPLE`, any password.
"""

import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import httpx

from tests import servers
from tests.world import DONGTANG, WUJIALING

SITE = "http://yishi.test"
CLIENT, CLIENT_SECRET = "yishi-pages", "a secret/of the+client%"
PEOPLE: dict[str, dict[str, Any]] = {
    "limin": {
        "name": "李敏",
        "roles": ["NPC_COMMITTEE", "offline_access", "no-such-role"],
        "streets": [DONGTANG],
        "duty": {"community": "东塘社区", "department": "民政办"},
    },
    "city": {"name": "市级观察员", "roles": ["CITY"], "streets": ["*"]},
    "songyu": {"name": "宋宇", "roles": ["PARTY_COMMITTEE"], "streets": [WUJIALING]},
    "newcomer": {"name": "新来的", "roles": ["uma_authorization"], "streets": [DONGTANG]},
    "nowhere": {"name": "没有街道", "roles": ["CHAIR"], "streets": []},
    "starry": {"name": "满天星", "roles": ["CHAIR"], "streets": ["*"]},
}


class IdentityProvider:
    """The process; `site` is another address, with a port, that it may send people back to."""

    def __init__(self, site: str = SITE) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="yishi-provider-"))
        self.port = servers.free_port()
        self.site = site
        self.sites = {SITE, site}
        self._process: Any = None

    @property
    def issuer(self) -> str:
        return f"http://{servers.LOOPBACK}:{self.port}"

    def start(self, *, seconds: float = 60) -> None:
        """Starts the provider and waits until it tells its endpoints (about a second)."""
        node = servers.node_program()
        if node is None:
            raise servers.NotStarted("node is not installed")
        told = {"port": self.port, "client": self._client(), "people": PEOPLE}
        self._process = servers.spawn(
            [node, servers.PROVIDER / "provider.mjs", json.dumps(told)],
            self.folder / "provider.log",
            {"PATH": os.defpath, "HOME": str(self.folder)},
        )
        log = self.folder / "provider.log"
        servers.await_ready(self._process, self._answers, log, seconds=seconds)

    def close(self) -> None:
        """Ends the provider and removes what it wrote."""
        if self._process is not None:
            servers.end(self._process, patience=5)
        shutil.rmtree(self.folder, ignore_errors=True)

    def settings(self, **given: Any) -> dict[str, Any]:
        """What Yishi has to know, in production."""
        return {
            "env": "production",
            "secret": "x" * 40,
            "base_url": SITE,
            "oidc_issuer": self.issuer,
            "oidc_jwks": f"{self.issuer}/jwks",
            "oidc_client_id": CLIENT,
            "oidc_client_secret": CLIENT_SECRET,
            "oidc_claim_community": "duty.community",
            "oidc_claim_department": "duty.department",
        } | given

    def _client(self) -> dict[str, Any]:
        return {
            "client_id": CLIENT,
            "client_secret": CLIENT_SECRET,
            "redirect_uris": [f"{site}/sign-in/callback" for site in sorted(self.sites)],
            "post_logout_redirect_uris": [f"{site}/" for site in sorted(self.sites)],
        }

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.issuer}/.well-known/openid-configuration").is_success
        except httpx.TransportError:
            return False


async def fill_in(browser: httpx.AsyncClient, shown: httpx.Response, **fields: str) -> Any:
    """Sends the one form of a page, as its button does, and answers without following."""
    action = re.search(r'<form[^>]*action="([^"]+)"', shown.text)
    assert action, shown.text[:2000]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    return await browser.post(str(shown.url.join(action[1])), data=hidden | fields)


async def follow(browser: httpx.AsyncClient, answer: httpx.Response, until: str) -> httpx.Response:
    """Goes where redirects lead, at most ten times, but not to an address that begins so."""
    for _ in range(10):
        target = str(answer.url.join(answer.headers.get("location", "")))
        if not answer.is_redirect or target.startswith(until):
            return answer
        answer = await browser.get(target)
    raise AssertionError("redirects without an end")
