"""Charters that are given as data: a file of one street, or a list of streets on the template.

A street needs no file in the package: what is read here is adopted as it is (``yishi street add``),
and the party committee goes on from it.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from chassis.rooms.sheet_cells import Column
from contracts.charter import Charter
from services.assembly.charter.domain import CharterRecord, check_charter, unfit
from services.assembly.charter.lines import placed
from services.assembly.presets import presets_of, template

LISTED = "listed"
"""The preset's name of a street that came in a list."""
OPERATOR = "operator:"
"""How the name of who adopted begins where that was at the command line."""
CODE = re.compile(r"\d{9}")
COMMUNITY = re.compile(r"(\d{12})\s*(.+)")
WHOLE_ZH, WHOLE_EN = "全街道", "The whole street"
PARTS = re.compile(r"[、，,;；\n]+")

STREET_COLUMNS = (
    Column("street", "街道代码", required=True, max_length=9),
    Column("zh", "街道", required=True, max_length=30),
    Column("district_zh", "区县", required=True, max_length=30),
    Column("en", "英文名称", max_length=60),
    Column("district_en", "区县英文名称", max_length=60),
    Column("theme_zh", "主题", max_length=60),
    Column("seats", "议事员定额", "int"),
    Column("chosen", "应选项目数", "int"),
    Column("codes_edition", "代码版本", max_length=60),
    Column("communities", "社区", max_length=4000),
)
"""A street a row; ``communities``: 12-digit code and name of each, parted by 、."""
SAMPLE: dict[str, str | int | bool] = {
    "street": "430102001",
    "zh": "文艺路街道",
    "district_zh": "芙蓉区",
    "en": "Wenyilu Street",
    "district_en": "Furong District",
    "theme_zh": "大家的事大家议",
    "seats": 50,
    "chosen": 10,
    "codes_edition": "国家统计局 2023 (截止2023-06-30)",
    "communities": "430102001001 识字里社区、430102001002 文艺新村社区",
}
"""The row that shows how the list is filled in; it is left out where it stands unchanged."""

Row = Mapping[str, Any]


def street_of(name: str, text: str) -> str:
    """The code of the street that a charter's text is for. Raises ``Invalid``."""
    street = str(_parsed(name, text).get("street", ""))
    if not CODE.fullmatch(street):
        raise unfit([f"{name} 第 1 行 line 1，street：{street or '—'}"])
    return street


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise unfit([f"{name}: {error}"]) from None


def from_text(name: str, text: str, year: int, found: CharterRecord | None = None) -> Charter:
    """The charter of one TOML file. Papers it does not name stay as they are in force.

    Raises ``Invalid`` with the line of everything that is wrong.
    """
    read = _parsed(name, text)
    held: dict[str, Any] = {"year": year, "preset": _preset(name, read)}
    if found is not None:
        held["documents"] = found.charter.documents
    return checked(f"{name}.toml", {**held, **read}, text)


def _preset(name: str, read: Row) -> str:
    """The file's name; another where the package has a preset of that name with other contents."""
    shipped = presets_of(str(read.get("street", ""))).get(name)
    return name if shipped is None or shipped == read else f"{name}-added"


def from_row(row: Row, year: int, found: CharterRecord | None = None) -> Charter:
    """The template as the charter of this row of a list (``STREET_COLUMNS``).

    Raises ``Invalid`` naming the row and what is wrong.
    """
    given = {name: row[name] for name in ("street", "zh", "district_zh")}
    given |= {"en": row.get("en") or row["zh"]}
    given |= {"district_en": row.get("district_en") or row["district_zh"]}
    given |= {name: row[name] for name in ("theme_zh", "codes_edition", "seats") if row.get(name)}
    if row.get("theme_zh"):
        given["theme_en"] = row["theme_zh"]
    base = {**template(), "preset": LISTED, "year": year, **given}
    # The template's sample grids lie in its sample communities, which are not of this street.
    base |= {"communities": _communities(row), "grid_register": []}
    if row.get("chosen"):
        base["ballot"] = {**base["ballot"], "seats": row["chosen"]}
    if found is not None:
        base["documents"] = found.charter.documents
    return checked(_at(row), base)


def _at(row: Row) -> str:
    number = row.get("row", 1)
    return f"第 {number} 行 row {number}"


def _communities(row: Row) -> list[dict[str, str]]:
    """What the row names, or one for the whole street where it names none."""
    parts = [part.strip() for part in PARTS.split(str(row.get("communities", ""))) if part.strip()]
    found = [COMMUNITY.fullmatch(part) for part in parts]
    if wrong := [part for part, one in zip(parts, found, strict=True) if one is None]:
        where = f"第 {row.get('row', 1)} 行 row {row.get('row', 1)}，社区"
        raise unfit(
            [
                f"{where}：{one}：要先写 12 位代码再写名称 (12 digits, then the name)"
                for one in wrong
            ]
        )
    named = [{"id": one[1], "zh": one[2], "en": one[2]} for one in found if one]
    return named or [{"id": f"{row['street']}000", "zh": WHOLE_ZH, "en": WHOLE_EN}]


def checked(name: str, given: Row, text: str = "") -> Charter:
    """A charter that a street could live by. Raises ``Invalid`` with the lines of its text."""
    try:
        charter = Charter.model_validate(given)
    except ValidationError as error:
        raise unfit(placed(name, text, error)) from None
    check_charter(charter)
    return charter


def region_rows(read: Row) -> list[dict[str, Any]]:
    """The rows of a list of region codes as JSON: ``{source, streets: [{code, name, area, …}]}``.

    Only what is a street (街道) by its type, where the list says so. Raises ``Invalid``.
    """
    source, streets = read.get("source", {}), read.get("streets")
    if not isinstance(streets, list) or not all(isinstance(one, dict) for one in streets):
        raise unfit(["streets: a list of {code, name, area} is wanted"])
    edition = str(source.get("upstream", "")) if isinstance(source, dict) else ""
    shown = [one for one in streets if one.get("type", "街道") == "街道"]
    return [_region_row(place, one, edition) for place, one in enumerate(shown, 1)]


def _region_row(place: int, one: Row, edition: str) -> dict[str, Any]:
    try:
        villages = [f"{v['code']} {_short(v['name'])}" for v in one.get("village_codes", ())]
        names = {"street": one["code"], "zh": one["name"], "district_zh": one["area"]}
    except (KeyError, TypeError) as error:
        raise unfit([f"streets.{place}: {error} is missing"]) from None
    told = {"codes_edition": edition} if edition else {}
    return {"row": place, **names, **told, "communities": "、".join(villages)}


def _short(name: str) -> str:
    """识字里社区居委会 is the community 识字里社区."""
    for end in ("居民委员会", "居委会", "村民委员会", "村委会"):
        if name.endswith(end):
            return name.removesuffix(end) or name
    return name


def filled_rows(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a workbook without the sample. Raises ``Invalid`` for a code that is none."""
    kept = [row for row in rows if {n: row.get(n) for n in SAMPLE} != SAMPLE]
    if wrong := [row for row in kept if not CODE.fullmatch(str(row["street"]))]:
        raise unfit(
            [f"第 {row['row']} 行 row {row['row']}，街道代码：{row['street']}" for row in wrong]
        )
    return kept


def kept_because(held: CharterRecord, *, listed: bool, replace: bool) -> str:
    """Why the charter in force stays, in words; nothing where the one that is given replaces it.

    The party committee adopts charters (E-03): an operator replaces one only on purpose, and with
    a row of a list only what came from a list and nobody in the street adopted anew.
    """
    if listed and held.charter.preset != LISTED:
        return "章程不是从名单来的 its charter did not come from a list"
    if listed and any(not one.by.startswith(OPERATOR) for one in held.versions):
        return "街道已另行通过章程 the street adopted a charter since"
    return "" if replace else "替换已通过的章程须加 --replace to replace an adopted charter"


def differing(before: Charter | None, after: Charter) -> Sequence[str]:
    """The fields that are not the same; all that are given where there was no charter."""
    if before is None:
        return ()
    return [name for name in Charter.model_fields if getattr(before, name) != getattr(after, name)]
