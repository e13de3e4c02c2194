"""Bounds of what requests bring, shared by all commands of supervision."""

from typing import Annotated

from pydantic import Field, StringConstraints

Short = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Maybe = Annotated[str, StringConstraints(max_length=2000)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]
Yuan = Annotated[int, Field(ge=0, le=10**10)]
