"""Problems that more than one place can meet: one code, one class, one wording, written here.

A code that only one place raises is written there. ``tests/architecture/test_problems.py`` finds
a code that is written twice; ``docs/generated/problems.md`` lists all of them.
"""

from typing import Any

from chassis.core.errors import (
    Busy,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Stale,
    TooEarly,
    Unavailable,
)


def bad_id() -> Invalid:
    """An id holds what no database keeps as text."""
    return Invalid("bad-id", "编号含有不允许的字符。", "An id holds a forbidden character.")


def busy() -> Busy:
    """Too many changes of one thing at once; none of this one was made."""
    return Busy(
        "busy", "这一项正被多人同时修改，请稍后再试。", "Too many changes at once; try again."
    )


def if_match_missing() -> Invalid:
    """A command on what was read does not say which version that was."""
    return Invalid(
        "if-match-missing",
        "请带上 If-Match（读取时的版本号）。",
        "Send If-Match with the version you read.",
    )


def key_reused() -> Invalid:
    """A key of an earlier request came with another request."""
    return Invalid(
        "idempotency-key-reused",
        "同一个 Idempotency-Key 不能用于不同的请求。",
        "This Idempotency-Key was used for another request.",
    )


def not_found() -> NotFound:
    """What was asked for is not in this street."""
    return NotFound("not-found", "没有找到这一项。", "There is no such item in this street.")


def not_signed_in() -> NotSignedIn:
    """The address wants a person, and nobody is signed in."""
    return NotSignedIn("not-signed-in", "请先登录。", "Please sign in first.")


def nothing_to_correct() -> Invalid:
    """A correction that changes nothing."""
    return Invalid("nothing-to-correct", "没有需要更正的内容。", "Nothing would change.")


def provider_away() -> Unavailable:
    """The organisation's OpenID provider does not answer, or not as a provider does."""
    return Unavailable(
        "identity-provider",
        "单位的身份认证服务暂时没有回应，请过一会儿再试。",
        "Your organisation's sign-in service does not answer just now; try again in a while.",
    )


def sheet_empty() -> Invalid:
    """A workbook without a row to read."""
    return Invalid("sheet-empty", "表格里没有要导入的行。", "The sheet holds no rows.")


def sheet_problems(details: list[dict[str, Any]], most: int) -> Invalid:
    """A workbook of which nothing was imported; ``details`` beyond ``most`` are left out."""
    more = "以上" if len(details) >= most else ""
    count = min(len(details), most)
    return Invalid(
        "sheet-problems",
        f"表格有 {count} 处{more}问题，未导入任何一行。",
        f"The sheet has {count} problems; no row was imported.",
        details[:most],
    )


def stale() -> Stale:
    """Somebody changed the thing since the asker read it."""
    return Stale(
        "stale",
        "这一项刚被别人修改过，请刷新后再试。",
        "Somebody changed this item since you read it; reload and try again.",
    )


def store_unavailable(why: str) -> Unavailable:
    """The database does not answer; ``why`` in English, without anything private."""
    return Unavailable("store-unavailable", "数据暂时无法读写，请稍后再试。", f"The store: {why}.")


def bus_unavailable(why: str) -> Unavailable:
    """The bus takes nothing; ``why`` in English, without anything private."""
    return Unavailable("bus-unavailable", "消息暂时无法保存，请稍后再试。", f"The bus: {why}.")


def too_early() -> TooEarly:
    """An event that builds on something which has not arrived yet; it will be tried again."""
    return TooEarly("too-early", "前一步的数据尚未到达。", "What this builds on is not here yet.")


def unknown_batch() -> NotFound:
    """No batch of this id."""
    return NotFound("unknown-batch", "没有这一批。", "There is no such batch.")


def unknown_choice(field: str, zh: str, en: str) -> Invalid:
    """A field holds none of its options; ``zh`` and ``en`` say which there are."""
    return Invalid(
        "unknown-choice",
        f"填写的内容{zh}",
        f"What was given {en}",
        [{"field": field, "zh": zh, "en": en}],
    )


def other_unit() -> NotAllowed:
    """What was assigned to another unit is neither shown to this one nor answered by it."""
    return NotAllowed(
        "other-unit",
        "这条建议没有交办给您的部门。如有疑问，请联系街道经办人。",
        "This suggestion was not assigned to your unit. Please ask the street's clerk.",
    )


def unknown_cycle() -> NotFound:
    """No year of this name in this street."""
    return NotFound("unknown-cycle", "没有这个年度。", "There is no such cycle in this street.")


def unknown_file() -> NotFound:
    """No file of this id, or it has been erased."""
    return NotFound("unknown-file", "没有这个文件，或它已被删除。", "There is no such file.")


def unknown_street() -> NotFound:
    """No street of this code, or none that has adopted a charter."""
    return NotFound(
        "unknown-street",
        "没有这个街道，或它尚未公布章程。",
        "There is no such street, or it has no charter yet.",
    )


def unknown_suggestion() -> NotFound:
    """No suggestion of this id in this street."""
    return NotFound(
        "unknown-suggestion", "没有找到这条建议。", "There is no such suggestion in this street."
    )
