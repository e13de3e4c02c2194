"""A file as an HTTP answer that no browser takes for anything else than it is."""

from collections.abc import AsyncIterator, Sequence
from urllib.parse import quote

from fastapi.responses import StreamingResponse

from chassis.core.catalogue import unknown_file
from chassis.rooms.files.reference import FULL, SMALL, FileRef, Owner
from chassis.rooms.files.store import FileStore
from chassis.service import Context

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
PUBLIC_SECONDS = 86_400
"""How long others may keep a public file. A day: it may be taken back."""


async def file_response(
    ctx: Context,
    owner: Owner,
    files: Sequence[FileRef],
    file: str,
    *,
    public: bool,
    small: bool = False,
) -> StreamingResponse:
    """One of an owner's files. The route has asked whether this person may see it.

    ``public``: whether anybody may, and so caches may keep it. Raises ``NotFound``.
    """
    found = next((one for one in files if one.id == file), None)
    if found is None:
        raise unknown_file()
    is_photo = found.type.startswith("image/")
    part = SMALL if small and is_photo else FULL
    content: AsyncIterator[bytes] = await FileStore(ctx.store.engine).open(owner, file, part)
    headers = _headers(found, public=public, inline=is_photo)
    if part == FULL:
        headers |= {"Content-Length": str(found.bytes), "ETag": f'"{found.sha256[:32]}"'}
    return StreamingResponse(content, media_type=found.type, headers=headers)


def _headers(file: FileRef, *, public: bool, inline: bool) -> dict[str, str]:
    shown = "inline" if inline else "attachment"
    kept = f"public, max-age={PUBLIC_SECONDS}, immutable" if public else "private, no-store"
    return {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": kept,
    }
