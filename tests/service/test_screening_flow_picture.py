"""The public flow (E-28): its figures add up, each box leads to the list of just so many."""

import re
from pathlib import Path

from services.screening.funnel.flow import TALL, Band, Flow, Part, draw
from tests.drivers.visitor import visitor
from tests.service.screening_street import a_street
from tests.service.test_screening_flow import to_slate
from tests.service.test_screening_pages import PATH, browse

BOX = re.compile(
    r'<a href="([^"]+)" class="is-\w+">.*?class="number"[^>]*>(\d+)<.*?class="name"[^>]*>([^<]+)<',
    re.S,
)


async def test_flow_when_the_slate_stands_then_each_box_opens_a_list_of_its_number(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        _, slate = await to_slate(street)
        await street.freeze(slate)
        await street.announce(slate, 1)
        await street.world.settle()
        html = await browse(street, "/cycles/2025/funnel")
        across = html.split('class="flow-across"')[1].split("</svg>")[0]
        told = {name: (href, int(number)) for href, number, name in BOX.findall(across)}
        assert {name: number for name, (_, number) in told.items()} == {
            "意见建议": 6,
            "成为项目来源": 4,
            "项目没有采用": 1,
            "留作参考": 1,
            "备选项目": 3,
            "候选项目": 2,
            "未列入候选": 1,
            "票决入选": 1,
            "转入储备": 1,
        }
        resident = visitor(street.world)
        for name, (href, number) in told.items():
            if name == "候选项目":
                continue  # what went further has several statuses
            listed = await resident.read(href.replace("&amp;", "&"))
            assert re.search(rf"共 {number} [条个]", listed), name
        assert re.findall(r">(\d+) → (\d+)<", html) == [("4", "3")]
        down = html.count('class="flow-down"')
        assert (down, html.count("style=")) == (3, 0)
        english = await (visitor(street.world, lang="en")).read(f"{PATH}/cycles/2025/funnel")
        assert "Where suggestions went" in english


def part(key: str, count: int, unit: str) -> Part:
    return Part(key, key, key, count, f"/{key}", unit, "on")


def test_picture_when_drawn_then_heights_are_in_proportion_and_bands_stay_in_their_boxes() -> None:
    flow = Flow(
        ((part("all", 100_000, "item"),), (part("a", 75_000, "item"), part("b", 25_000, "item")),
         (part("p", 20, "project"),)),
        (
            Band("all", "a", 75_000, 75_000),
            Band("all", "b", 25_000, 25_000),
            Band("a", "p", 75_000, 20),
        ),
    )  # fmt: skip
    drawn = draw(flow, 900)
    tall = {box.part.key: box.tall for box in drawn.boxes}
    assert tall == {"all": TALL, "a": TALL * 0.75, "b": TALL * 0.25, "p": TALL}
    first, second, third = (
        [float(number) for number in re.findall(r"-?\d+\.\d", path)] for path, _ in drawn.paths
    )
    assert (first[1], first[-1]) == (4.0, 4.0 + TALL * 0.75)
    assert (second[1], second[-1]) == (4.0 + TALL * 0.75, 4.0 + TALL)
    assert third[-1] - third[1] == TALL * 0.75
    assert all(box.y + box.tall <= drawn.tall for box in drawn.boxes)
    assert flow.shown(1, 2).bands == (Band("a", "p", 75_000, 20),)
