"""A saved search, asked anew: its form, its address, and whom it finds now."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from discovery.forms.filters import FilterForm
from discovery.models import SearchKind
from discovery.queries.search import LIMIT_MAX
from discovery.subjects import SUBJECTS, Subject
from web.filters import SearchAddress

STEP = 1000
"""So many hits are looked through at a time."""


@dataclass(frozen=True)
class Looked:
    """Whom one step of a round finds, and the cursor where it goes on, empty at the end."""

    found: list[UUID]
    cursor: str


@dataclass(frozen=True)
class Asking:
    """The form of a search that somebody keeps, filled in and checked."""

    kind: SearchKind
    form: FilterForm
    address: SearchAddress

    @property
    def chips(self) -> list[str]:
        """What is asked for, in words."""
        return [chip.label for _part, chip in self.subject.chips(self.form, self.form.wish(), self.address)]

    @property
    def subject(self) -> Subject:
        return SUBJECTS[self.kind]


def asking(user: User, kind: SearchKind, query: str) -> Asking:
    """Reads the filters of an address. Raises ValidationError where they cannot be asked, or not any more."""
    data = QueryDict(query)
    subject = SUBJECTS[kind]
    form = subject.form_for(user, data)
    if not form.is_valid():
        raise ValidationError([message for messages in form.errors.values() for message in messages])
    address = SearchAddress(reverse(subject.page), data, form.names, said_empty=subject.said_empty)
    return Asking(kind, form, form.tidy(address))


def is_over(asked: Asking, today: dt.date) -> bool:
    """Whether all nights asked for have passed: nothing new will come."""
    return asked.subject.is_over(asked.form, today)


def look(user: User, asked: Asking, cursor: str = "", *, most: int | None = None) -> Looked:
    """Whom it finds from a cursor on: as many pages as make `most`, a step unless said. Raises ValidationError for a
    cursor that leads nowhere any more."""
    found: list[UUID] = []
    for _page in range(-(-(most or STEP) // LIMIT_MAX)):
        hits, following = _page_of(user, asked, cursor or None)
        found += hits
        cursor = following or ""
        if not cursor:
            break
    return Looked(found, cursor)


def changed_since(kind: SearchKind, keys: Collection[UUID], instant: dt.datetime) -> set[UUID]:
    """Who of these may have begun to fit since then: parties whose page, or spots whose show has changed."""
    return set(SUBJECTS[kind].changed_since(keys, instant).values_list("pk", flat=True))


def _page_of(user: User, asked: Asking, cursor: str | None) -> tuple[list[UUID], str | None]:
    subject = asked.subject
    wish = subject.wish_again(asked.form.wish())
    page = subject.find(user, wish, subject.sort_again, cursor, LIMIT_MAX)
    return [subject.key(each) for each in page.items], page.next
