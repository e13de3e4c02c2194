"""What a form that was filled in says of each field of its body model."""

from collections.abc import Collection
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from starlette.datastructures import FormData, UploadFile

from chassis.web.fields import Files, Label, Lines, Many, Names, YesNo, mark, type_of


def values_of(form: FormData, model: type[BaseModel], names: Collection[str]) -> dict[str, Any]:
    """What a form says of these fields of the model; an empty text counts as absent.

    A check box that is not ticked is ``False``: a browser does not send it.
    """
    found: dict[str, Any] = {}
    for name in names:
        value = _value(form, name, model.model_fields[name])
        if value is not None:
            found[name] = value
    return found


def _value(form: FormData, name: str, info: FieldInfo) -> Any:
    if mark(info, Files):
        return [one for one in form.getlist(name) if isinstance(one, UploadFile) and one.filename]
    if mark(info, Many):
        return [one for one in form.getlist(name) if isinstance(one, str) and one]
    text = form.get(name, "")
    text = text.strip() if isinstance(text, str) else ""
    if mark(info, Lines):
        return [line.strip() for line in text.splitlines() if line.strip()]
    if mark(info, Names):
        return names_in(text)
    if mark(info, YesNo):
        return {"yes": True, "no": False}.get(text)
    if type_of(info) is bool and mark(info, Label) is not None:
        return text == "yes"
    return text or None


def names_in(text: str) -> list[str]:
    """Names as people write them in one line: 张三、李四, also with commas or blanks."""
    for stop in "，,；; \n\r\t":
        text = text.replace(stop, "、")
    return [one for one in text.split("、") if one]
