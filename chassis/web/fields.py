"""The fields of a form, read off the body model that the form is to become.

A body model says everything once: its annotations carry the words (``Label``, ``Hint``), what a
browser shows (``Area``, ``Options``, ``Lines``, ``Many``), and its constraints become the
attributes of the input. The same markers tell how the form's texts are read back
(``chassis.web.filled``).

    class GiveBack(Body):
        reason_code: Annotated[ReturnReason, Label("原因", "Reason"), Options("return_reasons")]
        reason: Annotated[Reason, Label("给建议人的说明", "Message to the author"), Area(3)]
"""

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Pair = tuple[str, str]
"""A value and the words for it, as a choice is shown."""
M = TypeVar("M")


@dataclass(frozen=True)
class Label:
    """What a field or a button is called, in Chinese and in English.

    ``wrong``: what a person reads where the field is wrong, instead of the rule's own words.
    """

    zh: str
    en: str
    wrong: tuple[str, str] | None = None

    def said(self, *, chinese: bool) -> str:
        """The words in one language."""
        return self.zh if chinese else self.en


@dataclass(frozen=True)
class Hint(Label):
    """A sentence below the label."""


@dataclass(frozen=True)
class Input:
    """The type of a browser's input, which it also fills in by itself: ``tel``."""

    kind: str


@dataclass(frozen=True)
class Area:
    """A text area of so many rows."""

    rows: int = 5


@dataclass(frozen=True)
class Options:
    """One of the choices that the page gives under this name."""

    name: str


@dataclass(frozen=True)
class OneOf:
    """One of the choices that the page gives under this name, all in view, none chosen at first."""

    name: str


@dataclass(frozen=True)
class Many:
    """Several of the choices that the page gives under this name (check boxes)."""

    name: str


@dataclass(frozen=True)
class Lines:
    """A list written with one entry on each line."""

    rows: int = 4


@dataclass(frozen=True)
class Names:
    """A list written in one line: 张三、李四."""


@dataclass(frozen=True)
class Files:
    """Files that are sent along; ``accept`` as the browser's file picker takes it."""

    accept: str


@dataclass(frozen=True)
class Hidden:
    """Not drawn as a field: the page's template sends it along (``<input type="hidden">``)."""


@dataclass(frozen=True)
class YesNo:
    """A decision between two answers, neither of them chosen beforehand."""

    yes: Label
    no: Label


@dataclass(frozen=True)
class Field:
    """One field as a page draws it: ``kind`` is that of the ``ui.field`` and ``ui.choices``."""

    name: str
    label: str
    kind: str
    required: bool
    hint: str = ""
    value: Any = ""
    error: str = ""
    options: Sequence[Pair] = ()
    attrs: Mapping[str, Any] = field(default_factory=dict)


def mark(info: FieldInfo, kind: type[M]) -> M | None:
    """The marker of this exact kind among a field's annotations."""
    return next((one for one in info.metadata if type(one) is kind), None)


def takes_files(model: type[BaseModel]) -> bool:
    """Whether files are sent along."""
    return any(mark(info, Files) for info in model.model_fields.values())


def labels_of(model: type[BaseModel]) -> dict[str, Label]:
    """Field → its words; a field without a label is none that a person fills in."""
    marked = {name: mark(info, Label) for name, info in model.model_fields.items()}
    return {name: label for name, label in marked.items() if label is not None}


def sent_by_form(model: type[BaseModel]) -> set[str]:
    """The fields that a form of this model has: those it draws, and its hidden ones."""
    hidden = {name for name, info in model.model_fields.items() if mark(info, Hidden)}
    return hidden | labels_of(model).keys()


def fields_of(
    model: type[BaseModel],
    *,
    chinese: bool,
    options: Mapping[str, Sequence[Pair]],
    values: Mapping[str, Any],
    errors: Mapping[str, str],
) -> list[Field]:
    """The fields of a form in the model's order. Raises ``KeyError`` for options not given."""
    return [
        _field(name, model.model_fields[name], label, chinese, options, values, errors)
        for name, label in labels_of(model).items()
    ]


def _field(
    name: str,
    info: FieldInfo,
    label: Label,
    chinese: bool,
    options: Mapping[str, Sequence[Pair]],
    values: Mapping[str, Any],
    errors: Mapping[str, str],
) -> Field:
    hint = mark(info, Hint)
    given = _default(info) if values.get(name) is None else values[name]
    return Field(
        name=name,
        label=label.said(chinese=chinese),
        kind=_kind(info),
        required=_required(info),
        hint=hint.said(chinese=chinese) if hint else "",
        value=_shown(info, given),
        error=errors.get(name, ""),
        options=_options(info, chinese, options),
        attrs=_attrs(info),
    )


def _default(info: FieldInfo) -> Any:
    return "" if info.is_required() else info.get_default(call_default_factory=True)


def _shown(info: FieldInfo, value: Any) -> Any:
    if mark(info, YesNo) is not None and isinstance(value, bool):
        return "yes" if value else "no"
    if mark(info, Files) is not None:
        return ""  # a browser keeps no file over two pages
    if mark(info, Many) is not None or isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return ("\n" if mark(info, Lines) else "、").join(str(one) for one in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return value.value if isinstance(value, Enum) else value


def _kind(info: FieldInfo) -> str:
    if mark(info, Area) or mark(info, Lines):
        return "textarea"
    if mark(info, Options):
        return "select"
    if mark(info, YesNo) or mark(info, OneOf):
        return "radio"
    if mark(info, Many):
        return "checkboxes"
    if mark(info, Files):
        return "file"
    if given := mark(info, Input):
        return given.kind
    plain = {bool: "checkbox", int: "number", datetime: "datetime-local", date: "date"}
    return plain.get(type_of(info), "text")


def type_of(info: FieldInfo) -> Any:
    """The plain type of a field: ``date`` of ``date | None``, ``bool`` of ``Literal[True]``."""
    found = info.annotation
    while True:
        origin = get_origin(found)
        if origin in (Union, types.UnionType):
            found = next(one for one in get_args(found) if one is not type(None))
        elif hasattr(found, "__metadata__"):
            found = get_args(found)[0]
        elif origin is Literal:
            found = type(get_args(found)[0])
        else:
            return found


def _required(info: FieldInfo) -> bool:
    if type_of(info) is bool and mark(info, YesNo) is None:
        return info.annotation is not bool and info.is_required()  # Literal[True]: to be ticked
    return info.is_required()


def _options(
    info: FieldInfo, chinese: bool, options: Mapping[str, Sequence[Pair]]
) -> Sequence[Pair]:
    if answer := mark(info, YesNo):
        return [("yes", answer.yes.said(chinese=chinese)), ("no", answer.no.said(chinese=chinese))]
    wanted = mark(info, Options) or mark(info, Many) or mark(info, OneOf)
    if wanted is None:
        return ()
    found = list(options[wanted.name])
    may_be_empty = isinstance(wanted, Options) and not info.is_required()
    return [("", "—"), *found] if may_be_empty else found


def _attrs(info: FieldInfo) -> dict[str, Any]:
    if files := mark(info, Files):
        return {"accept": files.accept, "multiple": ""}
    bounds = {} if _is_list(info) else _bounds(info)  # those of a list do not bound its text
    if area := mark(info, Area) or mark(info, Lines):
        return bounds | {"rows": area.rows}
    given = mark(info, Input)
    return bounds | {"autocomplete": given.kind if given else "off"}


def _is_list(info: FieldInfo) -> bool:
    return any(mark(info, kind) is not None for kind in (Many, Lines, Names))


BOUNDS = (("maxlength", "max_length"), ("minlength", "min_length"), ("min", "ge"), ("max", "le"))


def _bounds(info: FieldInfo) -> dict[str, Any]:
    """The attributes of an input that a browser checks by itself."""
    found: dict[str, Any] = {}
    for one in _constraints(info):
        for attribute, name in BOUNDS:
            if (bound := getattr(one, name, None)) not in (None, 0):
                found[attribute] = bound
    return found


def _constraints(info: FieldInfo) -> list[Any]:
    found = list(info.metadata)
    nested = info.annotation
    for part in (nested, *get_args(nested)):
        found += getattr(part, "__metadata__", ())
    return found
