"""What people can ask of an import: check a workbook, then enter it or let it be (W-11)."""

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.errors import WrongState
from chassis.core.text import Nothing
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.intake.collection.queries import running_collection
from services.intake.importing import bodies, domain, judging
from services.intake.importing.bodies import Doubtful
from services.intake.importing.domain import IMPORT as TABLE
from services.intake.importing.domain import LedgerImport
from services.intake.importing.seeing import check_sees
from services.intake.importing.uploading import checked, keep, sent_before
from services.intake.importing.views import ImportView, view_of
from services.intake.kinds import IMPORTS
from services.intake.roles import IMPORTERS
from services.intake.suggestion.domain.suggestion import NEXT

LEDGER: Thing[LedgerImport] = Thing(
    service="intake",
    kind=IMPORTS,
    api="/intake/api/streets/{street}/imports/{ledger}",
    page="/intake/streets/{street}/desk/imports/{ledger}",
    answers=ImportView,
    answer=view_of,
)


async def check(order: Order[bodies.NewLedger]) -> Changed[LedgerImport]:
    """Read and check the workbook; nothing of it counts yet."""
    before = await sent_before(order.ctx, order.street, order.cause)
    if before is not None:
        return before
    (file,) = order.body.file
    found = await checked(order.ctx, order.street, file)
    began = found.ledger(file.filename or "", order.cause, order.person.name)
    return await keep(order.ctx, order.street, found, Change(began), order.cause)


async def cycle_now(order: Order[bodies.Commit]) -> str:
    """Where suggestions count now."""
    running = await running_collection(order.ctx, order.street)
    return running.cycle if running else NEXT


def commit(ledger: LedgerImport, order: Order[bodies.Commit]) -> Change[LedgerImport]:
    """Enter the rows. Raises ``WrongState`` where they would count elsewhere by now."""
    check_sees(order, ledger)
    if ledger.cycle != order.facts and ledger.status is domain.ImportStatus.CHECKED:
        raise WrongState(
            "collection-changed",
            "检查之后征集期开始或结束了，请重新上传这份台账再检查一次。",
            "A collection opened or closed since the check; check the file again.",
        )
    duplicates = order.body.duplicates is Doubtful.TAKE
    return domain.commit(ledger, order.key, duplicates=duplicates)


def drop(ledger: LedgerImport, order: Order[Nothing]) -> Change[LedgerImport]:
    """Let it be. Raises ``NotFound`` for whom it is nothing."""
    check_sees(order, ledger)
    return domain.drop(ledger)


CHECK: AnyCommand = Command(
    "new", on=LEDGER, action="check_ledger", label=Label("上传并检查", "Upload and check"),
    doc="Check a ledger (.xlsx): a state for every row, with the cell and how to mend it. "
    "Nothing counts before it is committed.",
    body=bodies.NewLedger, may=IMPORTERS, path="", creates=True, do=check,
)  # fmt: skip
JUDGE: AnyCommand = Command(
    "judge", on=LEDGER, action="judge_rows", label=Label("记下选择", "Keep the choice"),
    doc="Decide what becomes of rows that may be repeated: new, the same as another, left out.",
    body=bodies.Judge, may=IMPORTERS, move=(TABLE, "judge"), facts=judging.doubtful,
    decide=judging.judge, then="/intake/streets/{street}/desk/imports/{id}?state=DUPLICATE",
)  # fmt: skip
COMMIT: AnyCommand = Command(
    "commit", on=LEDGER, action="commit_ledger", label=Label("确认导入", "Import"),
    doc="Enter the rows of a checked ledger, in the background; asked again it does nothing more.",
    body=bodies.Commit, may=IMPORTERS, move=(TABLE, "commit"), facts=cycle_now, decide=commit,
)  # fmt: skip
DROP: AnyCommand = Command(
    "drop", on=LEDGER, action="drop_ledger", label=Label("放弃这份台账", "Drop it"),
    doc="Let a checked ledger be: nothing of it is entered.",
    body=Nothing, may=IMPORTERS, move=(TABLE, "drop"), decide=drop,
)  # fmt: skip
