"""Lists of the screening: what they count is all there is, and every row can be reached."""

import re
from pathlib import Path

from contracts.charter import Role
from tests.service.screening_street import a_street
from tests.service.test_screening_flow import to_deciding, to_proposing
from tests.service.test_screening_pages import browse


async def test_forums_when_more_than_a_page_then_counted_and_paged(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        await to_proposing(street)
        for _ in range(23):
            await street.forum()
        first = await browse(street, "/cycles/2025/forums?limit=20")
        assert "共 25 次" in first
        assert first.count('id="forum-') == 20
        following = re.search(r'rel="next" href="([^"]+)"', first)
        assert following
        second = await browse(street, f"/cycles/2025/forums{following[1].replace('&amp;', '&')}")
        assert second.count('id="forum-') == 5


async def test_candidates_when_filtered_then_the_count_is_that_of_the_filter(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.accept(made[0])
        every = await browse(street, "/cycles/2025/candidates?limit=2")
        assert "共 3 个" in every
        assert 'rel="next"' in every
        assert "共 1 个" in await browse(street, "/cycles/2025/candidates?status=CANDIDATE")


async def test_items_when_paged_then_the_total_is_that_of_the_filter(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        await to_proposing(street)
        html = await browse(street, "/cycles/2025/items?status=TRIAGED&limit=2", Role.NPC_COMMITTEE)
        assert "共 6 条" in html
