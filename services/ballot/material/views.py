"""What the API answers of a paper."""

from datetime import datetime

from pydantic import BaseModel

from chassis.core.documents import Found
from services.ballot.material.domain import Material, MaterialKind


class MaterialView(BaseModel):
    """One version of a paper, without its text; ``file`` is the name of what was uploaded."""

    id: str
    version: int
    item: str
    kind: MaterialKind
    no: int
    title: str
    characters: int
    file: str
    sha256: str
    at: datetime


def material_view(found: Found[Material]) -> MaterialView:
    """A version as the answer to handing it in."""
    state = found.state
    return MaterialView(
        **state.model_dump(include={"item", "kind", "no", "title", "characters", "at"}),
        id=found.id,
        version=found.version,
        file=state.file.name if state.file else "",
        sha256=state.file.sha256 if state.file else "",
    )
