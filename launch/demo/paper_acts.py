"""The acts around a session's papers: texts of its items, the booklet, a supplement."""

from collections.abc import Sequence
from io import BytesIO

from contracts.charter import Role
from launch.demo.case import Case
from launch.demo.client import Api, Json

NPC = Role.NPC_COMMITTEE


async def hand_in_papers(case: Case, api: Api, session: str) -> None:
    """The papers that the story tells, each to its item (counted from 1)."""
    items = (await api.get("ballot", f"sessions/{session}", NPC))["agenda_items"]
    for told in case.story["session"].get("papers", []):
        at = f"sessions/{session}/items/{items[told['item'] - 1]['id']}/paper"
        fields = {"kind": told["kind"], "title": told["title"]}
        if told.get("word"):
            file = (f"{told['title']}.docx", word_file(told["text"]))
            await api.hand_in("ballot", at, NPC, fields, files=file)
        else:
            await api.hand_in("ballot", at, NPC, fields | {"text": "\n".join(told["text"])})


def word_file(paragraphs: Sequence[str]) -> bytes:
    """A Word file of these paragraphs, as an office would hand it in."""
    from docx import Document

    document, buffer = Document(), BytesIO()
    for one in paragraphs:
        document.add_paragraph(one)
    document.save(buffer)
    return buffer.getvalue()


async def build_booklet(api: Api, session: str) -> Json:
    """The booklet from everything that was handed in."""
    return await api.post("ballot", f"sessions/{session}/booklet", NPC)


async def issue_minutes(case: Case, api: Api, session: str) -> None:
    """The minutes, drawn in one press and made final under the first number of the year."""
    told = case.story
    body: Json = {"host": told.get("chair", "会议主持人"), "recorder": "人大街道工委"}
    await api.post("ballot", f"sessions/{session}/minutes", NPC, body)
    final: Json = {"serial": told["session"]["number"], "dated": told["session"]["date"]}
    await api.post("ballot", f"sessions/{session}/minutes/finish", NPC, final)


async def tick_tasks(api: Api, session: str) -> None:
    """What is done around the session; filing its papers still waits."""
    done = ("agenda", "papers", "seal", "hall", "sign-in", "record", "box", "announce", "minutes")
    for task in done:
        await api.post("ballot", f"sessions/{session}/tasks/{task}/tick", NPC)
