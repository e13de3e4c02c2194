"""Official papers (公文): one description, a PDF and a DOCX of it, laid out by GB/T 9704-2012.

    paper = Paper(kind=Kind.NOTICE, issuer="东塘街道居民议事会", title="…公告", body=(Text("…"),))
    return await paper_response(ask.ctx.settings, paper, "pdf", ask.ctx.now())

``model`` describes a paper, ``measures`` holds the standard's figures for both renderers,
``pdf`` and ``word`` render, ``answer`` is what a route calls.
"""

from chassis.rooms.papers.answer import Form, form_of, paper_response
from chassis.rooms.papers.model import (
    Bound,
    Boxes,
    Code,
    Column,
    Heading,
    Kind,
    Named,
    Page,
    Paper,
    Picture,
    Table,
    Text,
)

__all__ = [
    "Bound",
    "Boxes",
    "Code",
    "Column",
    "Form",
    "Heading",
    "Kind",
    "Named",
    "Page",
    "Paper",
    "Picture",
    "Table",
    "Text",
    "form_of",
    "paper_response",
]
