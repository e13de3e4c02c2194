"""What stands in a bundle of an announced ballot, pure: state and papers in, one JSON text out.

The public bundle has marks, sorted so that they tell no order (of ranks and grades sums alone), and
the board of used tags; keys and signatures are in the sealed bundle alone: one public list of keys
beside marks would be a receipt.
"""

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.count import Outcome
from services.ballot.ballot.domain.guard import (
    tells_apart,
    tells_papers,
    told,
    told_group,
    told_split,
)
from services.ballot.ballot.domain.rounds import tag_of
from services.ballot.ballot.domain.stamp import Stamp
from services.ballot.bundle.sums import is_summed, sums_of

RECOUNT = Path(__file__).with_name("recount.py")
PARTS = ("recount_ways.py", "recount_money.py")
IMPORTED = re.compile(r"^from services\.\S* import (?:\([^)]*\)|.*)$", re.MULTILINE)
COUNTED_BY = ("seats", "pass_over", "pass_of", "extra_rounds", "runoffs")
HIDDEN = {True: None, False: {"salt"}}
"""What of a seal stands in the sealed bundle alone."""
EPOCH = (1980, 1, 1, 0, 0, 0)
README = """居民议事会票决：公开核验资料
================================
1. bundle.json 里是本次票决的规则、每轮到会和发票数字、封箱摘要、
   已用校验号（公示板）和不按先后排列的选票；
   名次票决和满意度测评只列合计，不列逐张选票。
2. 在任何一台装有 Python 3.9 以上的电脑上断网运行：python recount.py
   程序重新计票，与公布的结果逐项核对；一致时显示“一致”。
3. 您的票是否计入：在 bundle.json 的 board 中找票码上印的校验号，
   或在网站“查我的票是否计入”中输入票码。
   如有 bundle.json.sig（签名）和 bundle.json.tsr（可信时间戳）：
   openssl ts -verify -data bundle.json -in bundle.json.tsr -CAfile 时间戳机构证书.pem
4. 总监票人和审计人员另有密封资料（含公钥和签名），用同一程序核对每一张票的签名和封箱。

A ballot of a residents' assembly, to be checked by anybody
-----------------------------------------------------------
1. bundle.json holds the rules, the figures of each round, the seals of the box, the board of used
   tags, and the papers, sorted by their marks; of ranks and grades sums, and no papers.
2. Run "python recount.py" offline, with Python 3.9 or newer: it counts again and compares.
3. Whether your paper counted: look for the tag on your coupon in "board", or type its code on the
   web page of the board.
   Where there are bundle.json.sig (a signature) and bundle.json.tsr (a time stamp, RFC 3161):
   openssl ts -verify -data bundle.json -in bundle.json.tsr -CAfile authority.pem
4. The chief scrutineer and the auditor have a sealed bundle with keys and signatures; the same
   program checks every signature in it.
"""


@dataclass(frozen=True)
class Box:
    """The papers of one round as read from the database, and the keys that are good in its turn."""

    rows: Sequence[tuple[str, Mapping[str, Any]]]
    keys: frozenset[str]


def bundle(ballot_id: str, state: Ballot, boxes: Mapping[int, Box], *, sealed: bool) -> str:
    """The JSON text of a bundle; ``boxes`` by the number of the round."""
    may_tell, group = told(state.rounds), sealed or tells_apart(state.rounds)
    told_rounds = [
        _round(state, one, boxes[one.number], may_tell[one.number], sealed=sealed, group=group)
        for one in state.rounds
        if one.outcome is not None
    ]
    found = {
        "format": "yishi-bundle-1",
        "kind": "sealed" if sealed else "public",
        "ballot": ballot_id,
        "session": state.session,
        "announced_on": state.announced_on,
        "rules": counted_by(state),
        "items": [
            item.model_dump(include={"candidate", "no", "title", "budget_yuan"})
            for item in state.items
        ],
        "rounds": told_rounds,
        "selected": [item.candidate for item in state.selected],
        "vacancies": state.vacancies,
    }
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)


def counted_by(state: Ballot) -> dict[str, Any]:
    """What a recount needs of the rules; the part of a way of voting only where it is used."""
    rules = state.rules
    part = {"RANKS": rules.ranks, "BUDGET": rules.budget, "GRADES": rules.satisfaction}
    name = {"GRADES": "satisfaction"}.get(state.method, state.method.lower())
    used = {name: part[state.method].model_dump(mode="json")} if state.method in part else {}
    return {
        **{field: getattr(rules, field) for field in COUNTED_BY},
        "method": state.method,
        **used,
        **({"gate": rules.gate.model_dump(mode="json")} if state.is_gated else {}),
    }


def _outcome(one: Round, may_tell: Mapping[str, int], *, whole: bool, group: bool) -> Any:
    assert one.outcome is not None  # only counted rounds are told
    counted = one.outcome if whole else _told_of(one.outcome, may_tell)
    return counted.model_dump(mode="json", exclude=None if group else {"apart"})


def _told_of(outcome: Outcome, may_tell: Mapping[str, int]) -> Outcome:
    """The outcome without the votes of candidates that are kept back."""
    parts = {
        part: {item: n for item, n in getattr(outcome, part).items() if item in may_tell}
        for part in ("tallies", "points", "grades")
    }
    group = outcome.apart and told_group(outcome.apart, may_tell)
    split = told_split(outcome, may_tell)
    return outcome.model_copy(update={**parts, "apart": group, "split": split})


def _round(
    state: Ballot,
    one: Round,
    box: Box,
    may_tell: Mapping[str, int],
    *,
    sealed: bool,
    group: bool,
) -> dict[str, Any]:
    """One round; ``group``: with the votes of the group that must pass apart."""
    apart = one.apart if state.is_gated else None
    whole = sealed or tells_papers(state, one)
    seals = [seal.model_dump(mode="json", exclude=HIDDEN[sealed]) for seal in one.seals]
    return {
        "number": one.number,
        "turn": one.turn,
        "kind": one.race.kind,
        "candidates": list(one.race.candidates),
        "seats": one.race.seats,
        "freeze": one.freeze.model_dump(exclude={"recused"}),
        "slips": one.slips,
        "slips_digest": one.slips_digest,
        "seals": seals,
        "digest": one.digest,
        "doubled": list(one.doubled),
        "set_aside": list(one.set_aside),
        "board": board(box),
        **_marked(state, one, box, whole=whole, sealed=sealed),
        "outcome": _outcome(one, may_tell, whole=whole, group=group),
        **({"apart": apart.model_dump()} if apart else {}),
        **({"keys": sorted(box.keys)} if sealed else {}),
    }


def board(box: Box) -> list[str]:
    """校验号公示: the tags of all papers, sorted."""
    return sorted(tag_of(row_id) for row_id, _ in box.rows)


def _marked(state: Ballot, one: Round, box: Box, *, whole: bool, sealed: bool) -> dict[str, Any]:
    """The papers, or sums of them; nothing where not everything may be told."""
    if is_summed(state) and not sealed:
        return {"papers": None, "sums": sums_of(state, one, box.rows) if whole else None}
    return {"papers": _papers(one, box, sealed=sealed) if whole else None}


def _papers(one: Round, box: Box, *, sealed: bool) -> list[dict[str, Any]]:
    if sealed:
        return [{"id": row_id, **body} for row_id, body in sorted(box.rows, key=lambda row: row[0])]
    aside = set(one.set_aside)
    marks = [_marks(body, spoiled=tag_of(row_id) in aside) for row_id, body in box.rows]
    # Sorted by what stands on them: alike for everybody who asks, and no other order.
    return sorted(marks, key=lambda paper: json.dumps(paper, sort_keys=True))


def _marks(body: Mapping[str, Any], *, spoiled: bool) -> dict[str, Any]:
    if spoiled:
        return {"votes_for": [], "against": [], "spoiled": True}
    # What is written on such a paper does not count: it is invalid, and nothing more is told.
    odd = {"spoiled": True} if body.get("written") else {}
    return {name: body[name] for name in ("votes_for", "against", "spoiled")} | odd


def standalone() -> str:
    """The recount as one file: the other ways of voting are written into it."""
    program = RECOUNT.read_text(encoding="utf-8")
    texts = (RECOUNT.with_name(part).read_text(encoding="utf-8") for part in PARTS)
    bodies = (text.partition("from __future__ import annotations\n")[2] for text in texts)
    parts = (IMPORTED.sub("", body).strip() for body in bodies)
    return IMPORTED.sub(lambda _: next(parts), program)


def vouched(text: str, stamp: Stamp | None) -> dict[str, bytes]:
    """Name and content of what somebody outside vouches for these very bytes with."""
    if stamp is None or stamp.sha256 != hashlib.sha256(text.encode()).hexdigest():
        return {}
    found = {"bundle.json.sig": stamp.signature, "bundle.json.tsr": stamp.token}
    return {name: base64.b64decode(content) for name, content in found.items() if content}


def packed(text: str, more: Mapping[str, bytes]) -> bytes:
    """The bundle as a ZIP archive with the program that counts it; the same bytes every time."""
    files = {
        "README.txt": README,
        "bundle.json": text,
        "recount.py": standalone(),
    }
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content.encode())
        for name, data in more.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data)
    return found.getvalue()
