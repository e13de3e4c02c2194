"""Signatures by a command and time stamps by an authority, both made by OpenSSL on this machine."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.core.errors import Unavailable
from chassis.rooms.vouching import signed_by, stamped_by

OPENSSL = shutil.which("openssl") or ""
DATA = "公开核验资料".encode()
CONFIG = """
[req]
distinguished_name = name
x509_extensions = stamps
prompt = no
[name]
CN = A time-stamp authority
[stamps]
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = here
[here]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
"""
pytestmark = pytest.mark.skipif(not OPENSSL, reason="needs openssl")


def openssl(folder: Path, *words: str, given: bytes = b"") -> bytes:
    done = subprocess.run(
        [OPENSSL, *words], cwd=folder, input=given, capture_output=True, check=True
    )
    return done.stdout


@pytest.fixture
async def authority(tmp_path: Path) -> AsyncIterator[str]:
    """The address of an authority that stamps whatever it is sent, with a key of its own."""
    (tmp_path / "tsa.cnf").write_text(CONFIG)
    (tmp_path / "serial").write_text("01")
    making = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -config tsa.cnf -keyout tsa.key -out tsa.pem"
    )
    openssl(tmp_path, *making.split())

    async def stamp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        (tmp_path / "asked.tsq").write_bytes(await reader.readexactly(length))
        reply = "ts -reply -config tsa.cnf -queryfile asked.tsq -out said.tsr"
        await asyncio.to_thread(openssl, tmp_path, *reply.split())
        said = (tmp_path / "said.tsr").read_bytes()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(said) + said)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(stamp, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def test_time_stamp_when_asked_for_then_openssl_verifies_it_and_no_other_content(
    tmp_path: Path, authority: str
) -> None:
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "token.tsr").write_bytes(await stamped_by(authority, DATA))
    verify = ["ts", "-verify", "-data", "data", "-in", "token.tsr", "-CAfile", "tsa.pem"]
    openssl(tmp_path, *verify)
    (tmp_path / "data").write_bytes(DATA + b".")
    with pytest.raises(subprocess.CalledProcessError):
        openssl(tmp_path, *verify)


async def test_time_stamp_when_the_authority_is_away_then_unavailable() -> None:
    with pytest.raises(Unavailable):
        await stamped_by("http://127.0.0.1:9/", DATA)


async def test_signature_when_a_command_makes_it_with_sm2_then_it_holds(tmp_path: Path) -> None:
    openssl(tmp_path, *["genpkey", "-algorithm", "SM2", "-out", "sm2.pem"])
    openssl(tmp_path, *["pkey", "-in", "sm2.pem", "-pubout", "-out", "sm2.pub"])
    signer = f"{OPENSSL} pkeyutl -sign -rawin -digest sm3 -inkey {tmp_path / 'sm2.pem'}"
    (tmp_path / "sig").write_bytes(await signed_by(signer, DATA))
    verify = "pkeyutl -verify -rawin -digest sm3 -pubin -inkey sm2.pub -sigfile sig"
    assert b"Verified" in openssl(tmp_path, *verify.split(), given=DATA)
    for broken in ("/nonexistent/signer", "false", "true"):
        with pytest.raises(Unavailable):
            await signed_by(broken, DATA)
