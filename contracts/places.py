"""Where things are: the street's register of grids, and the digits of region codes (C-03).

Six digits name the county or district, three more the street, three more the community. They are
text: a zero in front counts, and a sheet must not make a number of them.
"""

import re

from pydantic import Field

from contracts.envelope import Fact

COMMUNITY_CODE = re.compile(r"[0-9]{12}")


class Grid(Fact):
    """A grid (网格) of a community, by the name or number that people use."""

    community: str
    name: str = Field(min_length=1, max_length=20)


def wrong_codes(street: str, communities: tuple[str, ...]) -> list[str]:
    """The communities whose code is not twelve digits that begin with the street's nine."""
    return [
        one for one in communities if not (COMMUNITY_CODE.fullmatch(one) and one.startswith(street))
    ]
