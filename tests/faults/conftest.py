"""Hands the verdicts of the bad days to the reports of their tests, for the table at the end."""

from collections.abc import Iterator

import pytest

from tests.faults.table import BAD_DAY, ROWS


@pytest.fixture(autouse=True)
def told(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test wrote into ``ROWS`` goes along with its report."""
    ROWS.clear()
    yield
    request.node.user_properties += [(BAD_DAY, row) for row in ROWS]
