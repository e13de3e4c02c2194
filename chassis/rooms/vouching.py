"""What somebody outside vouches for: a signature by a command, a time stamp by an authority.

The command (an SM2 key in a token, for example) is given the bytes on its standard input and writes
the signature to its standard output. The time stamp follows RFC 3161: what is sent is a digest, so
nothing of the content leaves the house.
"""

import asyncio
import hashlib
import secrets
import shlex

import httpx

from chassis.core.errors import Unavailable

SECONDS = 20.0
MOST = 64 * 1024
"""Bytes of a signature or a token."""
SHA256 = bytes.fromhex("300d06096086480165030402010500")
"""The algorithm SHA-256, as DER."""
ANSWER = "application/timestamp-reply"
GRANTED = (b"\x02\x01\x00", b"\x02\x01\x01")
"""The statuses granted and granted with changes."""


async def signed_by(command: str, data: bytes) -> bytes:
    """The signature that this command makes of the bytes. Raises ``Unavailable`` without one."""
    try:
        child = await asyncio.create_subprocess_exec(
            *shlex.split(command), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
    except (OSError, ValueError) as error:
        raise _no("signature", str(error)) from None
    try:
        async with asyncio.timeout(SECONDS):
            said, _ = await child.communicate(data)
    except TimeoutError:
        child.kill()
        raise _no("signature", "it did not answer") from None
    if child.returncode != 0 or not 0 < len(said) <= MOST:
        raise _no("signature", f"exit status {child.returncode}, {len(said)} bytes")
    return said


async def stamped_by(url: str, data: bytes) -> bytes:
    """The answer of the authority at this address (``TimeStampResp``, DER) for these bytes.

    It is looked at as far as that it grants, and names our digest and our number; who relies on it
    checks its signature with ``openssl ts -verify``. Raises ``Unavailable``.
    """
    digest, number = hashlib.sha256(data).digest(), secrets.token_bytes(8)
    asked = _query(digest, number)
    headers = {"Content-Type": "application/timestamp-query", "Accept": ANSWER}
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as http:
            answer = await http.post(url, content=asked, headers=headers)
    except httpx.HTTPError as error:
        raise _no("time stamp", str(error)) from None
    said = answer.content
    fits = answer.is_success and len(said) <= MOST and digest in said and number in said
    if not (fits and any(one in said[:32] for one in GRANTED)):
        raise _no("time stamp", f"HTTP {answer.status_code}, {len(said)} bytes")
    return said


def _query(digest: bytes, number: bytes) -> bytes:
    """``TimeStampReq``: version 1, the digest, our number, and the certificate is wanted."""
    imprint = _der(0x30, SHA256 + _der(0x04, digest))
    body = _der(0x02, b"\x01") + imprint + _der(0x02, b"\x01" + number) + _der(0x01, b"\xff")
    return _der(0x30, body)


def _der(tag: int, content: bytes) -> bytes:
    assert len(content) < 0x80  # a query is short
    return bytes([tag, len(content)]) + content


def _no(what: str, why: str) -> Unavailable:
    return Unavailable(
        "no-voucher", "签名或时间戳服务没有应答，稍后自动重试。", f"No {what}: {why}."
    )
