"""What the public page of an act shows, with the words made here.

One statement reads all of it but the press kit and the calendar, as one text: the party with its band and town, and
what others may change (shows and who else plays, reviews and who wrote them). The text's hash is its fingerprint.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext, to_locale
from django.utils.translation import gettext as _

from accounts.conditions import PUBLIC_PARTY
from accounts.models import Party, PartyLink
from accounts.states import Role
from bands.models import Band
from bands.models.press import Figure, Quote
from bands.queries import Kit, KitTrack, NamedPlayer
from bands.queries.players import named_parts
from bookings.conditions import PROMISED_BOOKING, PUBLIC_SHOW
from bookings.states import SpotState
from catalogue.models import City, Country
from catalogue.names.places import town_name
from discovery.queries.parties import Facts, PartyPage, say_fee
from discovery.queries.shows import Reader, ShowLine, find_reader, show_line
from media.models import Picture, Sound
from posters.drawing import Drawing
from reviews.conditions import NAMES_ITS_AUTHOR
from reviews.queries import SHOWN as REVIEWS_SHOWN
from reviews.queries import Said, say_rating
from studio.states import DONE_BY
from web.dates import say_day, say_month
from web.fragments import key_of
from web.prepared import from_json, run

COMING_SHOWN = 60
PAST_SHOWN = 20
LINES_REMEMBERED = 4000
"""Most lines of a page are what they were: so many a process keeps, by all that they are made of."""

_MOMENT = "%(now)s::timestamptz"
_NAMES_ITS_AUTHOR = NAMES_ITS_AUTHOR.sql("review", author="author", booking__spot__show="show", moment=_MOMENT)
_LINE = """
SELECT show.id, show.title, show.night, show.starts_at, show.timezone, show.ticket_url,
       coalesce(house.name, show.place) AS place, city.name AS city, city.geonames_id,
       coalesce(bill.others, '[]') AS others, coalesce(bill.names, '[]') AS names,
       coalesce(bill.genres, '[]') AS genres, to_json(poster)::text AS poster
  FROM public show
  LEFT JOIN media_picture poster ON poster.id = show.poster_id
  LEFT JOIN bill ON bill.show_id = show.id
  LEFT JOIN venues_stage stage ON stage.id = show.stage_id
  LEFT JOIN accounts_party house ON house.id = stage.venue_id
  LEFT JOIN catalogue_city city ON city.id = show.city_id
"""
TOLD = f"""
WITH mine AS MATERIALIZED (
    SELECT DISTINCT spot.show_id
      FROM bookings_booking booking JOIN bookings_spot spot ON spot.id = booking.spot_id
     WHERE booking.act_id = %(party)s::uuid AND {PROMISED_BOOKING.sql("booking")} AND spot.state <> %(off)s
), public AS MATERIALIZED (
    SELECT show.*
      FROM mine
      JOIN bookings_show show ON show.id = mine.show_id
      JOIN accounts_party host ON host.id = show.owner_id
     WHERE {PUBLIC_SHOW.sql("show", owner="host", moment=_MOMENT)}
), bill AS MATERIALIZED (
    SELECT spot.show_id,
           json_agg(act.name ORDER BY spot.starts_at, spot.position, spot.id)
               FILTER (WHERE act.id <> %(party)s::uuid) AS others,
           json_agg(act.name ORDER BY spot.starts_at, spot.position, spot.id) AS names,
           json_agg((SELECT string_agg(own.genre_id, ' ' ORDER BY own.genre_id)
                       FROM accounts_party_genres own WHERE own.party_id = act.id)) AS genres
      FROM public show
      JOIN bookings_spot spot ON spot.show_id = show.id AND spot.state <> %(off)s
      JOIN bookings_booking booking ON booking.spot_id = spot.id AND {PROMISED_BOOKING.sql("booking")}
      JOIN accounts_party act ON act.id = booking.act_id AND {PUBLIC_PARTY.sql("act")}
     GROUP BY spot.show_id
)
SELECT json_build_object(
    'party', to_json(act),
    'band', (SELECT to_json(band) FROM bands_band band WHERE band.party_id = act.id),
    'city', (SELECT to_json(city) FROM catalogue_city city WHERE city.id = act.city_id),
    'country', (
        SELECT to_json(country)
          FROM catalogue_city city JOIN catalogue_country country ON country.code = city.country_id
         WHERE city.id = act.city_id),
    'genres', (
        SELECT coalesce(json_agg(genre.name ORDER BY genre.name), '[]')
          FROM accounts_party_genres own JOIN catalogue_genre genre ON genre.slug = own.genre_id
         WHERE own.party_id = %(party)s::uuid),
    'links', (
        SELECT coalesce(json_agg(json_build_array(link.label, link.url) ORDER BY link.position, link.id), '[]')
          FROM accounts_partylink link WHERE link.party_id = %(party)s::uuid),
    'instruments', (
        SELECT coalesce(json_agg(member.instrument ORDER BY member.joined_at, member.id), '[]')
          FROM accounts_membership member
         WHERE member.party_id = %(party)s::uuid AND member.left_at IS NULL AND member.role = %(member)s),
    'reviews', (
        SELECT coalesce(json_agg(said), '[]') FROM (
            SELECT review.rating, review.text, review.reply,
                   coalesce(show.night, (coalesce(
                       session.starts_at,
                       (SELECT min(event.at) FROM studio_sessionevent event
                         WHERE event.session_id = session.id AND event.event = ANY(%(done_by)s::text[]))
                   ) AT TIME ZONE professional.timezone)::date) AS night,
                   CASE WHEN {_NAMES_ITS_AUTHOR}
                        THEN author.name END AS author
              FROM reviews_review review
              JOIN accounts_party author ON author.id = review.author_id
              LEFT JOIN bookings_booking booking ON booking.id = review.booking_id
              LEFT JOIN bookings_spot spot ON spot.id = booking.spot_id
              LEFT JOIN bookings_show show ON show.id = spot.show_id
              LEFT JOIN studio_session session ON session.id = review.session_id
              LEFT JOIN accounts_party professional ON professional.id = session.professional_id
             WHERE review.subject_id = %(party)s::uuid AND review.revealed_at IS NOT NULL
             ORDER BY review.revealed_at DESC, review.id DESC LIMIT {REVIEWS_SHOWN}) said),
    'coming', (
        SELECT coalesce(json_agg(line), '[]') FROM (
            {_LINE} WHERE show.out_at > %(now)s::timestamptz
            ORDER BY show.starts_at, show.id LIMIT {COMING_SHOWN}) line),
    'past', (
        SELECT coalesce(json_agg(line), '[]') FROM (
            {_LINE} WHERE show.out_at <= %(now)s::timestamptz
            ORDER BY show.starts_at DESC, show.id DESC LIMIT {PAST_SHOWN}) line),
    'prepared', (
        SELECT coalesce(json_agg(sound.state ORDER BY sound.id), '[]')
          FROM bands_presssound own JOIN media_sound sound ON sound.id = own.sound_id
         WHERE own.party_id = %(party)s::uuid),
    'rider', (
        SELECT document.state
          FROM bands_presskit kit JOIN media_document document ON document.id = kit.rider_document_id
         WHERE kit.party_id = %(party)s::uuid AND NOT kit.is_draft)
)::text
  FROM accounts_party act WHERE act.id = %(party)s::uuid
"""


@dataclass(frozen=True)
class Told:
    """All that the page shows of what stands in other tables, as PostgreSQL wrote it."""

    text: str

    @property
    def fingerprint(self) -> str:
        """Another one whenever anything of it is: a host that was suspended, an act that joined the bill, a review."""
        return blake2b(self.text.encode(), digest_size=16).hexdigest()

    @cached_property
    def facts(self) -> dict[str, Any]:
        return json.loads(self.text)

    @cached_property
    def party(self) -> Party:
        """The act with its band, its town and the town's country."""
        party = from_json(Party, self.facts["party"])
        if self.facts["city"]:
            party.city = from_json(City, self.facts["city"])
            party.city.country = from_json(Country, self.facts["country"])
        if self.facts["band"]:
            from_json(Band, self.facts["band"]).party = party
        return party


class ToldShow(NamedTuple):
    """What a line says of a show; `poster`, `acts` and `genre_slugs` are for its picture."""

    pk: str
    night: dt.date
    starts_at: dt.datetime
    timezone: str
    ticket_url: str
    title: str
    place_name: str
    poster: Picture | None
    acts: tuple[str, ...]
    genre_slugs: tuple[str, ...]


@dataclass(frozen=True)
class FigureLine:
    """A number with its date and who says so: "120 · People at our own shows · May 2026"."""

    value: str
    name: str
    as_of: str
    source: str
    source_url: str


@dataclass(frozen=True)
class QuoteLine:
    """What somebody said, and when, in words."""

    text: str
    source: str
    url: str
    said_on: str


@dataclass(frozen=True)
class HeardTrack:
    """A recording as the page plays it. `addresses` is where it is fetched, less the ending; empty: by its public
    name."""

    sound: Sound
    is_unlisted: bool
    addresses: str


@dataclass(frozen=True)
class ActPage(PartyPage):
    """All that the page of an act shows besides its calendars; `kit` is what its reader may see of the press kit.

    `kit_fingerprint` is another one whenever anything is that the kit's parts of the page tell.
    """

    kit: Kit
    kit_fingerprint: str
    tracks: list[HeardTrack]
    genres: list[str]
    lineup: tuple[NamedPlayer, ...]
    links: list[PartyLink]
    past: list[ShowLine]

    @property
    def drawn(self) -> Drawing:
        """What stands where it has no photo."""
        return self.party.drawn_for(self.genres)

    @cached_property
    def figures(self) -> list[FigureLine]:
        return [_figure(figure) for figure in self.kit.figures]

    @cached_property
    def quotes(self) -> list[QuoteLine]:
        return [_quote(quote) for quote in self.kit.quotes]


def told_of(party_id: UUID) -> Told:
    """What an act's page is made of, but for its kit and its calendar, at this moment. One query."""
    values = {
        "off": SpotState.OFF.value,
        "party": party_id,
        "now": timezone.now(),
        "member": Role.MEMBER.value,
        "done_by": list(DONE_BY),
    }
    [[text]] = run(TOLD, values)
    return Told(text)


def act_page(told: Told, kit: Kit, track_addresses: Callable[[KitTrack], str] = lambda track: "") -> ActPage:
    """The page of an act. No query."""
    party, facts = told.party, told.facts
    instruments, addresses = facts["instruments"], [track_addresses(track) for track in kit.tracks]
    return ActPage(
        party=party,
        facts=_act_facts(party),
        chips=[*facts["genres"], *_size(kit, instruments)],
        shows=_lines(facts["coming"]),
        reviews=[_said(review) for review in facts["reviews"]],
        rating=say_rating(party),
        kit=kit,
        kit_fingerprint=key_of(
            "kit",
            kit.fingerprint,
            party.name,
            party.slug,
            party.is_public,
            instruments,
            facts["links"],
            addresses,
            facts["genres"],
        ),
        tracks=[
            HeardTrack(track.sound, track.is_unlisted, address)
            for track, address in zip(kit.tracks, addresses, strict=True)
        ],
        genres=facts["genres"],
        lineup=kit.lineup or _parts_played(instruments),
        links=[PartyLink(label=label, url=url) for label, url in facts["links"]],
        past=_lines(facts["past"]),
    )


def _size(kit: Kit, instruments: list[str]) -> list[str]:
    size = len(kit.lineup) or len(instruments)
    if size == 1:
        return [_("Solo")]
    return [ngettext("%(count)d person", "%(count)d people", size) % {"count": size}] if size else []


def _parts_played(instruments: Iterable[str]) -> tuple[NamedPlayer, ...]:
    """What is played, without the names that nobody has published."""
    return tuple(NamedPlayer("", ", ".join(named_parts(each))) for each in instruments if each.strip())


def _act_facts(party: Party) -> Facts:
    band = getattr(party, "band", None)
    home = party.city.said_name if party.city else ""
    if band and band.travel_radius_km:
        reach = _("plays within %(km)d km") % {"km": band.travel_radius_km}
        home = f"{home}, {reach}" if home else reach
    draw = _("about %(count)d") % {"count": band.draw} if band and band.draw else ""
    own_pa = _("their own") if band and band.has_pa else ""
    facts = [(pgettext("where a band is at home", "From"), home), (_("Usual fee"), say_fee(party))]
    return [*facts, (_("Draw"), draw), (_("PA"), own_pa), (_("Rating"), say_rating(party))]


def _lines(told: list[dict[str, Any]]) -> list[ShowLine]:
    """The shows with where they are, by what name, and with whom."""
    reader, with_others = find_reader(), _("with %(acts)s")
    return [
        _line(
            **show
            | {
                "others": with_others % {"acts": ", ".join(show["others"])} if show["others"] else "",
                "names": tuple(show["names"]),
                "genres": tuple(slug for slugs in show["genres"] if slugs for slug in slugs.split()),
            },
            reader=reader,
        )
        for show in told
    ]


@lru_cache(maxsize=LINES_REMEMBERED)
def _line(
    *, id: str, title: str, night: str, starts_at: str, timezone: str, ticket_url: str, place: str, city: str | None,
    geonames_id: int | None, others: str, names: tuple[str, ...], genres: tuple[str, ...], poster: str | None,
    reader: Reader,
) -> ShowLine:  # fmt: skip
    where = ", ".join(filter(None, [place, town_name(geonames_id, city) if geonames_id and city else ""]))
    show = ToldShow(
        pk=id,
        night=dt.date.fromisoformat(night),
        starts_at=dt.datetime.fromisoformat(starts_at),
        timezone=timezone,
        ticket_url=ticket_url,
        title=title,
        place_name=where,
        poster=from_json(Picture, json.loads(poster)) if poster else None,
        acts=names,
        genre_slugs=genres,
    )
    said = ", ".join(filter(None, [title, others]))
    return show_line(show, where or title, said, reader)  # type: ignore[arg-type]  # it has what a line reads


def _said(review: dict[str, Any]) -> Said:
    night = say_day(dt.date.fromisoformat(review["night"]))
    return Said(review["author"] or _("A client"), review["rating"], review["text"], night, review["reply"])


def _figure(figure: Figure) -> FigureLine:
    value = format_decimal(figure.value, locale=to_locale(get_language() or "en"))
    source = "" if figure.source_url else figure.source
    return FigureLine(value, figure.name, say_month(figure.as_of), source, figure.source_url)


def _quote(quote: Quote) -> QuoteLine:
    return QuoteLine(quote.text, quote.source, quote.url, say_month(quote.said_on) if quote.said_on else "")
