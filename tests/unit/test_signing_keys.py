"""The provider's keys: a slow answer, a flood of invented names, and rotation."""

import asyncio
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from chassis.core.errors import NotSignedIn
from chassis.web.auth import TokenReader
from tests.unit.test_auth import RSA, Provider, claims, production, signed


class SlowProvider(Provider):
    """Answers a fetch only once ``open`` is set."""

    def __init__(self, *keys: Any) -> None:
        super().__init__(*keys)
        self.open = asyncio.Event()
        self.open.set()
        self.waiting = asyncio.Event()

    async def __call__(self, source: str) -> dict[str, Any]:
        self.waiting.set()
        await self.open.wait()
        return await super().__call__(source)


def other(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid})


INVENTED = other("invented")


def naming(kid: str) -> str:
    """A token that names a key which nobody has."""
    return jwt.encode({"alg": "RS256", "kid": kid}, claims(), INVENTED)


async def test_known_key_when_the_provider_is_slow_then_it_waits_for_nothing() -> None:
    clock = [time.time()]
    provider = SlowProvider(RSA)
    reader = TokenReader(production(), provider, now=lambda: clock[0])
    await reader.read(signed())
    provider.open.clear()
    provider.waiting.clear()
    clock[0] += 31
    unknown = asyncio.create_task(reader.read(signed(INVENTED)))
    await provider.waiting.wait()
    assert (await asyncio.wait_for(reader.read(signed()), 5)).sub == "u-1"
    assert not unknown.done()
    provider.open.set()
    with pytest.raises(NotSignedIn):
        await unknown


async def test_known_key_when_an_hour_old_then_it_waits_for_nothing_either() -> None:
    clock = [time.time()]
    provider = SlowProvider(RSA)
    reader = TokenReader(production(), provider, now=lambda: clock[0])
    await reader.read(signed())
    provider.open.clear()
    provider.waiting.clear()
    clock[0] += 3700
    token = signed(exp=int(clock[0]) + 60)
    assert (await asyncio.wait_for(reader.read(token), 5)).sub == "u-1"
    await provider.waiting.wait()
    provider.open.set()


async def test_unknown_key_when_named_again_then_its_name_is_remembered() -> None:
    clock = [time.time()]
    provider = Provider(RSA)
    reader = TokenReader(production(), provider, now=lambda: clock[0])
    await reader.read(signed())
    for seconds, asked in ((31, 2), (31, 2), (31, 3)):
        clock[0] += seconds
        with pytest.raises(NotSignedIn):
            await reader.read(signed(INVENTED))
        assert provider.asked == asked


async def test_unknown_keys_when_many_come_at_once_then_they_share_one_fetch() -> None:
    clock = [time.time()]
    provider = SlowProvider(RSA)
    reader = TokenReader(production(), provider, now=lambda: clock[0])
    await reader.read(signed())
    clock[0] += 31
    tokens = [naming(f"invented-{n}") for n in range(50)]
    await asyncio.gather(*(reader.read(token) for token in tokens), return_exceptions=True)
    assert provider.asked == 2


async def test_asker_when_it_goes_away_then_the_others_still_get_their_key() -> None:
    clock = [time.time()]
    provider = SlowProvider(RSA)
    reader = TokenReader(production(), provider, now=lambda: clock[0])
    await reader.read(signed())
    fresh = other("rsa-2")
    provider.keys.append(fresh)
    provider.open.clear()
    provider.waiting.clear()
    clock[0] += 31
    first, second = (asyncio.create_task(reader.read(signed(fresh))) for _ in range(2))
    await provider.waiting.wait()
    first.cancel()
    provider.open.set()
    assert (await second).sub == "u-1"
    assert provider.asked == 2


async def test_key_set_when_one_key_is_of_an_unknown_sort_then_the_others_count() -> None:
    class Odd(Provider):
        async def __call__(self, source: str) -> dict[str, Any]:
            found = await super().__call__(source)
            return {"keys": [{"kty": "NEW", "kid": "odd"}, *found["keys"]]}

    assert (await TokenReader(production(), Odd(RSA)).read(signed())).sub == "u-1"
