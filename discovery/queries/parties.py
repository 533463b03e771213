"""What the public pages of acts, venues and professionals have in common, with the words made here."""

from dataclasses import dataclass

from accounts.models import Party
from discovery.queries.shows import ShowLine
from reviews.queries import Said
from web.money import format_range

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class PartyPage:
    """All that the page of an act, a venue or a professional shows besides its calendars."""

    party: Party
    facts: Facts
    chips: list[str]
    shows: list[ShowLine]
    reviews: list[Said]
    rating: str


def say_fee(party: Party) -> str:
    """Its usual fee in words; empty where it names none."""
    return (
        format_range(party.fee_min_minor, party.fee_max_minor, party.fee_currency_id) if party.fee_currency_id else ""
    )
