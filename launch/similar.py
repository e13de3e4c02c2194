"""``yishi similar``: which messages of a file speak of the same matter."""

import json
import sys
from codecs import BOM_UTF8
from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from services.intake.similar.likeness import Likeness, Similar
from services.intake.similar.texts import Message


class Entry(BaseModel):
    """One message of the file; further fields are passed over."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str = Field(min_length=1)
    title: str = ""
    body: str = ""


class Sample(BaseModel):
    """A file that says more than its messages."""

    messages: list[Entry]


MOST = 10_000
"""Messages of a file: each is compared with every other."""
SAID = {
    "missing": "有一条没有这一项 (a message lacks it)",
    "string_type": "应是文字 (it must be text)",
    "string_too_short": "不能为空 (it must not be empty)",
    "json_invalid": "不是 JSON 文件 (this is no JSON)",
    "model_type": "应是一条 {id, title, body} (it must be a message)",
    "list_type": "应是清单 [{id, title, body}, …] (it must be a list of messages)",
}
"""What is wrong by its kind, for whoever made the file."""


class UnreadableFile(Exception):
    """The file is not a list of messages; the text says where and why."""


def read_messages(file: Path) -> list[Message]:
    """The messages of a JSON file, a list of ``{id, title, body}`` or an object that has it under
    ``messages``. Raises ``UnreadableFile``."""
    entries = _entries(file)
    if len(entries) > MOST:
        raise UnreadableFile(f"{file}: 有 {len(entries)} 条，最多 {MOST} 条 (too many messages)")
    twice = [one for one, times in Counter(entry.id for entry in entries).items() if times > 1]
    if twice:
        raise UnreadableFile(f"{file}: id 重复 (it stands twice): {twice[0]}")
    return [Message(entry.id, entry.title, entry.body) for entry in entries]


def _entries(file: Path) -> list[Entry]:
    try:
        data = file.read_bytes().removeprefix(BOM_UTF8)
        if data.lstrip()[:1] == b"{":
            return Sample.model_validate_json(data).messages
        return TypeAdapter(list[Entry]).validate_json(data)
    except OSError as error:
        raise UnreadableFile(f"{file}: 打不开 ({error.strerror})") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "".join(f"[{part}]" for part in first["loc"])
        said = SAID.get(first["type"], first["msg"])
        raise UnreadableFile(f"{file}{where}: {said}") from None


def show_similar(file: Path, *, as_json: bool) -> int:
    """Print the five most alike of each message and the pairs of one matter; 2: unreadable."""
    try:
        messages = read_messages(file)
    except UnreadableFile as error:
        print(f"yishi: {error}", file=sys.stderr)
        return 2
    likeness = Likeness(messages)
    ranked = {one.id: likeness.ranked(at) for at, one in enumerate(messages)}
    pairs = likeness.pairs()
    if as_json:
        print(json.dumps(_report(ranked, pairs), ensure_ascii=False))
    else:
        _print_lines({one.id: one.title for one in messages}, ranked, pairs)
    return 0


def _report(ranked: dict[str, list[Similar]], pairs: list[tuple[str, str]]) -> dict[str, Any]:
    similar = {
        one: [{"id": other.id, "score": other.score} for other in others]
        for one, others in ranked.items()
    }
    return {"similar": similar, "groups": [list(pair) for pair in pairs]}


def _print_lines(
    titles: dict[str, str], ranked: dict[str, list[Similar]], pairs: list[tuple[str, str]]
) -> None:
    for one, others in ranked.items():
        print(f"{one}  {titles[one]}")
        for other in others:
            print(f"    {other.score:.2f}  {other.id}  {titles[other.id]}")
    print(f"\n{len(pairs)} pairs of one matter (可能为同一事项)")
    for first, second in pairs:
        print(f"  {first}  {second}  {titles[first]} | {titles[second]}")
