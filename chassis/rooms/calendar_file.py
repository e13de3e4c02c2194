"""The calendar file: official days off and make-up working days by year, read and checked.

Format, the same for the file that ships and for ``YISHI_CALENDAR``::

    {"2026": {"papers": ["https://…"],
              "off": {"2026-01-01": "元旦"}, "work": {"2026-01-04": "元旦"}}}

``papers`` are the addresses of the official notices. A day may lie in the December before its
year, because a New Year's holiday can begin there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("holidays-cn.json")
PARTS = ("off", "work")


class CalendarError(Exception):
    """A calendar file is wrong; the message names the file and the place in it."""


@dataclass(frozen=True)
class Year:
    """One official notice: weekdays that are off, and weekend days that are worked."""

    off: Mapping[date, str]
    work: Mapping[date, str]


def read_years(path: Path) -> dict[int, Year]:
    """All years of a file. Raises ``CalendarError`` with the file, the year, the part, the day."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except OSError as error:
        raise CalendarError(f"{path}: cannot be read ({error.strerror})") from None
    except json.JSONDecodeError as error:
        raise CalendarError(f"{path}: line {error.lineno} is no JSON ({error.msg})") from None
    except (UnicodeDecodeError, _Twice) as error:
        raise CalendarError(f"{path}: {_said(error)}") from None
    if not isinstance(found, dict) or not found:
        raise CalendarError(f'{path}: takes an object of years, {{"2027": {{…}}}}')
    return {_year(path, name): _days(path, name, given) for name, given in found.items()}


class _Twice(ValueError):
    """A name stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


def _said(error: Exception) -> str:
    return f'"{error}" stands twice' if isinstance(error, _Twice) else "is not UTF-8 text"


def _year(path: Path, name: str) -> int:
    if not (name.isascii() and name.isdigit() and len(name) == 4):
        raise CalendarError(f'{path}: "{name}" is no year of four digits')
    return int(name)


def _days(path: Path, name: str, given: Any) -> Year:
    at = f"{path}: {name}"
    if not isinstance(given, dict) or not isinstance(given.get("off"), dict) or not given["off"]:
        raise CalendarError(f'{at}: takes {{"off": {{"{name}-01-01": "元旦"}}, "work": {{…}}}}')
    if unknown := sorted(set(given) - {*PARTS, "papers"}):
        raise CalendarError(f'{at}: there is no field "{unknown[0]}"')
    off, work = (_part(at, int(name), part, given.get(part, {})) for part in PARTS)
    if both := sorted(off.keys() & work.keys()):
        raise CalendarError(f"{at}: {both[0]} stands in off and in work")
    return Year(off, work)


def _part(at: str, year: int, part: str, given: Any) -> dict[date, str]:
    if not isinstance(given, dict):
        raise CalendarError(f"{at}.{part}: takes days with their holiday")
    at = f"{at}.{part}"
    return {_day(at, year, day): _name(f"{at}.{day}", holiday) for day, holiday in given.items()}


def _day(at: str, year: int, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CalendarError(f'{at}: "{text}" is no day like {year}-01-01') from None
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise CalendarError(f"{at}: {text} does not belong to {year}")
    return day


def _name(at: str, given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise CalendarError(f"{at}: takes the name of the holiday")
    return given.strip()
