"""The head of a page, as those read it who list pages and preview links."""

import json
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass
class Head:
    """Its metas by name or property, its links by relation, and what it says by JSON-LD (None: nothing)."""

    title: str
    meta: dict[str, str]
    links: dict[str, dict[str, str]]
    facts: dict | None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[str, dict[str, str]] = {}
        self.texts: dict[str, str] = {}
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "meta" and (name := said.get("name") or said.get("property")):
            self.meta.setdefault(name, said.get("content") or "")
        elif tag == "link" and said.get("rel") in ("canonical", "alternate"):
            self.links.setdefault(said["rel"], {})[said.get("hreflang") or ""] = said["href"]
        elif tag == "title":
            self.inside = self.inside or "title"
        elif tag == "script" and said.get("type") == "application/ld+json":
            self.inside = "facts"

    def handle_endtag(self, tag):
        self.inside = "" if tag in ("title", "script") else self.inside

    def handle_data(self, data):
        if self.inside:
            self.texts[self.inside] = self.texts.get(self.inside, "") + data


def read_head(response) -> Head:
    """The head of a page that was found."""
    assert response.status_code == 200
    reader = _Reader()
    reader.feed(response.content.decode().partition("</head>")[0])
    facts = json.loads(reader.texts["facts"]) if "facts" in reader.texts else None
    return Head(reader.texts.get("title", "").strip(), reader.meta, reader.links, facts)
