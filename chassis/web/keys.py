"""The ``Idempotency-Key`` of a request, or a form's hidden field ``idempotency_key``."""

import hmac
import re
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile

from chassis.core.errors import Invalid
from chassis.pages import FORM_FIELD, NONCE_COOKIE
from chassis.web.public_rate import READING, address_of
from chassis.web.requests import GUESSABLE, Keeping, Replayed, Requests, fingerprint_key

KEY_FIELD = "idempotency_key"
VERSION_FIELD = "version"
PIECE = 256 * 1024
KEY = re.compile(r"[A-Za-z0-9._:-]{1,100}")


async def answer_again(
    request: Request, requests: Requests, asker: str, key: str, fingerprint: str
) -> None:
    """Raise ``Replayed`` where this was answered before, else have the answer kept.

    Not under a key that can be guessed: the answer would be encrypted with nothing.
    """
    if len(key) < GUESSABLE:
        return
    answer = await requests.answered(asker, key, fingerprint)
    if answer is not None:
        raise Replayed(answer)
    request.state.keeping = Keeping(requests, asker, key, fingerprint)


async def key_of(request: Request) -> str:
    """The key of a request, empty without one. Raises ``Invalid`` for one that is not plain."""
    key = request.headers.get("idempotency-key", "")
    if not key and request.method not in READING and is_form(request):
        key = str((await request.form()).get(KEY_FIELD, ""))
    if key and not KEY.fullmatch(key):
        raise Invalid(
            "bad-idempotency-key",
            "Idempotency-Key 只能包含字母、数字和 . _ : -，最多 100 个字符。",
            "Idempotency-Key takes letters, digits and . _ : - only, at most 100.",
        )
    return key


def asker_of(request: Request, subject: str, key: str) -> str:
    """Whose key it is: a subject, or a visitor by browser, else by network address; never stored.

    With a key that can be guessed the secret belongs to it, so that nobody who has only the
    database tries out who asked and what was sent.
    """
    asker = subject or f"visitor {request.cookies.get(NONCE_COOKIE) or address_of(request)}"
    return asker if len(key) >= GUESSABLE else f"{asker} {request.app.state.settings.secret}"


async def fingerprint_of(request: Request, asker: str, key: str) -> str:
    """What tells two requests under one key apart: 16 hex digits of an HMAC.

    Over method, path, query and content, keyed with asker and key, which are not stored (C-07).
    """
    line = f"{request.method} {request.url.path}?{request.url.query}\n"
    digest = hmac.new(fingerprint_key(asker, key), line.encode(), "sha256")
    if is_form(request):
        # Field by field: a browser draws a new multipart boundary each time it sends a form.
        for name, value in (await request.form()).multi_items():
            if name not in (FORM_FIELD, KEY_FIELD, VERSION_FIELD):
                digest.update(f"{name}\0".encode())
                await _take(digest, value)
                digest.update(b"\0")
    else:
        digest.update(await request.body())
    return digest.hexdigest()[:16]


async def _take(digest: Any, value: UploadFile | str) -> None:
    if isinstance(value, str):
        digest.update(value.encode())
        return
    while piece := await value.read(PIECE):  # a file may be large
        digest.update(piece)
    await value.seek(0)


def is_form(request: Request) -> bool:
    """Whether a browser's form was sent."""
    return (
        request.headers.get("content-type", "")
        .lower()
        .startswith(("application/x-www-form-urlencoded", "multipart/form-data"))
    )
