"""A contract as PDF: the frozen terms in words, with room for nothing that is not in them."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bookings.states import SpotRole
from bookings.words.needs import needs_lines
from engagements.deals import Deal, deal_points
from engagements.deals.tiers import tier_words
from web.dates import say_full_day, say_time
from web.documents import NO_OVERRIDES, fonts
from web.money import format_amount

HERE = Path(__file__).parent
TEMPLATE = HERE / "contract.typ"
TIMES = {
    "load_in": lambda: _("Load-in"),
    "call": lambda: _("Call"),
    "soundcheck": lambda: _("Soundcheck"),
    "doors": lambda: _("Doors"),
    "set_starts": lambda: _("Set starts"),
    "set_ends": lambda: _("Set ends"),
    "released": lambda: _("Released"),
    "curfew": lambda: _("Curfew"),
}


@dataclass(frozen=True)
class Signed:
    """One signature as it is printed below a copy: for whom, the name as typed, when, from which address."""

    party: str
    name: str
    at: dt.datetime
    address: str | None


def contract_pdf(terms: dict[str, Any], *, number: int, made_at: dt.datetime) -> bytes:
    """The terms of `bookings.queries.contracts.terms_of` in the present language; the same bytes for the same call."""
    return _set(_data(terms, number, made_at), made_at)


def signed_pdf(
    terms: dict[str, Any], *, number: int, made_at: dt.datetime, sha256: str, signatures: Sequence[Signed]
) -> bytes:
    """A copy with the signatures below it, and the SHA-256 of the frozen document that they belong to."""
    data = _data(terms, number, made_at)
    lines = [[signed.party, _signature(signed, terms)] for signed in signatures]
    data["sections"].append({"title": _("Signatures"), "lines": [*lines, [_("SHA-256 of what was signed"), sha256]]})
    return _set(data, max([made_at, *(signed.at for signed in signatures)]))


def _set(data: dict[str, Any], at: dt.datetime) -> bytes:
    return typst.compile(
        TEMPLATE,
        root=HERE,
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False).translate(NO_OVERRIDES)},
        timestamp=at.astimezone(dt.UTC).replace(microsecond=0),
    )


def _signature(signed: Signed, terms: dict[str, Any]) -> str:
    return "\n".join(filter(None, [signed.name, _moment(signed.at, terms), signed.address]))


def _data(terms: dict[str, Any], number: int, made_at: dt.datetime) -> dict[str, Any]:
    night = say_full_day(dt.date.fromisoformat(terms["night"]))
    return {
        "lang": get_language(),
        "title": _("Performance contract"),
        "version": _("Version %(number)d of %(day)s") % {"number": number, "day": _moment(made_at, terms)},
        "between": _("between"),
        "and": _("and"),
        "act": {"name": terms["act"], "role": _("the act")},
        "host": {"name": terms["host"], "role": _("the host")},
        "sections": [section for section in contract_sections(terms, night) if section["lines"]],
        "foot": _("Booking %(id)s · signed electronically on StageSlot, with a typed name on each side.")
        % {"id": terms["booking"]},
    }


def contract_sections(terms: dict[str, Any], night: str) -> list[dict[str, Any]]:
    """What is agreed, section by section: each line a name (or none) and what it says. For the PDF and its page."""
    return [
        {"title": _("The night"), "lines": _night_lines(terms, night)},
        {"title": _("Times"), "lines": _time_lines(terms)},
        {"title": _("Line-up"), "lines": [["", _player(entry)] for entry in terms["lineup"]]},
        {"title": _("Fee"), "lines": [["", line] for line in _fee_lines(terms)]},
        {"title": _("Cancellation"), "lines": [["", line] for line in _cancellation_lines(terms)]},
    ]


def _night_lines(terms: dict[str, Any], night: str) -> list[list[str]]:
    lines = [
        [_("Night"), night],
        [_("Show"), terms["show"]],
        [_("Place"), "\n".join(terms["place"])],
        [_("The act plays as"), "" if terms.get("is_for_client") else str(SpotRole(terms["role"]).label)],
        *([name, said] for name, said in needs_lines(terms.get("needs", {}))),
    ]
    return [line for line in lines if line[1]]


def _time_lines(terms: dict[str, Any]) -> list[list[str]]:
    said = [[name(), _moment(terms["times"][key], terms)] for key, name in TIMES.items() if terms["times"][key]]
    return [*said, [_("Time zone"), terms["timezone"].replace("_", " ")]]


def _moment(at: dt.datetime | str, terms: dict[str, Any]) -> str:
    """Always with its date and year: a contract is read for years, by people who do not know what a night is."""
    zone = terms["timezone"]
    instant = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{say_full_day(instant.astimezone(ZoneInfo(zone)).date())}, {say_time(instant, zone, viewer_zone=zone)}"


def _player(entry: dict[str, str]) -> str:
    return ", ".join(filter(None, [entry["name"], entry["instrument"]]))


def _fee_lines(terms: dict[str, Any]) -> list[str]:
    if terms["deal"] is None:
        return [_("No fee agreed.")]
    deal, currency = Deal.of(terms["deal"]), terms["currency"]
    lines = [f"{point[:1].upper()}{point[1:]}." for point in deal_points(deal, currency)]
    if deal.looks_at_door:
        lines.append(_("The door is the ticket income. Each deduction comes off what the ones before it leave."))
        lines.append(_("Shares are rounded to the smallest unit of the currency, with halves rounded up."))
        if deal.has_guarantee:
            amount = format_amount(deal.guarantee_minor, currency)
            lines.append(_("The artist payout is at least %(amount)s.") % {"amount": amount})
    return lines


def _cancellation_lines(terms: dict[str, Any]) -> list[str]:
    tiers = terms["cancellation_tiers"]
    if not tiers:
        return [_("No cancellation terms agreed.")]
    intro = _("The side that cancels owes the other a share of the fee:")
    lines = [intro, *tier_words(tiers)]
    if terms["deal"] and Deal.of(terms["deal"]).looks_at_door:
        lines.append(_("If the fee depends on the door, this means the guarantee."))
    return lines
