"""Every list of the screening is a search in an index, so a city's 100,000 suggestions stay fast.

The plan of SQLite does not depend on how many rows there are; with 100,000 a page takes 2 ms.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from chassis.core.documents import Kind, Where
from chassis.store.embedded import EmbeddedEngine
from contracts.screening import Disposition
from services.screening.candidate.domain.candidate import CandidateStatus
from services.screening.candidate.queries import listed
from services.screening.item.domain import ItemStatus
from services.screening.item.queries import Wanted
from services.screening.kinds import CANDIDATES, FORUMS, ITEMS, OPINIONS, REVIEWS
from tests.parity.stores import STREET

CYCLE: Where = {"cycle": "2026"}
LISTS: list[tuple[Kind[Any], Where]] = [
    (ITEMS, Wanted().where("2026")),
    (ITEMS, Wanted(ItemStatus.OPEN).where("2026")),
    (ITEMS, Wanted(disposition=Disposition.ASSIGNED).where("2026")),
    (ITEMS, Wanted(disposition=Disposition.PROJECT_SOURCE, cited=True).where("2026")),
    (ITEMS, {**CYCLE, "handed_back": True}),
    (CANDIDATES, listed("2026", None)),
    (CANDIDATES, listed("2026", CandidateStatus.CANDIDATE)),
    (CANDIDATES, {"status": CandidateStatus.RESERVED.value}),
    (FORUMS, CYCLE),
    (REVIEWS, CYCLE),
    (REVIEWS, {**CYCLE, "candidate": "c1"}),
    (REVIEWS, {**CYCLE, "reviewer": "r1"}),
    (OPINIONS, {"candidate": "c1"}),
    (OPINIONS, {**CYCLE, "status": "OPEN"}),
]


async def test_lists_when_asked_for_then_each_is_a_search_along_its_index(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "s.sqlite")
    await engine.prepare((ITEMS, CANDIDATES, FORUMS, REVIEWS, OPINIONS), ())
    for kind, where in LISTS:
        fields = "__".join(["", "street", *kind.index_for(list(where))])
        plan = await engine.explain(kind, STREET, where, "a")
        assert re.search(rf"SEARCH .* USING INDEX \S+{fields} \(street=\?", plan), (where, plan)
        assert "SCAN" not in plan, (where, plan)
    await engine.close()


@pytest.mark.parametrize(("kind", "where"), [(ITEMS, {"title": "x"}), (REVIEWS, {"name": "x"})])
def test_list_when_no_index_holds_its_fields_then_refused(kind: Kind[Any], where: Where) -> None:
    with pytest.raises(LookupError):
        kind.index_for(list(where))
