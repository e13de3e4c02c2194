"""Bounds of what requests bring, shared by all commands of this service."""

from typing import Annotated

from pydantic import StringConstraints

Short = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]
