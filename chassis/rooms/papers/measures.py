"""The figures of GB/T 9704-2012 that both renderers use.

Lengths are in millimetres, sizes of characters in points.
"""

PAGE = (210.0, 297.0)
TOP = 37.0
LEFT = 28.0
TYPE_AREA = (156.0, 225.0)
RIGHT = PAGE[0] - LEFT - TYPE_AREA[0]
BOTTOM = PAGE[1] - TOP - TYPE_AREA[1]
LINES = 22
CHARACTERS = 28
POINTS_A_MM = 72 / 25.4

BODY = 16.0
"""3号."""
TITLE = 22.0
"""2号."""
ANCHOR = 7.5
"""小6号 nearly: the audit anchor, which is compared and not read."""
SMALL = 14.0
"""4号: 版记 and page numbers."""
LINE_PITCH = TYPE_AREA[1] * POINTS_A_MM / LINES
CHARACTER_PITCH = TYPE_AREA[0] * POINTS_A_MM / CHARACTERS
HEAD_DROP = 35.0
"""From the top of the type area to the top of the red head."""
HEAD_MOST = 50.0
"""Largest size of the red head; a long name is set smaller, so that it stays on one line."""
RED = "#e60012"

SONG = "方正小标宋简体"
FANGSONG = "仿宋_GB2312"
HEI = "黑体"
KAI = "楷体_GB2312"
PLAIN_SONG = "宋体"


def head_size(text: str) -> float:
    """The size in points of the red head: as large as fits the type area on one line."""
    return min(HEAD_MOST, TYPE_AREA[0] * POINTS_A_MM / max(len(text), 1) * 0.98)


CLOSER: tuple[dict[str, float], ...] = (
    {},
    {"table": 12, "table_gap": 5},
    {"table": 10.5, "table_gap": 4, "head_drop": 15, "body": 14, "line_pitch": 24},
    {"table": 10, "table_gap": 3, "head_drop": 0, "body": 12, "line_pitch": 19, "title": 20,
     "top": 20, "bottom": 18, "left": 20, "right": 20},
    {"table": 9, "table_gap": 2.6, "head_drop": 0, "body": 10.5, "line_pitch": 16, "title": 18,
     "top": 15, "bottom": 15, "left": 15, "right": 15, "head_most": 30},
    {"table": 8, "table_gap": 2.4, "head_drop": 0, "body": 9, "line_pitch": 13, "title": 16,
     "top": 12, "bottom": 14, "left": 15, "right": 15, "head_most": 26},
)  # fmt: skip
"""Ever closer settings of a paper that must stay on one page: what each changes of the figures.

``table`` caps the points of tables, ``table_gap`` the points above and below each cell's text.
"""

ACROSS: dict[str, object] = {
    "page": (420.0, 297.0), "top": 20.0, "bottom": 20.0, "left": 20.0, "right": 20.0,
    "head_drop": 0.0, "table_gap": 4,
}  # fmt: skip
"""A3 across, for the notice board: what it changes of the figures."""
