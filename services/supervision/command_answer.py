"""The small answer to a command on a project or an inspection."""

from pydantic import BaseModel


class Warned(BaseModel):
    """Something outside a guide: told, never refused (W-16)."""

    code: str
    zh: str
    en: str


class Done(BaseModel):
    """The small state after a command."""

    id: str
    version: int
    status: str
    status_zh: str
    warnings: list[Warned] = []
