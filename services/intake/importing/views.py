"""What the API answers about an import: a preview, an order, its progress."""

from pydantic import BaseModel


class PreviewRow(BaseModel):
    """What an import would do with one row."""

    row: int
    state: str
    zh: str
    en: str


class Preview(BaseModel):
    """What an import would do; nothing was written."""

    rows: list[PreviewRow]


class BatchRef(BaseModel):
    """An import that was ordered."""

    batch: str
    total: int


class RowProblemView(BaseModel):
    """A row that was not imported, and why."""

    row: int
    zh: str
    en: str


class BatchView(BaseModel):
    """How far an import is: ``done`` of ``total``."""

    batch: str
    status: str
    total: int
    done: int
    failed: list[RowProblemView]


class Said(BaseModel):
    """What the page of a batch says: its title, what was done and not, and where one goes on."""

    title: tuple[str, str]
    done: tuple[str, str]
    on: tuple[str, str] = ("", "")
    to: str = ""


IMPORT = Said(
    title=("导入台账", "Import of the ledger"),
    done=("导入 %d 条，未导入 %d 条。", "%d imported, %d not imported."),
)
SAID = {
    "accept_suggestions": Said(
        title=("受理建议", "Acceptance"),
        done=("受理 %d 条，未受理 %d 条。", "%d accepted, %d not accepted."),
        on=("继续受理", "Go on accepting"),
        to="/desk/accept",
    ),
    "draft_answers": Said(
        title=("按模板拟稿", "Drafting answers"),
        done=("拟稿 %d 条，未拟稿 %d 条。", "%d drafted, %d not drafted."),
        on=("去审核", "Review them"),
        to="/desk/answers?tab=drafts",
    ),
    "review_answers": Said(
        title=("审核答复", "Reviewing answers"),
        done=("审核通过 %d 条，未通过 %d 条。", "%d reviewed, %d not reviewed."),
        on=("去公布", "Publish them"),
        to="/desk/answers?tab=ready",
    ),
    "publish_answers": Said(
        title=("公布答复", "Publishing answers"),
        done=("公布 %d 条，未公布 %d 条。", "%d published, %d not published."),
        on=("回到书面答复", "Back to the answers"),
        to="/desk/answers",
    ),
}


def said_of(name: str) -> Said:
    """The words for a batch of this name; every other one is an import."""
    return SAID.get(name, IMPORT)
