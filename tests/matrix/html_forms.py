"""The forms of a page as a browser would send them, untouched."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class SentForm:
    """Where a form goes, how, and what it sends when nobody touches anything (without its buttons)."""

    action: str
    method: str
    id: str = ""
    data: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        self.data.setdefault(name, []).append(value)


class FormReader(HTMLParser):
    """Collects the forms of a page with all controls that belong to them, also by their `form` attribute."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[SentForm] = []
        self._open: SentForm | None = None
        self._controls: list[tuple[SentForm | str, str, str]] = []
        self._select: tuple[str, dict, list[tuple[str, bool]]] | None = None
        self._option: list | None = None
        self._area: tuple[dict, list[str]] | None = None
        self.feed(html)
        by_id = {form.id: form for form in self.forms if form.id}
        for owner, name, value in self._controls:
            form = by_id.get(owner) if isinstance(owner, str) else owner
            if form is not None and name:
                form.add(name, value)

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = SentForm(said.get("action", ""), said.get("method", "get").lower(), said.get("id", ""))
            self.forms.append(self._open)
        elif tag == "input":
            self._input(said)
        elif tag == "textarea":
            self._area = said, []
        elif tag == "select":
            self._select = said.get("name", ""), said, []
        elif tag == "option" and self._select:
            self._end_option()
            self._option = [said.get("value"), "selected" in said, ""]

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._area:
            said, parts = self._area
            text = "".join(parts).removeprefix("\n").replace("\n", "\r\n")
            self._add(said, text)
            self._area = None
        elif tag == "option":
            self._end_option()
        elif tag == "select" and self._select:
            self._end_option()
            _name, said, options = self._select
            chosen = [value for value, is_selected in options if is_selected]
            if not chosen and "multiple" not in said and options:
                chosen = [options[0][0]]
            for value in chosen:
                self._add(said, value)
            self._select = None

    def handle_data(self, data):
        if self._area:
            self._area[1].append(data)
        elif self._option:
            self._option[2] += data

    def _end_option(self):
        if self._option and self._select:
            value, is_selected, text = self._option
            self._select[2].append((text.strip() if value is None else value, is_selected))
        self._option = None

    def _input(self, said):
        kind = said.get("type", "text")
        if kind in ("submit", "button", "image", "reset", "file"):
            return
        if kind in ("checkbox", "radio"):
            if "checked" in said:
                self._add(said, said.get("value", "on"))
            return
        self._add(said, said.get("value", "").replace("\n", "\r\n"))

    def _add(self, said, value):
        if "disabled" not in said:
            owner = said.get("form", self._open)
            if owner is not None:
                self._controls.append((owner, said.get("name", ""), value))
