"""Which addresses a message may go to: looked at when the connection is made.

A name that resolved to a public address when it was entered may resolve to a private one now, so
what is checked is the very address that is then connected to.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable

import httpcore

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that is given out of IPv6; the rest maps, translates or is local to a site or link."""
_PROTOCOLS = ipaddress.IPv4Network("192.0.0.0/24")
"""Kept for protocols (RFC 6890); Python calls some of it global."""


class PrivateAddress(Exception):
    """The name leads into a private network."""


def is_public(text: str) -> bool:
    """Whether this is an address of the public internet, also as seen through a tunnel."""
    return all(map(_is_public, _meant(text)))


def _is_public(address: Address) -> bool:
    given_out = address in _UNICAST if address.version == 6 else address not in _PROTOCOLS
    return given_out and address.is_global and not address.is_multicast


def _meant(text: str) -> list[Address]:
    """The address, and the IPv4 addresses that are written inside an IPv6 one."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    inside = [address.sixtofour, *(address.teredo or ())]
    return [address, *(one for one in inside if one is not None)]


class Guarded(httpcore.AsyncNetworkBackend):
    """Connects by TCP to public addresses only; with ``private`` to any."""

    def __init__(self, private: bool) -> None:
        self._private = private
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve once, check every address, connect to the first that answers."""
        problem: Exception = httpcore.ConnectError("no address")
        for address in await self._checked(host, port):
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError as error:
                problem = error
        raise problem

    async def _checked(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not self._private and not all(map(is_public, addresses)):
            raise PrivateAddress
        return addresses

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)
