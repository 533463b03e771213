"""Text as people and programs send it, made fit to store."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that show nothing: fillers of Hangul, the empty pattern of Braille."""
OVERRIDES = "\u202d\u202e"
POP_FORMATTING, FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u202c", "\u2068", "\u2069"
ENDED_BY = dict.fromkeys("\u202a\u202b\u202d\u202e", POP_FORMATTING) | dict.fromkeys("\u2066\u2067\u2068", POP_ISOLATE)
TURNING = frozenset({"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def clean_text(field: str, text: str, *, longest: int, required: bool = False) -> str:
    """The text in NFC without the white space around it. Raises ValidationError({field: ...}).

    Refused is what PostgreSQL cannot store (NUL, halves of surrogate pairs), what is too long, and a required text that
    shows nothing.
    """
    clean = unicodedata.normalize("NFC", text).strip()
    if "\x00" in clean or any("\ud800" <= letter <= "\udfff" for letter in clean):
        raise ValidationError({field: [_("This text has characters we can’t store.")]})
    if required and not clean:
        raise ValidationError({field: [_("This field is required.")]})
    if required and not any(map(is_visible, clean)):
        raise ValidationError({field: [_("Enter at least one visible character.")]})
    if len(clean) > longest:
        raise ValidationError({field: [_("Use at most %(count)s characters.") % {"count": longest}]})
    return clean


def clean_line(field: str, text: str, *, longest: int, required: bool = False) -> str:
    """The same for one line, such as a name: every run of white space, line breaks too, is one space; other controls
    go, and direction marks are balanced. Overrides go too: they make letters read as another name does. A line that is
    not empty but shows nothing is refused."""
    plain = "".join(filter(_belongs_in_line, text))
    line = clean_text(field, balanced(" ".join(plain.split())), longest=longest, required=required)
    if line and not any(map(is_visible, line)):
        raise ValidationError({field: [_("Enter at least one visible character.")]})
    return line


def _belongs_in_line(letter: str) -> bool:
    return letter.isspace() or (unicodedata.category(letter) != "Cc" and letter not in OVERRIDES)


def is_visible(letter: str) -> bool:
    """Whether a letter shows something by itself: no white space, no mark, nothing that only steers its neighbours."""
    category = unicodedata.category(letter)
    return letter not in BLANK and (category[0] not in "CZM" or category == "Cn")


def balanced(text: str) -> str:
    """The text with every embedding, override and isolate of it ended, and no end without its beginning (Unicode,
    annex 9): it turns nothing around that stands behind it."""
    kept, open_marks, count = [], list[str](), Counter[str]()
    for letter in text:
        if letter in ENDED_BY:
            open_marks.append(ENDED_BY[letter])
            count[ENDED_BY[letter]] += 1
        elif letter in ENDED_BY.values():
            if not count[letter]:
                continue
            while open_marks[-1] != letter:
                kept.append(open_marks.pop())
                count[kept[-1]] -= 1
            open_marks.pop()
            count[letter] -= 1
        kept.append(letter)
    return "".join(kept + open_marks[::-1])


def isolated(text: str) -> str:
    """A name for the middle of a plain sentence: where it holds letters or marks that read from right to left, within
    isolates, so that they turn nothing around it."""
    return f"{FIRST_STRONG_ISOLATE}{balanced(text)}{POP_ISOLATE}" if turns(text) else text


def isolated_names(names: Iterable[str]) -> str:
    """Names one after the other, none of which turns the next around."""
    return ", ".join(map(isolated, names))


def turns(text: str) -> bool:
    """Whether it holds letters or marks that read from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in TURNING for letter in text)


def isolated_words(words: Mapping[str, Any]) -> dict[str, Any]:
    """`isolated` for all strings by which the gaps of a plain sentence are filled."""
    return {name: isolated(word) if isinstance(word, str) else word for name, word in words.items()}


NAMED = r"(?:[\w-]+\.)+(?:[^\W\d_A-Z]{2,}|[A-Z]{2,})(?![\w-])"
HOST = rf"(?<![\w-])(?<![\w-]\.){NAMED}"  # from its beginning: strangers choose the text, so nothing is read twice
QUOTES = "<>\"'“”‘’«»‹›"
REST = rf"[^\s{QUOTES}]"
BOX = rf"[^\s@(){QUOTES}]"
LINK = re.compile(
    rf"""(?:[A-Za-z][A-Za-z0-9+.-]{{0,30}}:/{{1,2}}|[Ww]{{3}}\.|(?i:mailto:)){REST}+  # https://example.org
      | (?<!{BOX}){BOX}{{1,64}}@{NAMED}                              # somebody@example.org
      | {HOST}(?:[/?\#]|:\d){REST}*                                    # example.org/there
    """,
    re.VERBOSE,
)


def without_links(text: str) -> str:
    """The text without whatever a mail program would make a link of: addresses of pages and mailboxes go, and a mere
    host, which may be a name with a dot in it, stays readable: "example[.]org"."""
    removed = LINK.sub(_("(link removed)"), text)
    return re.sub(HOST, lambda host: host[0].replace(".", "[.]"), removed)
