"""What a name that turns the reading direction turns around on a page besides itself."""

from html.parser import HTMLParser

RUNNING = frozenset(
    [
        "a",
        "abbr",
        "b",
        "cite",
        "code",
        "del",
        "em",
        "i",
        "ins",
        "label",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
    ]
)
"""Elements that flow in their sentence; every other one begins a paragraph of its own."""
ISOLATES, ENDS = "\u2066\u2067\u2068", "\u2069"


class Paragraphs(HTMLParser):
    """The paragraphs of a page, what stands in `<bdi>` left out; and its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.isolated = 0
        self.texts = [""]
        self.attributes = list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(tag)
        self.attributes += [value for _name, value in attrs if value]
        if tag == "bdi":
            self.isolated += 1

    def handle_endtag(self, tag: str) -> None:
        self._begin(tag)
        if tag == "bdi":
            self.isolated -= 1

    def handle_data(self, data: str) -> None:
        if not self.isolated and self.lasttag != "script":
            self.texts[-1] += data

    def _begin(self, tag: str) -> None:
        if tag not in RUNNING | {"bdi"}:
            self.texts.append("")


def turned_around(html: str, name: str) -> list[str]:
    """The paragraphs and attributes in which something stands behind the name that is not isolated from it."""
    page = Paragraphs()
    page.feed(html)
    return [text for text in map(without_isolates, page.texts + page.attributes) if text.partition(name)[2].strip()]


def without_isolates(text: str) -> str:
    """The text without what stands within marks that isolate."""
    kept, depth = "", 0
    for letter in text:
        depth += letter in ISOLATES
        kept += "" if depth else letter
        depth -= letter in ENDS and depth > 0
    return " ".join(kept.split())
