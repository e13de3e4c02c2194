"""How documents are named."""

import pytest

from chassis.core.errors import Invalid
from tests.parity.stores import ITEMS, STREET


@pytest.mark.parametrize(("street", "name"), [(STREET, "a\0b"), ("43\0", "a")])
def test_key_when_it_holds_what_a_database_cuts_off_then_it_is_refused(
    street: str, name: str
) -> None:
    with pytest.raises(Invalid, match="bad-id"):
        ITEMS.key(street, name)
