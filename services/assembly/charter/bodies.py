"""What adopting a charter brings, and what its form asks for."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.core.errors import Invalid
from chassis.core.text import Body
from chassis.web.fields import Hint, Label, Lines, Options
from contracts.charter import Document, DocumentKind
from services.assembly.bodies import Word, Year
from services.assembly.labels import PAPERS

Title = Annotated[str, StringConstraints(max_length=120)]
Edition = Annotated[str, StringConstraints(max_length=20)]
LINE_PARTS = 3


class NewCharter(Body):
    """A preset with the street's year and papers (1+3+N)."""

    preset: Word
    year: Year
    documents: tuple[Document, ...] = Field(default=(), max_length=60)


class CharterForm(Body):
    """The same as people fill it in: a title for each slot that holds a paper, the rest by line."""

    preset: Annotated[Word, Label("预设", "Preset"), Options("presets")]
    year: Annotated[Year, Label("年度", "Year")]
    master_title: Annotated[Title, Label("总体方案名称", "Master plan: title")] = ""
    master_edition: Annotated[Edition, Label("总体方案版本", "Master plan: version")] = "1"
    master_date: Annotated[date | None, Label("总体方案生效日期", "Master plan: effective on")] = (
        None
    )
    preparation_title: Annotated[Title, Label("会议筹备方案名称", "Preparation: title")] = ""
    preparation_edition: Annotated[Edition, Label("会议筹备方案版本", "Preparation: version")] = "1"
    preparation_date: Annotated[
        date | None, Label("会议筹备方案生效日期", "Preparation: effective on")
    ] = None
    ballot_title: Annotated[Title, Label("项目票决方案名称", "Ballot: title")] = ""
    ballot_edition: Annotated[Edition, Label("项目票决方案版本", "Ballot: version")] = "1"
    ballot_date: Annotated[date | None, Label("项目票决方案生效日期", "Ballot: effective on")] = (
        None
    )
    supervision_title: Annotated[Title, Label("监督落实方案名称", "Supervision: title")] = ""
    supervision_edition: Annotated[Edition, Label("监督落实方案版本", "Supervision: version")] = "1"
    supervision_date: Annotated[
        date | None, Label("监督落实方案生效日期", "Supervision: effective on")
    ] = None
    supporting: Annotated[
        tuple[str, ...],
        Field(max_length=50),
        Label("配套制度（N）", "Supporting papers (N)"),
        Hint(
            "一行一份：名称 | 版本 | 生效日期，如 2025-01-31",
            "One a line: title | version | date, as in 2025-01-31",
        ),
        Lines(),
    ] = ()

    def body(self) -> NewCharter:
        """The charter it describes. Raises ``Invalid`` for a paper without a date."""
        lines = (_supporting(place, line) for place, line in enumerate(self.supporting, 1))
        return NewCharter(preset=self.preset, year=self.year, documents=(*self._fixed(), *lines))

    def _fixed(self) -> Iterator[Document]:
        for kind, slot in PAPERS:
            name = slot.lower()
            title, effective = getattr(self, f"{name}_title"), getattr(self, f"{name}_date")
            if title and effective is None:
                raise _undated(f"{name}_date", title)
            if title:
                yield Document(
                    kind=DocumentKind(kind),
                    slot=slot,
                    title=title,
                    version=getattr(self, f"{name}_edition"),
                    effective_on=effective,
                )


def form_values(preset: str, year: int, documents: tuple[Document, ...]) -> dict[str, object]:
    """What the form shows at first: the papers in force, so that a new version starts from them."""
    given: dict[str, object] = {"preset": preset, "year": year}
    lines = []
    for paper in documents:
        if paper.kind is DocumentKind.SUPPORTING:
            lines.append(f"{paper.title} | {paper.version} | {paper.effective_on}")
        else:
            name = paper.slot.lower()
            given |= {f"{name}_title": paper.title, f"{name}_edition": paper.version}
            given[f"{name}_date"] = paper.effective_on
    return given | {"supporting": lines}


def _supporting(place: int, line: str) -> Document:
    parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    title, edition, effective = (*parts, "", "")[:LINE_PARTS]
    try:
        on = date.fromisoformat(effective)
    except ValueError:
        raise _undated("supporting", f"第 {place} 行", f"line {place}") from None
    return Document(
        kind=DocumentKind.SUPPORTING, title=title, version=edition or "1", effective_on=on
    )


def _undated(field: str, zh: str, en: str = "") -> Invalid:
    return Invalid(
        "paper-undated",
        "每份文件都要有生效日期。",
        "Every paper needs the date from which it is in force.",
        [{"field": field, "zh": f"“{zh}”缺少生效日期。", "en": f"{en or zh} has no date."}],
    )
