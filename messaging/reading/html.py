"""The text of a mail that has HTML only. Does not use Django: runs in the child process."""

import re
from html.parser import HTMLParser

UNSEEN = frozenset({"head", "script", "style", "title", "template"})
BLOCKS = frozenset(
    {"address", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"}
)
EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote")


class _TextParser(HTMLParser):
    """Collects visible text that is not quoted."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br" or tag in BLOCKS:
            self._write("\n")
        if tag in EMPTY:
            return
        classes = dict(attrs).get("class") or ""
        if self._skipped or tag in UNSEEN or tag == "blockquote" or any(quote in classes for quote in QUOTES):
            self._skipped.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipped:
            while self._skipped.pop() != tag:
                pass
        elif tag in BLOCKS:
            self._write("\n")

    def handle_data(self, data: str) -> None:
        self._write(re.sub(r"\s+", " ", data))

    def _write(self, text: str) -> None:
        if not self._skipped:
            self.parts.append(text)


def text_of_html(html: str) -> str:
    """Lines of text, with at most one empty line between two of them."""
    parser = _TextParser()
    parser.feed(html)
    parser.close()
    lines: list[str] = []
    for line in "".join(parser.parts).split("\n"):
        if line.strip() or (lines and lines[-1]):
            lines.append(line.strip())
    return "\n".join(lines).strip()
