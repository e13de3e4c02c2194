"""Photos are in the backup, and what was restored is found by its words."""

from pathlib import Path

from contracts.charter import Role
from launch.backup import back_up, restore
from services.intake.service import intake
from tests.service.intake_world import Town, a_town
from tests.service.test_photos import add, check_clean
from tests.unit.photo_things import jpeg
from tests.world import DONGTANG, a_world, quick_settings


async def test_restore_when_there_were_photos_then_they_are_there_and_all_is_found(
    tmp_path: Path,
) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "all.zip"
    async with a_town(old) as town:
        key = (await town.submitted(content="楼道的灯坏了"))["id"]
        assert (await add(town, key, Role.STREET_OFFICE, jpeg())).status_code == 201
        await town.world.settle()
    assert await back_up(quick_settings(old), file) == 0
    assert await restore(quick_settings(new), file) == 0
    async with a_world(new, (intake,)) as world:
        (photo,) = (await Town(world).one(key))["photos"]
        path = f"/intake/api/streets/{DONGTANG}/suggestions/{key}/photos/{photo['id']}"
        answer = await world.http.get(path, headers=world.headers(Role.STREET_OFFICE, DONGTANG))
        check_clean(answer)
        found = await world.get("intake", "suggestions", Role.STREET_OFFICE, params={"q": "楼道"})
        assert [one["id"] for one in found["items"]] == [key]
