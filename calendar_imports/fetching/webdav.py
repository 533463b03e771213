"""What WebDAV servers answer (RFC 4918), read with the suspicion that is due to a file of a stranger.

A document type or an entity is refused as such, since no server needs one; depth and number of elements are bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

DEEPEST = 40
MOST_ELEMENTS = 400_000
MULTI_STATUS = 207
TOO_LARGE = 507
"""Insufficient Storage: how a server says that it has left out the rest (RFC 6578, section 3.6)."""

DAV = "DAV: "
"""The name space of WebDAV, as it stands before the names of its elements here."""


class NotXml(Exception):
    """The answer is no XML, or none that would be read."""


@dataclass(slots=True)
class Node:
    """An element, `name` with its name space before it."""

    name: str
    texts: list[str] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def all(self, *path: str) -> Iterator["Node"]:
        """The elements below at a path of names, in order."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])

    def first(self, *path: str) -> "Node | None":
        return next(self.all(*path), None)

    def said(self, *path: str) -> str:
        """The stripped text of the first element at a path; empty where there is none."""
        found = self.first(*path)
        return found.text.strip() if found else ""


@dataclass(frozen=True)
class Resource:
    """One response of a multi-status: its address as given, its status where it has one, and what was found of it."""

    href: str
    status: int
    properties: dict[str, Node]


def parse_xml(content: bytes) -> Node:
    """The root of a document. Raises `NotXml`."""
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise NotXml from None
    return reader.top.children[0]


class _Reader:
    """Builds the tree; what stands outside of what is wanted is text and elements too, of bounded number."""

    def __init__(self):
        self.top = Node("")
        self.open = [self.top]
        self.count = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self.begin
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.say
        parser.StartDoctypeDeclHandler = self.refuse
        parser.EntityDeclHandler = self.refuse
        self.parser = parser

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) > DEEPEST:
            raise NotXml
        node = Node(name, attributes=attributes)
        self.open[-1].children.append(node)
        self.open.append(node)

    def end(self, _name: str) -> None:
        self.open.pop()

    def say(self, text: str) -> None:
        self.open[-1].texts.append(text)

    def refuse(self, *_declaration) -> None:
        raise NotXml


def resources(root: Node) -> list[Resource]:
    """The responses of a multi-status (section 13), each with the properties that it has. Raises `NotXml`."""
    if root.name != f"{DAV}multistatus":
        raise NotXml
    return [_resource(response) for response in root.all(f"{DAV}response")]


def _resource(response: Node) -> Resource:
    found: dict[str, Node] = {}
    for part in response.all(f"{DAV}propstat"):
        if 200 <= _status(part.said(f"{DAV}status")) < 300:
            found |= {node.name: node for given in part.all(f"{DAV}prop") for node in given.children}
    status = response.said(f"{DAV}status")
    return Resource(response.said(f"{DAV}href"), _status(status) if status else 200, found)


def _status(line: str) -> int:
    """The number in `HTTP/1.1 200 OK`; 0 where there is none."""
    words = line.split()
    return int(words[1]) if len(words) > 1 and words[1].isascii() and words[1].isdigit() else 0
