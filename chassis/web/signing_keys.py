"""The identity provider's public keys (JWKS): fetched once for all, never in a known key's way.

A token that names a known key waits for nothing, however slow the provider is. A token that names
an unknown one waits for one fetch that all such tokens share; where the key is still not there,
its name is remembered as unknown for a minute, and another unknown name sets off a fetch only 30
seconds after the last one. So a flood of tokens with invented names costs two fetches a minute.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from chassis.core.catalogue import provider_away

KEYS_LIVE = 3600.0
KEYS_REFETCH = 30.0
UNKNOWN_LIVES = 60.0
UNKNOWN_KEPT = 1000
TIMEOUT = 5.0

Fetch = Callable[[str], Awaitable[dict[str, Any]]]
"""Reads a key set (JWKS) from an address or a file."""


class SigningKeys:
    """The keys at one address or in one file. Kept for an hour, then fetched again beside."""

    def __init__(
        self, source: str, fetch: Fetch | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self.source = source
        self.fetch = fetch or fetch_keys
        self.now = now
        self.known: dict[str, Key] = {}
        self.unknown: dict[str, float] = {}
        self.fetched = float("-inf")
        self.fetching: asyncio.Task[bool] | None = None

    async def find(self, kid: str) -> KeySet:
        """The keys to verify with a token that names ``kid``. Raises ``Unavailable`` without any.

        Where ``kid`` stays unknown these are all keys, and none of them will fit.
        """
        if kid not in self.known:
            await self._look_for(kid)
        elif self.now() - self.fetched > KEYS_LIVE:
            self._begin()
        if not self.known:
            raise provider_away()
        return KeySet([self.known[kid]] if kid in self.known else list(self.known.values()))

    async def _look_for(self, kid: str) -> None:
        if self.unknown.get(kid, 0.0) > self.now():
            return
        self._begin()
        # Shielded: one asker who goes away must not end what the others wait for.
        if self.fetching is not None and await asyncio.shield(self.fetching):
            self._remember(kid)

    def _remember(self, kid: str) -> None:
        if kid in self.known:
            return
        while len(self.unknown) >= UNKNOWN_KEPT:
            del self.unknown[next(iter(self.unknown))]
        self.unknown[kid] = self.now() + UNKNOWN_LIVES

    def _begin(self) -> None:
        if self.fetching is None and self.now() - self.fetched > KEYS_REFETCH:
            # Marked before the answer: a provider that is away is not asked by every request.
            self.fetched = self.now()
            self.fetching = asyncio.create_task(self._refetch())

    async def _refetch(self) -> bool:
        """Whether the provider answered; where it did not, the known keys go on counting."""
        try:
            self.known = _readable(await self.fetch(self.source))
        except (httpx.HTTPError, OSError, ValueError):
            return False
        finally:
            self.fetching = None
        return True


def _readable(found: dict[str, Any]) -> dict[str, Key]:
    """Keys by their name; one of a sort we cannot read does not take the others with it."""
    keys: dict[str, Key] = {}
    for one in found["keys"]:
        with contextlib.suppress(JoseError, ValueError, TypeError, KeyError):
            keys[str(one.get("kid", ""))] = KeySet.import_key_set({"keys": [one]}).keys[0]
    return keys


async def fetch_keys(source: str) -> dict[str, Any]:
    """Read a JWKS from an address (5 s) or from a file. Raises ``OSError`` and kin."""
    if source.startswith(("https://", "http://")):
        async with httpx.AsyncClient(timeout=TIMEOUT) as client:
            answer = await client.get(source)
        answer.raise_for_status()
        found = answer.json()
    else:
        found = json.loads(await asyncio.to_thread(Path(source).read_text, "utf-8"))
    if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise ValueError("not a key set")
    return found
