"""What the API answers about an import: a preview, an order, its progress."""

from pydantic import BaseModel


class PreviewRow(BaseModel):
    """What an import would do with one row."""

    row: int
    state: str
    zh: str
    en: str


class Preview(BaseModel):
    """What an import would do; nothing was written."""

    rows: list[PreviewRow]


class BatchRef(BaseModel):
    """An import that was ordered."""

    batch: str
    total: int


class RowProblemView(BaseModel):
    """A row that was not imported, and why."""

    row: int
    zh: str
    en: str


class BatchView(BaseModel):
    """How far an import is: ``done`` of ``total``."""

    batch: str
    status: str
    total: int
    done: int
    failed: list[RowProblemView]
