"""``python -m tests.contracts.freeze``: a document and the schema of every kind that has none.

The documents are those of a street that is played to its end, the fullest of each kind; of what
no street leaves behind there is a sample in ``SAMPLES``.
"""

import asyncio
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chassis.audit.chain import HEADS
from chassis.core.decision import State
from chassis.flow.dead_letters import DeadLetter
from chassis.flow.lease import Leased
from chassis.rooms.numbers import Numbers
from chassis.rooms.outbound.destinations import Delivery, Destination, Status
from chassis.web.sessions import SessionRecord
from services.assembly.anchor.domain import PublishedAnchor
from services.intake.agreement.domain import Agreed, Agreement
from services.intake.client.domain import Client
from services.intake.disclosure.domain import Disclosure
from services.intake.focus.domain import Focus, Refocusing, Remark
from services.intake.followup.domain import FollowUp as Question
from services.intake.followup.domain import Said
from services.intake.retention.domain import Purge
from services.intake.visit.domain import Visit
from services.supervision.deputy.domain import Deputy
from services.supervision.fieldwork.domain import Entry, EntryKind, EntryStatus, Position
from services.supervision.followup.domain import FollowUp
from services.supervision.inspection.domain.inspection import Verdict
from services.supervision.light.domain import Lamp, Turn
from services.supervision.order.domain import Origin, Reply, SupervisionOrder
from services.supervision.solved.domain import SolvedCase
from tests.contracts.frozen import all_kinds, file_of, owner_of, schema_of
from tests.contracts.samples_following import FOLLOWING
from tests.service.played_town import PLAYED, a_town

AT = datetime(2025, 6, 1, 8, 30, tzinfo=UTC)
SAMPLES: dict[str, State] = {
    **FOLLOWING,
    "assembly.anchors": PublishedAnchor(
        at=AT, line=f"YISHI1 {PLAYED} 20250601T083000Z ASSEMBLY:3:0F2C", rows={"assembly": 3}
    ),
    "supervision.deputies": Deputy(
        name="彭建新",
        group="LIVELIHOOD_GROUP",
        group_zh="民生保障专业代表小组",
        group_en="Livelihood",
        term="区十八届人大",
    ),
    "supervision.entries": Entry(
        kind=EntryKind.VISIT,
        project="p1",
        project_no=1,
        title="老年食堂",
        cycle="2025",
        by="demo-member",
        name="周敏",
        role="DELIBERATOR",
        on=AT.date(),
        note="扶手松动",
        quality=Verdict.PROBLEM,
        position=Position(lat=28.19, lng=112.98),
        status=EntryStatus.OPEN,
    ),
    "supervision.lamps": Lamp(
        project_no=1,
        title="老年食堂",
        cycle="2025",
        colour="red",
        turns=(Turn(on=AT.date(), colour="red", days=3, points=25),),
    ),
    "supervision.orders": SupervisionOrder(
        no=3,
        project="p1",
        project_no=1,
        title="老年食堂",
        cycle="2025",
        unit="公共服务办公室",
        text="请说明原因",
        origin=Origin.RED_LIGHT,
        issued_on=AT.date(),
        due_on=AT.date(),
        since=AT.date(),
        replies=(Reply(on=AT.date(), text="已赶工", by="demo-department"),),
    ),
    "chassis.leases": Leased(holder="0f2c", until=1_780_000_000.5),
    "chassis.dead_letters": DeadLetter(
        queue="intake.charter-adopted",
        event_type="yishi.assembly.charter-adopted.v1",
        event_id="0f2c",
        street=PLAYED,
        body="{}",
        text=True,
        cut=False,
        code="bug",
        problem="KeyError",
        attempts=5,
        first_at=AT,
        last_at=AT,
    ),
    "chassis.destinations": Destination(
        wake=AT,
        url="https://hooks.example/yishi",
        types=("yishi.assembly.charter-adopted.v1",),
        streets=(PLAYED,),
        secret="whsec_c2FtcGxl",
        status=Status.FAILING,
        reason="http-500",
        failures=2,
        failing_since=AT,
        asked=7,
    ),
    "chassis.deliveries": Delivery(
        destination="d1",
        event="0f2c",
        type="yishi.assembly.charter-adopted.v1",
        body="{}",
        time=AT,
        sequence=3,
        sent_at=AT,
    ),
    "chassis.sessions": SessionRecord(
        sub="demo-clerk",
        name="示范",
        roles=("street-office",),
        streets=(PLAYED,),
        member="",
        community="",
        department="",
        id_token="",
        ends=1_780_000_000,
        seen=1_779_990_000,
    ),
    "chassis.numbers": Numbers(last=2, given={"0f2c": 1, "a1": 2}),
    "intake.clients": Client(
        name="市民热线",
        channel="PHONE",
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        made_by="示范",
        made_on="2025-06-01",
    ),
    "intake.visits": Visit(
        member="m1",
        name="示范",
        way="VISIT",
        on="2025-06-01",
        community="430111005001",
        grid="12",
        place="小区凉亭",
        met="几位老人",
        at=AT,
        entries=("a1",),
    ),
    "intake.agreements": Agreement(given=(Agreed(version="2025-01", on="2025-06-01"),)),
    "intake.purges": Purge(until="2025-06-01T08:30:00.000000Z", on="2025-06-01", last=2, total=5),
    "intake.refocusings": Refocusing(
        remarks=(
            Remark(
                suggestion="a1",
                before=Focus(),
                after=Focus(topic="CANTEEN", urgent=True, weak_point=True, priority="RENEWAL"),
            ),
        ),
        at=AT,
        on="2025-06-01T08:30:00+00:00",
        by="示范",
        undone=True,
    ),
    "supervision.solved": SolvedCase(
        street=PLAYED,
        project="p1",
        cycle="2025",
        title="老年食堂",
        class_zh="民生类",
        class_en="Livelihood",
        place="牛婆塘社区",
        unit="社会事务办",
        budget_yuan=50_000,
        spent_yuan=48_000,
        ended_on=AT.date(),
        days=200,
        satisfied=41,
        valid=50,
    ),
    "intake.disclosures": Disclosure(suggestion="a1", by="demo-clerk", at=AT, reason="回访"),
    "intake.followups": Question(
        suggestion="a1",
        no="12",
        project="p1",
        cycle="2025",
        title="楼道照明改造",
        round=2,
        ask_until="2025-06-09",
        status="ANSWERED",
        verdict="NOT",
        reason="三单元还是不亮",
        answered_at=AT,
        words="三单元还是不亮",
        before=(Said(round=1, verdict="PARTLY"),),
    ),
    "supervision.followups": FollowUp(
        project="p1",
        cycle="2025",
        round=1,
        answer="NOT",
        by_staff=False,
        at=AT,
        sequence=2,
        status="REFUSED",
        words="三单元还是不亮",
        resolution="已按设计完成。",
        resolved_on=AT.date(),
    ),
}


async def freeze() -> list[str]:
    """Write the files that are missing; answers the kinds that have no document to freeze."""
    wanted = {
        name: kind for name, kind in all_kinds().items() if not file_of(name, kind.schema).exists()
    }
    found = await _played() if wanted else {}
    found |= {name: state.model_dump(mode="json") for name, state in SAMPLES.items()}
    for name, kind in wanted.items():
        if name in found:
            _write(file_of(name, kind.schema), found[name])
            _write(file_of(name, kind.schema, ".schema"), schema_of(kind))
    return sorted(set(wanted) - set(found))


async def _played() -> dict[str, Any]:
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        async with a_town(Path(folder), patch) as town:
            for part in town.world.system.parts:
                for kind in (*part.kinds, HEADS):
                    name = f"{owner_of(part.service.name, kind)}.{kind.name}"
                    for whole in await part.engine.wholes(kind, "", 10_000):
                        found[name] = max(found.get(name, {}), whole.state, key=_size)
    return found


def _size(state: Any) -> int:
    return len(json.dumps(state))


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    missing = asyncio.run(freeze())
    print("no document of:", ", ".join(missing) if missing else "none is missing")
