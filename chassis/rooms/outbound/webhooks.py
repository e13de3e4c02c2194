"""One webhook request by Standard Webhooks: a signed POST whose answer is only its status."""

import asyncio
import base64
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpcore
from standardwebhooks import Webhook

from chassis.core.clock import utc_now
from chassis.core.errors import Invalid
from chassis.core.settings import Settings
from chassis.rooms.outbound.addresses import Guarded, PrivateAddress
from contracts.envelope import CONTENT_TYPE

LONGEST_URL = 500
LONGEST_HOST = 253
_VISIBLE = re.compile(rf"[!-~]{{1,{LONGEST_URL}}}")
"""ASCII without blanks and controls, which ``urlsplit`` would take out without a word."""
_HOST = re.compile(r"[0-9a-z-]{1,63}(\.[0-9a-z-]{1,63})*\.?")
_IPV6 = re.compile(r"[0-9a-f:.]+")


@dataclass(frozen=True)
class Answer:
    """How a request ended. ``reason`` is a code: ``ok``, ``http-<status>``, ``timeout``, …"""

    good: bool
    reason: str


def fresh_secret() -> str:
    """A signing secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def check_url(url: str, private: bool) -> str:
    """The URL of a receiver. Raises ``Invalid``: HTTPS, or HTTP where private networks may be."""
    if not _VISIBLE.fullmatch(url) or not _is_receiver(url, private):
        raise Invalid(
            "bad-webhook-url",
            "接收地址应为 https:// 开头的网址，不含用户名和密码。",
            "A receiver is an https:// URL without user and password.",
        )
    return url


def _is_receiver(url: str, private: bool) -> bool:
    schemes = ("https", "http") if private else ("https",)
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return False
    plain = parts.scheme in schemes and "@" not in parts.netloc and not parts.fragment
    return plain and port != 0 and _is_host(host, bracketed="[" in parts.netloc)


def _is_host(host: str, bracketed: bool) -> bool:
    """Whether it can be looked up: an IPv6 address in brackets, else labels (RFC 1035)."""
    pattern = _IPV6 if bracketed else _HOST
    return len(host) <= LONGEST_HOST and pattern.fullmatch(host) is not None


class Webhooks:
    """Sends to any number of receivers; every request is bounded by ``webhook_timeout``."""

    def __init__(self, settings: Settings, stamp: Callable[[], datetime] = utc_now) -> None:
        self._private = settings.webhook_private
        self._timeout = settings.webhook_timeout
        self._stamp = stamp

    async def send(self, url: str, secret: str, message_id: str, body: str) -> Answer:
        """POST it once. Redirects are not followed, the answer's body is not read."""
        try:
            check_url(url, self._private)
            async with asyncio.timeout(self._timeout):
                status = await self._post(url, self._headers(secret, message_id, body), body)
        except TimeoutError:
            return Answer(False, "timeout")
        except (PrivateAddress, Invalid):
            return Answer(False, "private-address")
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError):
            return Answer(False, "unreachable")
        except ValueError:  # Also UnicodeError: a secret or name that cannot be written.
            return Answer(False, "bad-request")
        good = 200 <= status < 300
        return Answer(good, "ok" if good else f"http-{status}")

    def _headers(self, secret: str, message_id: str, body: str) -> dict[str, str]:
        at = self._stamp()
        return {
            "content-type": CONTENT_TYPE,
            "user-agent": "yishi-webhook/1",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(message_id, at, body),
        }

    async def _post(self, url: str, headers: dict[str, str], body: str) -> int:
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        async with (
            httpcore.AsyncConnectionPool(network_backend=Guarded(self._private)) as pool,
            pool.stream(
                "POST",
                url,
                headers=list(headers.items()),
                content=body.encode(),
                extensions={"timeout": limits},
            ) as response,
        ):
            return response.status
