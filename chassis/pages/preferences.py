"""Language and elder mode: plain links and plain cookies, without JavaScript or signing in."""

from typing import Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

Lang = Literal["zh", "en"]
YEAR_SECONDS = 365 * 24 * 3600

preferences = APIRouter(include_in_schema=False)


def language(request: Request) -> Lang:
    """The language of the page: the ``lang`` cookie, Chinese unless it says English."""
    return "en" if request.cookies.get("lang") == "en" else "zh"


def here(request: Request) -> str:
    """Where a preference link comes back to; a page that answers a POST cannot be asked again."""
    if request.method == "GET":
        return local_path(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    return local_path(urlsplit(request.headers.get("referer", "/")).path)


def local_path(back: str) -> str:
    """``back`` when it is a path of this site, else ``/``: no open redirect.

    Browsers drop tabs and line ends inside an address and read ``\\`` as ``/``, so both refuse.
    """
    odd = "\\" in back or any(ord(letter) < 33 or ord(letter) == 127 for letter in back)
    return back if back.startswith("/") and not back.startswith("//") and not odd else "/"


@preferences.get("/lang/{lang}")
async def get_language(lang: Lang, request: Request, back: str = "/") -> RedirectResponse:
    """Remember the language and return to the page."""
    return _remember(request, "lang", lang, back)


@preferences.get("/elder/{mode}")
async def get_elder(
    mode: Literal["on", "off"], request: Request, back: str = "/"
) -> RedirectResponse:
    """Remember elder mode (larger text and targets, simpler layout) and return (C-17)."""
    return _remember(request, "elder", mode, back)


def _remember(request: Request, name: str, value: str, back: str) -> RedirectResponse:
    response = RedirectResponse(local_path(back), status_code=303)
    set_cookie(response, request, name, value, max_age=YEAR_SECONDS)
    return response


def set_cookie(
    response: Response, request: Request, name: str, value: str, max_age: int | None = None
) -> None:
    """A cookie that scripts cannot read, kept to https where the site has it."""
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age, httponly=True, samesite="lax", secure=secure)
