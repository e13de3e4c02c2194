"""Walks a site link by link, as somebody who opens everything that a page leads to."""

import re
from collections import Counter
from collections.abc import Sequence

from tests.drivers.html import Form, Page
from tests.drivers.visitor import Visitor

ID = re.compile(r"\b\d+-\d+\b|[0-9a-f]{8,}|\b[a-z]*\d+\b|\b[A-Z][A-Z0-9_]+\b")
NO_PAGES = ("/lang/", "/elder/", "/static/")


def kind_of(path: str) -> str:
    """The address without ids and names of legs: what kind of page or command it is."""
    return ID.sub("#", path.partition("?")[0])


async def forms_from(
    somebody: Visitor, start: Sequence[str], *, of_each: int = 1, files: set[str] | None = None
) -> list[tuple[str, Form]]:
    """(page, form) for every form that changes something, of so many pages of each kind.

    ``files``: kinds of addresses that are downloads and are not fetched again; it is added to.
    """
    waiting, seen, kinds = list(start), set(start), Counter[str]()
    files = set() if files is None else files
    found: list[tuple[str, Form]] = []
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        kinds[kind] += 1
        if kinds[kind] > of_each or kind in files or path.startswith(NO_PAGES):
            continue
        answer = await somebody.http.get(path, follow_redirects=True)
        assert answer.status_code < 500, f"{path} {answer.status_code}"
        if "text/html" not in answer.headers.get("content-type", ""):
            files.add(kind)
            continue
        page = Page(answer.text)
        found += [(path, form) for form in page.forms if form.method == "post"]
        new = [link for link in dict.fromkeys(page.links) if link not in seen]
        seen.update(new)
        waiting += new
    return found
