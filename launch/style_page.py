"""The living style page of a demo."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from chassis.pages import render

style_pages = APIRouter(include_in_schema=False)


@style_pages.get("/styleguide")
async def get_styleguide(request: Request) -> HTMLResponse:
    """Every component of the shared look with sample data."""
    return render(request, "styleguide.html")


@style_pages.get("/styleguide/print")
async def get_print_style(request: Request) -> HTMLResponse:
    """The shared look of printed sheets."""
    return render(request, "styleguide_print.html")
