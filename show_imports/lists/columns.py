"""Which column of a list is what: guessed from its heading, and changed by whoever imports it."""

import unicodedata
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from accounts.states import PartyKind
from show_imports.lists.bounds import Refused
from show_imports.lists.moments import DateOrder, Unclear, read_day
from show_imports.lists.tables import Table

FIELDS = {
    "date": _("Date"),
    "starts": _("Start"),
    "ends": _("End"),
    "title": _("Title"),
    "act": _("Act"),
    "stage": _("Stage"),
    "venue": _("Venue"),
    "city": _("Town"),
    "region": _("State or region"),
    "country": _("Country"),
    "number": _("Number or id of the show"),
    "doors": _("Doors"),
    "ticket": _("Tickets (address)"),
    "fee": _("Fee"),
    "currency": _("Currency of the fee"),
}
MORE = ("doors", "ticket", "fee", "currency")
"""What may be told of a show beside what it is: it is the same show without."""
FIELDS_OF: dict[str, tuple[str, ...]] = {
    PartyKind.BAND: ("date", "starts", "ends", "venue", "city", "region", "country", "title", "number", *MORE),
    PartyKind.VENUE: ("date", "starts", "ends", "act", "title", "stage", "number", "doors", "ticket"),
}
"""What a band's list may tell, and a venue's: a venue's shows are on its own stages, whatever town it names."""

GUESSES: dict[str, tuple[str, ...]] = {
    "date": ("date", "day", "night", "show date", "datum", "tag"),
    "starts": ("start", "starts", "start time", "time", "show time", "begin", "beginn", "uhrzeit", "zeit", "anfang"),
    "ends": ("end", "ends", "end time", "ende"),
    "title": ("title", "event", "name", "show", "event type", "titel", "veranstaltung"),
    "act": ("act", "artist", "band", "headliner", "performer", "orchestra", "künstler", "gruppe"),
    "stage": ("stage", "room", "hall", "bühne", "raum", "saal"),
    "venue": ("venue", "place", "club", "hall", "ort", "spielort", "location"),
    "city": ("city", "town", "location", "stadt"),
    "region": ("state", "region", "province", "land", "bundesland"),
    "country": ("country", "staat"),
    "doors": ("doors", "door", "doors open", "einlass", "türen"),
    "ticket": ("tickets", "ticket", "ticket link", "ticket url", "karten", "vorverkauf"),
    "fee": ("fee", "guarantee", "gage", "honorar"),
    "currency": ("currency", "währung"),
    "number": ("id", "uuid", "show id", "number", "no", "nr", "nummer", "program id"),
}
"""Headings that speak for a field, the surest first; each column goes to one field only."""


def guess_columns(headings: Sequence[str], kind: str) -> dict[str, str]:
    """Field -> heading, for the fields that a list of this kind of party may tell. No column is guessed twice."""
    folded = {heading: _folded(heading) for heading in headings}
    guessed: dict[str, str] = {}
    ranked = sorted(
        (GUESSES[field].index(name), place, field, heading)
        for place, field in enumerate(FIELDS_OF[kind])
        for heading, name in folded.items()
        if name in GUESSES[field]
    )
    for _rank, _place, field, heading in ranked:
        if field not in guessed and heading not in guessed.values():
            guessed[field] = heading
    return guessed


def _folded(heading: str) -> str:
    words = unicodedata.normalize("NFC", heading).casefold().replace("_", " ").replace("-", " ").replace(".", " ")
    return " ".join(words.split())


def require_headings(table: Table) -> None:
    """Refuse a list that begins with a show: its first line would be lost as headings."""
    for heading in table.headings:
        try:
            read_day(heading, order=DateOrder.DAY, zone=ZoneInfo("UTC"))
        except Unclear:
            continue
        raise Refused("no_headings")


def known_columns(mapping: Mapping[str, str], headings: Sequence[str], kind: str) -> dict[str, str]:
    """A mapping without what this list or this kind of party does not have."""
    return {field: mapping[field] for field in FIELDS_OF[kind] if mapping.get(field) in headings}
