"""The scale of an evaluation: points from low to high, or grades such as A, B, C, D. Pure.

A record keeps whole numbers: the points themselves, or of grades their rank from the worst (1).
"""

from collections.abc import Mapping

from chassis.core.errors import Invalid
from contracts.charter import Charter, Panel
from contracts.session_rules import Scale


def scale_of(charter: Charter, panel: Panel) -> Scale:
    """The street's scale for this panel; 0 to 100 unless the charter says otherwise."""
    return charter.sessions.scales.get(panel, Scale())


def read(scale: Scale, given: int | str) -> int | None:
    """A score as it is kept, or nothing where the scale has no such score."""
    text = str(given).strip().upper()
    if scale.grades:
        grades = [grade.upper() for grade in scale.grades]
        return len(grades) - grades.index(text) if text in grades else None
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else -1
    return number if scale.low <= number <= scale.high else None


def said(scale: Scale, score: int) -> str:
    """A kept score as people read it."""
    if scale.grades and 1 <= score <= len(scale.grades):
        return scale.grades[-score]
    return str(score)


def told(scale: Scale) -> tuple[str, str]:
    """The scale in words."""
    if scale.grades:
        return f"等级 {'、'.join(scale.grades)}", f"a grade of {', '.join(scale.grades)}"
    return (
        f"{scale.low} 到 {scale.high} 的整数",
        f"a whole number from {scale.low} to {scale.high}",
    )


def read_all(scale: Scale, given: Mapping[str, int | str]) -> dict[str, int]:
    """All scores as they are kept. Raises ``Invalid`` naming each that the scale has not."""
    scores = {candidate: read(scale, score) for candidate, score in given.items()}
    zh, en = told(scale)
    wrong = [
        {"field": f"score-{candidate}", "zh": f"请填{zh}", "en": f"Give {en}"}
        for candidate, score in scores.items()
        if score is None
    ]
    if wrong:
        raise Invalid(
            "scores-off-scale",
            f"有 {len(wrong)} 个评分不在本项评议的范围内，应当是{zh}。",
            f"{len(wrong)} scores are off this panel’s scale: {en}.",
            wrong,
        )
    return {candidate: score for candidate, score in scores.items() if score is not None}
