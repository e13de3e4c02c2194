"""The picture of a timetable as an SVG of its own, for papers: it brings its looks along."""

from xml.sax.saxutils import escape

from services.supervision.schedule.domain.gantt import Bar, Picture

FONT = 'font-family="Noto Serif SC" font-size="12"'
NAME = 13


def drawn(picture: Picture) -> str:
    """Black on white: bars, thick edges for the critical path, dashed slack, diamonds for done."""
    size = f'width="{picture.width}" height="{picture.height}"'
    view = f'viewBox="0 0 {picture.width} {picture.height}"'
    parts = [*_ticks(picture), *(part for bar in picture.bars for part in _bar(bar))]
    body = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view}>{body}</svg>'


def _ticks(picture: Picture) -> list[str]:
    found = []
    for x, day in picture.ticks:
        found.append(_line(x, 24, x, picture.height - 8, 'stroke="#bbb"'))
        found.append(f'<text x="{x + 3}" y="18" {FONT}>{day:%Y-%m}</text>')
    return found


def _bar(bar: Bar) -> list[str]:
    name = bar.title if len(bar.title) <= NAME else bar.title[: NAME - 1] + "…"
    edge = 'stroke-width="3" fill="#999"' if bar.critical else 'stroke-width="1" fill="#e4e4e4"'
    at = f'x="{bar.x}" y="{bar.y + 2}" width="{max(bar.width, 2)}" height="16"'
    found = [
        f'<text x="4" y="{bar.y + 15}" {FONT}>{escape(name)}</text>',
        f'<rect {at} stroke="#000" {edge}/>',
    ]
    if bar.slack_width:
        dashed = 'stroke="#000" stroke-dasharray="4 4"'
        found.append(
            _line(bar.slack_x, bar.y + 10, bar.slack_x + bar.slack_width, bar.y + 10, dashed)
        )
    if bar.done_x is not None:
        shape = f"M{bar.done_x} {bar.y + 1}l7 9l-7 9l-7 -9z"
        found.append(f'<path d="{shape}" fill="#fff" stroke="#000" stroke-width="2"/>')
    return found


def _line(x1: float, y1: float, x2: float, y2: float, looks: str) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {looks}/>'
