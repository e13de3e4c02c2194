"""The flow of a cycle as a picture: nodes in columns, bands between them. Pure (E-28).

The first columns count suggestions, the later ones projects; a band may be wide at one end and
narrow at the other, where many suggestions came to few projects. Lengths are units of the SVG.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDE, THIN, GAP, LINE = 16, 3, 10, 34
TALL = 340


@dataclass(frozen=True)
class Part:
    """One box of the flow: how many are in it and the list behind it.

    ``tone``: ``on`` goes further, ``end`` is an outcome, ``out`` left the way.
    """

    key: str
    zh: str
    en: str
    count: int
    href: str
    unit: str
    tone: str


@dataclass(frozen=True)
class Band:
    """So many of one box came to so many of another."""

    start: str
    end: str
    out: int
    into: int


@dataclass(frozen=True)
class Flow:
    """The boxes in columns from left to right, and the bands between neighbouring columns."""

    columns: tuple[tuple[Part, ...], ...]
    bands: tuple[Band, ...]

    def shown(self, *numbers: int) -> "Flow":
        """Only these columns and what goes from one to the other: a stage for a narrow screen."""
        columns = tuple(self.columns[n] for n in numbers if n < len(self.columns))
        keys = {part.key for column in columns for part in column}
        kept = tuple(one for one in self.bands if {one.start, one.end} <= keys)
        joined = {key for one in kept for key in (one.start, one.end)}
        return Flow(
            tuple(tuple(part for part in column if part.key in joined) for column in columns),
            kept,
        )

    def part(self, key: str) -> Part:
        """The box of that key."""
        return next(part for column in self.columns for part in column if part.key == key)


@dataclass(frozen=True)
class Box:
    """A box where it is drawn."""

    part: Part
    x: float
    y: float
    tall: float


@dataclass(frozen=True)
class Drawn:
    """A picture: its size, its boxes, and each band as the path of an SVG with its tone."""

    wide: float
    tall: float
    boxes: tuple[Box, ...]
    paths: tuple[tuple[str, str], ...]


def draw(flow: Flow, wide: float) -> Drawn:
    """Lay the flow out: heights in proportion within a unit, each box with room for two lines."""
    columns = [column for column in flow.columns if column]
    step = wide / max(len(columns), 1)
    scale = _scales(flow)
    boxes: dict[str, Box] = {}
    for number, column in enumerate(columns):
        y = 4.0
        for part in column:
            tall = max(THIN, part.count * scale[part.unit])
            boxes[part.key] = Box(part, round(number * step, 1), round(y, 1), round(tall, 1))
            y += max(tall, LINE) + GAP
    bottom = max((box.y + max(box.tall, LINE) for box in boxes.values()), default=0) + 4
    return Drawn(wide, round(bottom, 1), tuple(boxes.values()), _paths(flow, boxes, scale))


def _scales(flow: Flow) -> Mapping[str, float]:
    """Units of height for one suggestion and for one project: their largest column is full."""
    largest: dict[str, int] = {}
    for column in flow.columns:
        for unit in {part.unit for part in column}:
            total = sum(part.count for part in column if part.unit == unit)
            largest[unit] = max(total, largest.get(unit, 1))
    return {unit: TALL / most for unit, most in largest.items()}


def _paths(
    flow: Flow, boxes: Mapping[str, Box], scale: Mapping[str, float]
) -> tuple[tuple[str, str], ...]:
    used: dict[tuple[str, str], float] = {}
    drawn = []
    for band in flow.bands:
        start, end = boxes[band.start], boxes[band.end]
        out, into = band.out * scale[start.part.unit], band.into * scale[end.part.unit]
        a = start.y + used.get((band.start, "out"), 0.0)
        b = end.y + used.get((band.end, "in"), 0.0)
        used[band.start, "out"] = used.get((band.start, "out"), 0.0) + out
        used[band.end, "in"] = used.get((band.end, "in"), 0.0) + into
        drawn.append((_path(start.x + WIDE, a, out, end.x, b, into), end.part.tone))
    return tuple(drawn)


def _path(x: float, y: float, tall: float, to: float, at: float, into: float) -> str:
    middle = (x + to) / 2
    numbers: Sequence[float] = (
        x, y, middle, y, middle, at, to, at,
        at + max(into, 1), middle, at + max(into, 1), middle, y + max(tall, 1), x, y + max(tall, 1),
    )  # fmt: skip
    shown = [f"{number:.1f}" for number in numbers]
    return f"M{shown[0]} {shown[1]}C{' '.join(shown[2:8])}V{shown[8]}C{' '.join(shown[9:15])}Z"
