"""The socket that HTTP is answered on: small answers leave at once."""

import asyncio
import socket
from pathlib import Path

from launch.running import listen
from tests.world import quick_settings


async def test_listen_when_a_connection_is_accepted_then_small_answers_do_not_wait(
    tmp_path: Path,
) -> None:
    """Without TCP_NODELAY every answer on a kept connection waits for the other side's ACK."""
    sock = listen(quick_settings(tmp_path, host="127.0.0.1", port=0))
    accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def note(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken: socket.socket = writer.get_extra_info("socket")
        accepted.set_result(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(note, sock=sock):
        _, writer = await asyncio.open_connection(*sock.getsockname()[:2])
        assert await accepted
        writer.close()
