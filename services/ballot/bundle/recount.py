#!/usr/bin/env python3
"""Count a ballot of a residents' assembly again: ``python recount.py`` beside ``bundle.json``.

Python 3.9 or newer and nothing else: no network, no other package. It reads ``bundle.json``, counts
every round by the rules in it, and holds what it finds against what was announced. A sealed bundle
has keys and signatures too: each paper's Ed25519 signature (RFC 8032), the seals of the box and the
digests are checked as well. The exit status is 0 where all agrees, 1 where anything does not.

离线重新计票：把本文件与 bundle.json 放在一起，运行 python recount.py。一致时退出码为 0。
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.ballot.bundle.recount_money import by_budget
from services.ballot.bundle.recount_ways import (
    add_up,
    apart_of,
    by_seats,
    by_sums,
    fills_seats,
    given_of,
    is_valid,
)

Point = tuple[int, int, int, int]
Json = Any
Faults = Iterator[tuple[str, str]]

# ---- Ed25519, verification only (RFC 8032, 5.1) -------------------------------------------------

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _add(a: Point, b: Point) -> Point:
    x = (a[1] - a[0]) * (b[1] - b[0]) % P
    y = (a[1] + a[0]) * (b[1] + b[0]) % P
    z, t = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = y - x, t - z, t + z, y + x
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(number: int, point: Point) -> Point:
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point = _add(point, point)
        number >>= 1
    return found


def _x_of(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if not square:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (64 bytes) of ``message`` was made with the key ``public`` (32)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= Q:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    h = int.from_bytes(digest, "little") % Q
    a, b = _times(s, BASE), _add(r, _times(h, key))
    return not ((a[0] * b[2] - b[0] * a[2]) % P or (a[1] * b[2] - b[1] * a[2]) % P)


def count(papers: list[Json], race: Json, freeze: Json, bundle: Json, apart: Json = None) -> Json:
    """The outcome of one round, in exact integers. ``apart``: roll and votes of the group."""
    rules = bundle["rules"]
    valid = [one for one in papers if is_valid(one, race, rules)]
    numbers = {"returned": len(papers), "valid": len(valid), "invalid": len(papers) - len(valid)}
    if rules["method"] in ("RANKS", "GRADES"):
        given = given_of(valid, race, rules)
        return by_sums({**numbers, "given": given}, race, freeze, rules)
    base = {**freeze, **numbers}[rules["pass_of"].lower()]
    if rules["method"] == "BUDGET":
        costs = {item["candidate"]: item["budget_yuan"] for item in bundle["items"]}
        found = by_budget(valid, race, rules, base, costs)
    else:
        found = by_seats(valid, race, rules, base, apart)
    return {"tied": [], "open_seats": 0, **numbers, **found}


def following(rules: Json, held: list[tuple[Json, Json]]) -> Json | None:
    """What had to be voted on after these rounds (race, outcome), or nothing."""
    if not fills_seats(rules):
        return None
    _, last = held[-1]
    kinds = [race["kind"] for race, _ in held]
    if last["tied"]:
        if kinds.count("RUNOFF") >= rules["runoffs"]:
            return None
        return {"kind": "RUNOFF", "candidates": last["tied"], "seats": last["open_seats"]}
    chosen = [item for _, outcome in held for item in outcome["chosen"]]
    rest = [item for item in held[0][0]["candidates"] if item not in chosen]
    vacant = rules["seats"] - len(chosen)
    if vacant > 0 and rest and kinds.count("EXTRA") < rules["extra_rounds"]:
        return {"kind": "EXTRA", "candidates": rest, "seats": vacant}
    return None


def tag_of(public: str) -> str:
    """校验号 of a public key (64 hex digits)."""
    digits = hashlib.sha256(public.encode()).hexdigest()[:8].upper()
    return digits[:4] + "-" + digits[4:]


def message_of(ballot: str, turn: int, paper: Json) -> bytes:
    """What the signature of a paper is over."""
    said = ["yishi paper v1", ballot, turn, sorted(paper["votes_for"])]
    said += [sorted(paper["against"]), paper["spoiled"]]
    said += [sorted(paper["written"].items())] if paper.get("written") else []
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def lines_of(rows: list[Json]) -> list[str]:
    """A line of JSON for each paper with its key: what digests and seals are taken of."""
    made = [[row["id"], {k: v for k, v in row.items() if k != "id"}] for row in rows]
    return sorted(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in made)


def sha256(text: str) -> str:
    """In hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def sm3(text: str) -> str:
    """In hex; empty where this Python does not know it."""
    try:
        return hashlib.new("sm3", text.encode()).hexdigest()
    except ValueError:
        return ""


def sealed_faults(bundle: Json, one: Json) -> Faults:
    """What is wrong with the keys, signatures and seals of one round of a sealed bundle."""
    keys, lines = set(one["keys"]), lines_of(one["papers"])
    public = [row["id"].rsplit("/", 1)[-1] for row in one["papers"]]
    if sha256("\n".join([one["seals"][-1]["salt"], *lines])) != one["digest"]:
        yield "选票摘要不符", "the digest of the papers differs"
    if sha256("\n".join(sorted(keys))) != one["slips_digest"] or len(keys) != one["slips"]:
        yield "票码集合摘要不符", "the digest of the set of coupons differs"
    if len(set(public)) != len(public) or not set(public) <= keys:
        yield "有选票不属于本轮票码", "a paper lies under no coupon of this round"
    if sorted(map(tag_of, public)) != one["board"]:
        yield "校验号公示与选票不符", "the board is not that of the papers"
    if not seal_holds(one["seals"][-1], lines):
        yield "封箱摘要不符", "the seal of the box does not hold"
    for key, row in [(public[n], row) for n, row in enumerate(one["papers"])]:
        message, signature = message_of(bundle["ballot"], one["turn"], row), row["signature"]
        if not verify(bytes.fromhex(key[:64]), message, bytes.fromhex(signature)):
            yield f"签名不成立 {tag_of(key)}", f"the signature does not hold: {tag_of(key)}"


def seal_holds(seal: Json, lines: list[str]) -> bool:
    """Whether the box held exactly these papers when it was sealed for the last time."""
    text = "\n".join([seal["salt"], *lines])
    same = not seal["sm3"] or sm3(text) in ("", seal["sm3"])
    return bool(same and sha256(text) == seal["sha256"])


def counted_as(one: Json, paper: Json) -> Json:
    """The paper as it counts: what two people set aside is returned, and invalid."""
    aside = "id" in paper and tag_of(paper["id"].rsplit("/", 1)[-1]) in one["set_aside"]
    return dict(paper, spoiled=True) if aside else paper


def round_faults(bundle: Json, one: Json, held: list[tuple[Json, Json]]) -> Faults:
    """What is wrong with one round, given the rounds before it."""
    due: Json = following(bundle["rules"], held) if held else first_race(bundle)
    same = due is not None and set(due.pop("candidates")) == set(one["candidates"])
    if not same or any(one[name] != due[name] for name in due):
        yield "这一轮不应这样举行", "this round was not due as it was held"
    told, board = one["outcome"], one["board"]
    if len(board) != told["returned"] or len(set(board)) != len(board):
        yield "校验号个数与收回票不符", "the board has not one tag for each returned paper"
    if told["returned"] > one["freeze"]["issued"]:
        yield "收回票多于发出票", "more papers came back than slips were drawn"
    if one["seals"][-1]["papers"] != told["returned"]:
        yield "封箱张数与收回票不符", "the seal is over another number of papers"
    if "gate" in bundle["rules"] and "apart" not in one:
        yield "单独一组没有另外计票", "the group that must pass apart was not counted apart"
    if one["papers"] is not None or one.get("sums"):
        yield from counted_faults(bundle, one)
    if bundle["kind"] == "sealed":
        yield from sealed_faults(bundle, one)


def counted_faults(bundle: Json, one: Json) -> Faults:
    """Where counting the papers again, or their sums, gives something else."""
    told, race, rules, apart = one["outcome"], race_of(one), bundle["rules"], None
    if one["papers"] is None:
        found = by_sums(one["sums"], race, one["freeze"], rules)
        if not add_up(one["sums"], race, rules):
            yield "各项合计与有效票数不符", "so many papers cannot have given these sums"
    else:
        papers = [counted_as(one, paper) for paper in one["papers"]]
        apart = apart_of(bundle, one, race, papers)
        found = count(papers, race, one["freeze"], bundle, apart)
    if apart and told["apart"] and any(apart[name] != n for name, n in told["apart"].items()):
        yield "单独一组的票数不同", "the votes of the group that must pass apart differ"
    for name in found:
        if found[name] != told[name]:
            yield "重新计票不同：" + name, "the recount differs: " + name


def race_of(one: Json) -> Json:
    """What a round voted on."""
    return {name: one[name] for name in ("kind", "candidates", "seats")}


def first_race(bundle: Json) -> Json:
    """All candidates for all seats."""
    candidates = [item["candidate"] for item in bundle["items"]]
    seats = 0 if bundle["rules"]["method"] == "GRADES" else bundle["rules"]["seats"]
    return {"kind": "FIRST", "candidates": candidates, "seats": seats}


def faults(bundle: Json) -> Faults:
    """(Chinese, English) of everything that does not agree; nothing where all does."""
    held: list[tuple[Json, Json]] = []
    for one in bundle["rounds"]:
        for zh, en in round_faults(bundle, one, held):
            yield f"第 {one['number']} 轮：{zh}", f"Round {one['number']}: {en}"
        held.append((race_of(one), one["outcome"]))
    if following(bundle["rules"], held) is not None:
        yield "还应再投一轮", "another round was due"
    chosen = [item for _, outcome in held for item in outcome["chosen"]]
    if chosen != bundle["selected"]:
        yield "入选名单不同", "other candidates were chosen"
    open_seats = bundle["rules"]["seats"] - len(chosen) if fills_seats(bundle["rules"]) else 0
    if open_seats != bundle["vacancies"]:
        yield "缺额不同", "another number of seats is vacant"


def main(path: str | Path) -> int:
    """Tell what was found; 0 where all agrees."""
    bundle = json.loads(Path(path).read_text(encoding="utf-8"))
    titles = {item["candidate"]: f"{item['no']}. {item['title']}" for item in bundle["items"]}
    for one in bundle["rounds"]:
        tell(one, titles)
    found = list(faults(bundle))
    for zh, en in found:
        say(f"不一致 DIFFERS  {zh} · {en}")
    if not found:
        say("一致：重新计票与公布结果相同。All agrees: the recount gives the announced result.")
    return 1 if found else 0


def tell(one: Json, titles: dict[str, str]) -> None:
    """One round as it was announced."""
    told = one["outcome"]
    say(f"第 {one['number']} 轮 Round: {told['valid']} / {told['returned']}")
    if one["papers"] is None and not one.get("sums"):
        say("  人数少，选票不公开 not told: so few papers could be laid on persons")
    worth = told.get("points") or told["tallies"]
    for item, votes in sorted(worth.items(), key=lambda pair: -pair[1]):
        say(f"  {votes:4}  {titles[item]}{' *' if item in told['chosen'] else ''}")


def say(line: str) -> None:
    """A line to whoever runs this."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("bundle.json")))
