"""Bounds of what requests bring, shared by all commands of the screening."""

from typing import Annotated

from pydantic import Field, StringConstraints

Word = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Maybe = Annotated[str, StringConstraints(max_length=120)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Short = Annotated[str, StringConstraints(max_length=60)]
MaybeText = Annotated[str, StringConstraints(max_length=2000)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=100)]
MaybeId = Annotated[str, StringConstraints(max_length=100)]
Point = Annotated[str, StringConstraints(min_length=1, max_length=500)]
# Minutes lie in the ledger's one document: 60 meetings of 20 points stay far below its limit.
Points = Annotated[list[Point], Field(max_length=20)]
People = Annotated[int, Field(ge=0, le=10_000)]
Yuan = Annotated[int, Field(ge=0, le=10_000_000_000)]
