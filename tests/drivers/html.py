"""A page as a browser without JavaScript understands it: its forms, links and what is marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

BUTTONS = frozenset({"submit", "image", "button", "reset"})
TICKED = frozenset({"checkbox", "radio"})
Pairs = list[tuple[str, str]]


@dataclass
class Control:
    """One input, select, text area or button; ``values`` is what it would send just now."""

    kind: str
    name: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    words: str = ""

    @property
    def sent(self) -> bool:
        """Whether it goes along when any button is pressed."""
        return bool(self.name) and self.kind not in BUTTONS and self.kind != "file"


@dataclass
class Form:
    """A form of a page with the state of its controls. Names that it lacks fail the test."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """Every name that it may send."""
        return {control.name for control in self.controls if control.name}

    @property
    def buttons(self) -> list[Control]:
        """What sends it."""
        return [control for control in self.controls if control.kind == "submit"]

    def value(self, name: str) -> str:
        """What a field holds; empty where nothing is chosen."""
        return next((v for c in self._named(name) for v in c.values), "")

    def fill(self, given: Mapping[str, str | Sequence[str]]) -> "Form":
        """Type, choose and tick, as a person can: no hidden field, no option that is not there."""
        for name, value in given.items():
            controls = self._named(name)
            kind = controls[0].kind
            assert kind != "hidden", f"{name} is hidden: nobody can type into it"
            values = [value] if isinstance(value, str) else list(value)
            if kind in TICKED:
                _tick(name, controls, [one for one in values if one])
            else:
                _type(name, controls, values)
        return self

    def press(self, button: str = "") -> Pairs:
        """What goes out with this button (its words, its value, or the only one)."""
        pressed = self._button(button)
        sent = [(c.name, value) for c in self.controls if c.sent for value in c.values]
        return sent + ([(pressed.name, pressed.values[0])] if pressed.name else [])

    def _button(self, wanted: str) -> Control:
        found = [b for b in self.buttons if not wanted or wanted in (b.words, *b.values)]
        told = [(b.words, *b.values) for b in self.buttons]
        assert found, f"{self.action}: no button {wanted!r} among {told}"
        return found[0]  # as the Enter key does, where none is named

    def _named(self, name: str) -> list[Control]:
        found = [control for control in self.controls if control.name == name]
        assert found, f"{self.action} has no field {name!r}: {sorted(self.names)}"
        return found


def _tick(name: str, controls: Sequence[Control], values: Sequence[str]) -> None:
    there = [control.options[0] for control in controls]
    assert set(values) <= set(there), f"{name} offers {there}, not {values}"
    for control in controls:
        control.values = [one for one in control.options if one in values]


def _type(name: str, controls: Sequence[Control], values: Sequence[str]) -> None:
    if controls[0].kind == "multiple":
        assert set(values) <= set(controls[0].options), f"{name} offers {controls[0].options}"
        controls[0].values = list(values)
        return
    assert len(values) == len(controls), f"{len(controls)} fields {name}, {len(values)} values"
    for control, value in zip(controls, values, strict=True):
        if control.options:
            assert value in control.options, f"{name} offers {control.options}, not {value!r}"
        control.values = [value]


class Page(HTMLParser):
    """The forms of an HTML text. Controls belong to the form around them, or that they name.

    ``links`` are the addresses within the site that it leads to: its links, and what htmx loads.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._by_id: dict[str, Form] = {}
        self._open: Form | None = None
        self._disabled = 0
        self._text: list[str] | None = None
        self._control: Control | None = None
        self._option: tuple[str | None, bool] | None = None
        self.feed(html)
        self.close()

    def form(self, action: str, **holding: str) -> Form:
        """The form that goes to this address; of several, the one that holds these values."""
        there = [form for form in self.forms if form.action == action]
        found = [f for f in there if all(f.value(name) == v for name, v in holding.items())]
        assert found, f"no form to {action} {holding} among {[f.action for f in self.forms]}"
        return found[0]

    # ---- HTMLParser --------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        link = told.get("href" if tag == "a" else "hx-get", "")
        if link.startswith("/"):
            self.links.append(link.partition("#")[0])
        match tag:
            case "form":
                self._begin(told)
            case "fieldset" if self._disabled or "disabled" in told:
                self._disabled += 1
            case "input":
                self._input(told)
            case "select" | "textarea" | "button":
                self._many(tag, told)
            case "option":
                self._option = told.get("value"), "selected" in told
                self._text = []

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self._text or ())
        match tag:
            case "form":
                self._open = None
            case "fieldset" if self._disabled:
                self._disabled -= 1
            case "option" if self._control and self._option:
                self._choose(self._control, text.strip())
            case "textarea" if self._control:
                # The first line end after the tag is no part of the text.
                self._control.values, self._control = [text.removeprefix("\n")], None
            case "button" if self._control:
                self._control.words, self._control = text.strip(), None
            case "select" if self._control:
                if self._control.kind != "multiple":
                    chosen = self._control.values[-1:]  # the last one that is marked counts
                    self._control.values = chosen or self._control.options[:1]
                self._control = None
        if tag in ("option", "textarea", "button"):
            self._text = None

    def _begin(self, told: Mapping[str, str]) -> None:
        self._open = Form(told.get("action", ""), told.get("method", "get").lower())
        self.forms.append(self._open)
        if "id" in told:
            self._by_id[told["id"]] = self._open

    def _many(self, tag: str, told: Mapping[str, str]) -> None:
        kinds = {"button": told.get("type", "submit"), "select": "select", "textarea": "textarea"}
        kind = "multiple" if tag == "select" and "multiple" in told else kinds[tag]
        values = [told.get("value", "")] if tag == "button" else []
        self._control = Control(kind, told.get("name", ""), values)
        self._add(self._control, told)
        self._text = None if tag == "select" else []

    def _input(self, told: Mapping[str, str]) -> None:
        kind, value = told.get("type", "text"), told.get("value", "")
        control = Control(kind, told.get("name", ""), [value])
        if kind in TICKED:
            control.options = [told.get("value", "on")]
            control.values = list(control.options) if "checked" in told else []
        self._add(control, told)

    def _add(self, control: Control, told: Mapping[str, str]) -> None:
        form = self._by_id.get(told["form"]) if "form" in told else self._open
        if form is not None and "disabled" not in told and not self._disabled:
            form.controls.append(control)

    def _choose(self, select: Control, words: str) -> None:
        assert self._option is not None
        value, selected = self._option
        select.options.append(words if value is None else value)
        if selected:
            select.values.append(select.options[-1])
