"""What docs/words.md rules out, looked for in a page or an email as people read it."""

import functools
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

ROWS = [
    line.split("|")[1:-1]
    for line in (Path(settings.BASE_DIR) / "docs" / "words.md").read_text().splitlines()
    if line.startswith("| ")
][1:]
COLUMNS = {"en": 2, "de": 3}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
READ_OUT = ("alt", "aria-label", "placeholder", "title")
WRITTEN_BY_PEOPLE = {"bdi", "blockquote", "textarea"}
FOR_MACHINES = {"code", "kbd", "pre", "script", "style"}
EMPTY = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "area", "col", "embed", "track"}


@functools.cache
def ruled_out(language: str) -> re.Pattern[str]:
    """The forms that the glossary rules out in a language, as whole words; English ones in any case."""
    words = [word for row in ROWS for word in re.findall(r"`([^`]+)`", row[COLUMNS[language]])]
    flags = re.IGNORECASE if language == "en" else 0
    return re.compile(r"(?<![-\w@./])({})(?![-\w@])".format("|".join(map(re.escape, words))), flags)


class Read(HTMLParser):
    """Each paragraph that a page shows or reads out, without what people wrote and what machines read."""

    def __init__(self) -> None:
        super().__init__()
        self.left_out = list[str]()
        self.texts = list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.texts += [value for name in READ_OUT if (value := named.get(name))]
        if tag == "input" and named.get("type") in ("submit", "button"):
            self.texts.append(named.get("value") or "")
        is_left_out = tag in WRITTEN_BY_PEOPLE | FOR_MACHINES or named.get("translate") == "no"
        if tag not in EMPTY and (self.left_out or is_left_out):
            self.left_out.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.left_out:
            while self.left_out.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.left_out:
            self.texts.append(data)


def misworded(texts: Iterable[str], language: str) -> list[str]:
    """The texts that hold a form that is ruled out, outside their placeholders."""
    return [" ".join(text.split()) for text in texts if ruled_out(language).search(PLACEHOLDER.sub("", text))]


def misworded_page(response: HttpResponse, language: str) -> list[str]:
    """The texts of an answer that hold a form that is ruled out; none where it is no page."""
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return []
    page = Read()
    page.feed(response.text)
    return misworded(page.texts, language)
