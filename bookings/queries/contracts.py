"""The terms that a contract freezes: plain facts of no language, and the hash that tells whether one has changed."""

import datetime as dt
import hashlib
import json
from collections import Counter
from typing import Any

from django.conf import settings
from django.utils.translation import override

from accounts.models import Party
from bookings.models import Booking, LineupEntry, Show, Spot
from bookings.queries.needs import needs_of
from bookings.states import LineupState
from engagements.deals import deal_of
from engagements.queries.people import leaders_of

TERMS_FORMAT = 1
"""Raised when what `terms_of` holds gets another meaning: contracts made before then need a new version."""


def current_terms_hash(booking: Booking) -> str:
    """`hash_of` the terms of a booking as they are now."""
    return hash_of(terms_of(booking))


def hash_of(terms: dict[str, Any]) -> str:
    """SHA-256, in hex, of the terms as canonical JSON: sorted keys, no white space, UTF-8 (as RFC 8785 has it for
    objects of strings, integers and null)."""
    text = json.dumps(terms, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def terms_of(booking: Booking) -> dict[str, Any]:
    """Who plays where, when and for what, as agreed: names, instants in UTC with the zone of the place, minor units.

    The town is called as in the site's own language, whoever asks. The booking comes `with_show()`. Two queries:
    line-up, and the venue's address with it.
    """
    show, spot = booking.spot.show, booking.spot
    deal = deal_of(booking.deal, booking.fee_minor) if booking.fee_currency_id else None
    needs = needs_of(show)
    return {
        "format": TERMS_FORMAT,
        "booking": str(booking.pk),
        "act": booking.act.name,
        "host": show.owner.name,
        "show": show.title,
        "night": show.night.isoformat(),
        "timezone": show.timezone,
        "place": place_in(settings.LANGUAGE_CODE, show),
        "times": _times(show, spot),
        "role": spot.role,
        "lineup": [_player(entry) for entry in booking.lineup.select_related("user").order_by("id") if _plays(entry)],
        "deal": deal.to_json() if deal else None,
        "currency": booking.fee_currency_id if deal else None,
        "cancellation_tiers": booking.cancellation_tiers,
        # Only where they are: contracts of shows without them keep the hash that they were signed by.
        **({"needs": needs} if needs else {}),
    }


def place_in(language: str, show: Show) -> list[str]:
    """Where it is, line by line, in this language."""
    with override(language):
        return _place_of(show)


def _place_of(show: Show) -> list[str]:
    """Venue and stage with street and town, or the address that was given."""
    if show.stage is None:
        return [line for line in (show.place, show.city.label if show.city else "") if line]
    venue = show.stage.venue
    town = venue.party.city.label if venue.party.city else ""
    return [line for line in (venue.party.name, show.stage.name, venue.address, town) if line]


def _times(show: Show, spot: Spot) -> dict[str, str | None]:
    times = {
        "load_in": show.load_in_at,
        "doors": show.doors_at,
        "call": spot.call_at,
        "soundcheck": spot.soundcheck_at,
        "set_starts": spot.starts_at,
        "set_ends": spot.ends_at,
        "released": spot.released_at,
        "curfew": show.curfew_at,
    }
    return {name: _instant(at) if at else None for name, at in times.items()}


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat()


def _plays(entry: LineupEntry) -> bool:
    return entry.state != LineupState.DECLINED


def _player(entry: LineupEntry) -> dict[str, str]:
    return {"name": entry.name or entry.player.display_name, "instrument": entry.instrument}


def language_of(party: Party) -> str:
    """The language that most of its leaders read, for a document about it. One query."""
    known = dict(settings.LANGUAGES)
    languages = Counter(user.language for user in leaders_of(party) if user.language in known)
    return languages.most_common(1)[0][0] if languages else settings.LANGUAGE_CODE
