"""The professionals of the demo world: engineers, producers, session musicians and a studio with a team and two rooms.
All names are invented."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from accounts.actions import accept_invite, add_photo, approve_party, create_invite
from accounts.models import Party, User
from accounts.states import Role
from catalogue.models import City, Currency, Genre
from demo.world.logins import ENGINEER
from demo.world.pictures import portrait_photo
from demo.world.tones import before_and_after
from studio.actions import (
    add_credit,
    add_hours,
    add_room,
    add_sample,
    add_service,
    create_professional,
    update_professional,
    verify_professional,
)
from studio.models import DAY_MINUTES, HOUR_MINUTES, Professional, Room

TIERS = [[7, 0], [2, 50], [0, 100]]
ROLES = {
    "recording": "Recorded", "mixing": "Mixed", "mastering": "Mastered", "production": "Produced", "editing": "Edited",
    "arrangement": "Arranged", "songwriting": "Written", "instruments": "Played", "vocals": "Sang", "room": "Recorded",
}  # fmt: skip
"""What the credits of a demo professional say, by their first discipline."""


@dataclass(frozen=True)
class Offer:
    """A service: `rate` is "hour", "day" or "fixed", `price` in whole units, `length` the shortest and the longest in
    hours or days."""

    name: str
    discipline: str
    mode: str
    rate: str
    price: int
    length: tuple[int, int] | None = None
    revisions: int = 0
    delivery_days: int | None = None
    room: str = ""

    @property
    def minutes(self) -> tuple[int | None, int | None]:
        unit = DAY_MINUTES if self.rate == "day" else HOUR_MINUTES
        return (self.length[0] * unit, self.length[1] * unit) if self.length else (None, None)


@dataclass(frozen=True)
class StudioPart:
    """A professional: `city` is a GeoNames id, `hours` are (weekdays as in an RRULE, from, to), `credits` artist, title
    and year, `samples` title and key in Hz."""

    name: str
    city: int
    disciplines: tuple[str, ...]
    genres: tuple[str, ...]
    languages: tuple[str, ...]
    currency: str
    tagline: str
    bio: str
    gear: str
    credits: tuple[tuple[str, str, int], ...]
    offers: tuple[Offer, ...]
    hours: tuple[tuple[str, int, int], ...]
    rooms: tuple[str, ...] = ()
    team: int = 0
    is_remote: bool = True
    is_on_site: bool = True
    samples: tuple[tuple[str, float], ...] = ()


STUDIOS = (
    StudioPart(
        "Kreuzpegel", 2911298, ("mixing", "mastering"), ("indie-pop", "post-rock"), ("de", "en"), "EUR",
        "Mixes that still sound like the band.",
        "Twelve years of mixing in a quiet back yard in Hamburg. You send stems, we talk for ten minutes, I mix.",
        "Neve 8816, two LA-2A, Barefoot MM27, a room measured twice a year",
        (("Low Tide Choir", "Below the Line", 2024), ("The Long Noon", "Curtains", 2023)),
        (
            Offer("Mix of one song", "mixing", "request", "fixed", 320, None, 2, 7),
            Offer("Mixing together", "mixing", "instant", "hour", 65, (2, 8)),
            Offer("Master of one song", "mastering", "request", "fixed", 70, None, 1, 3),
        ),
        (("MO,TU,WE,TH,FR", 10, 18),), samples=(("Below the Line, first verse", 65.4), ("Curtains, the end", 55.0)),
    ),
    StudioPart(
        "Tonhof", 2950159, ("recording", "production", "room"), ("krautrock", "space-rock"), ("de", "en", "es"), "EUR",
        "Two rooms, four engineers, one very good espresso machine.",
        "A former dairy in Berlin with a live room for eight and a booth for one. Bring your drummer: ours is tuned.",
        "MCI JH-636, 24 tracks of tape, Ludwig kit from 1967, Hammond M3, 60 microphones",
        (("Northern Static", "Nine Minutes", 2022), ("Iron Weather", "Rust Belt", 2024)),
        (
            Offer("Day in the live room", "recording", "request", "day", 480, (1, 5), room="Live room"),
            Offer("Vocals in the booth", "recording", "instant", "hour", 55, (2, 8), room="Booth"),
            Offer("Live room without an engineer", "room", "instant", "hour", 35, (2, 12), room="Live room"),
        ),
        (("MO,TU,WE,TH,FR,SA", 10, 22),), ("Live room", "Booth"), 2, is_remote=False,
    ),
    StudioPart(
        "Halbton Mastering", 2879139, ("mastering",), ("doom-metal", "sludge-metal"), ("de", "en"), "EUR",
        "Loud enough.", "Mastering for vinyl, tape and streams, in Leipzig. You get both a loud and a quiet version.",
        "Neumann VMS 70 lathe, Maselec MLA-4, PMC MB3", (("Iron Weather", "Anvil Hour", 2023),),
        (
            Offer("Master of one song", "mastering", "request", "fixed", 60, None, 1, 2),
            Offer("Attended mastering", "mastering", "instant", "hour", 90, (1, 6)),
        ),
        (("MO,TU,WE,TH", 9, 17),), samples=(("Anvil Hour", 49.0),),
    ),
    StudioPart(
        "Cinder Lane", 2643123, ("mixing", "production"), ("shoegaze", "dream-pop"), ("en",), "GBP",
        "Guitars, lots of them.", "Producer and mixer in Manchester. I make the quiet parts quieter.",
        "SSL Fusion, Space Echo, eleven fuzz pedals", (("The Long Noon", "Weather Report", 2021),),
        (
            Offer("Mix of one song", "mixing", "request", "fixed", 250, None, 3, 10),
            Offer("Pre-production", "production", "instant", "hour", 45, (2, 6)),
        ),
        (("MO,WE,FR", 11, 19),),
    ),
    StudioPart(
        "Marta Feld", 2761369, ("instruments",), ("austropop", "indie-pop"), ("de", "en", "it"), "EUR",
        "Bass lines from Vienna.", "Electric and upright bass, recorded at home or in your studio. Reads everything.",
        "Fender Precision 1974, German upright 1920, Ampeg B-15", (("Zimmer mit Aussicht", "Stiege 4", 2024),),
        (Offer("Bass for one song", "instruments", "request", "fixed", 120, None, 2, 5),
         Offer("Session at your studio", "instruments", "request", "hour", 50, (3, 8))),
        (("MO,TU,TH,FR", 9, 15),),
    ),
    StudioPart(
        "Ines Aram", 2267057, ("vocals", "songwriting"), ("dream-pop",), ("en", "pt"), "EUR",
        "Backing vocals by Friday.", "Three octaves and a good booth in Lisbon. Harmonies are my favourite puzzle.",
        "Neumann TLM 103, UA 610", (("The Long Noon", "Curtains", 2023),),
        (Offer("Backing vocals", "vocals", "request", "fixed", 90, None, 2, 4),
         Offer("Writing session", "songwriting", "instant", "hour", 40, (2, 4))),
        (("TU,WE,TH", 13, 21),), is_on_site=False,
    ),
    StudioPart(
        "Blechwerk", 2867714, ("arrangement", "recording"), ("brass-band", "balkan-pop"), ("de",), "EUR",
        "Brass for people who have no brass.", "Arrangements for three to twelve winds, written and recorded in Munich.",
        "Coles 4038, RCA 44 copy, a staircase with a good echo", (("Kapelle Morgenrot", "Dritter Stock", 2022),),
        (Offer("Arrangement of one song", "arrangement", "request", "fixed", 280, None, 1, 14),
         Offer("Brass recording", "recording", "request", "hour", 70, (3, 8))),
        (("SA,SU", 10, 20),),
    ),
    StudioPart(
        "Deichklang", 2944388, ("recording", "mixing"), ("stoner-rock",), ("de", "en"), "EUR",
        "Record live, go home early.", "Live recording in Bremen: everybody in one room, two takes, done.",
        "Studer 962, Klark Teknik, 16 channels of API", (("Iron Weather", "Rust Belt", 2024),),
        (Offer("Live day", "recording", "instant", "day", 390, (1, 3)),
         Offer("Mix of one song", "mixing", "request", "fixed", 190, None, 2, 7)),
        (("TH,FR,SA,SU", 11, 21),), is_remote=False,
    ),
    StudioPart(
        "Loft 9", 2643743, ("production", "mixing"), ("indie-pop",), ("en", "fr"), "GBP",
        "Songs first, sounds second.", "A production pair in London. We finish songs that were almost finished.",
        "Prophet-6, Juno-106, Genelec 8341", (("Zimmer mit Aussicht", "Parkett", 2023),),
        (Offer("Production day", "production", "request", "day", 420, (1, 4)),
         Offer("Listening and notes", "production", "instant", "hour", 60, (1, 2))),
        (("MO,TU,WE,TH,FR", 12, 20),),
    ),
    StudioPart(
        "Editwerk", 2886242, ("editing",), ("indie-pop", "stoner-rock"), ("de", "en", "nl"), "EUR",
        "Nobody will know.", "Drum editing, vocal tuning and cleaning up in Cologne, by ear.",
        "Fast hands", (("Zimmer mit Aussicht", "Stiege 4", 2024),),
        (Offer("Drum editing of one song", "editing", "request", "fixed", 80, None, 1, 3),
         Offer("Editing by the hour", "editing", "instant", "hour", 35, (1, 8))),
        (("MO,TU,WE,TH,FR", 8, 16),), is_on_site=False,
    ),
    StudioPart(
        "Seeblick Studio", 2657896, ("recording", "room"), ("post-rock",), ("de", "en", "fr", "it"), "CHF",
        "A room with a view of the lake.", "Recording in Zurich, with a piano that has been loved for ninety years.",
        "Bechstein 1932, DPA 4006, Merging Horus", (("Northern Static", "One Chord", 2023),),
        (Offer("Recording with engineer", "recording", "instant", "hour", 120, (3, 10), room="Hall"),
         Offer("Hall without engineer", "room", "request", "day", 600, (1, 2), room="Hall")),
        (("MO,TU,WE,TH,FR", 9, 19),), ("Hall",), 1, is_remote=False,
    ),
    StudioPart(
        "Zwischenspur", 2935022, ("mixing",), ("space-rock",), ("de", "en"), "EUR",
        "Mixing by night, in Dresden.", "I work when it is quiet. Send stems by six, listen at breakfast.",
        "Analogue summing, digital patience", (("Northern Static", "Nine Minutes", 2022),),
        (Offer("Mix of one song", "mixing", "request", "fixed", 210, None, 2, 5),
         Offer("Mixing together, online", "mixing", "instant", "hour", 48, (2, 6))),
        (("MO,TU,WE,TH", 18, 26),), is_on_site=False,
    ),
)  # fmt: skip


def add_studio(world, part: StudioPart, add_person: Callable[[str], User]) -> None:
    """A professional with page, credits, rooms, team, services and hours, approved by staff. The first one is that of the
    engineer who signs in; `add_person` makes the others, with a time zone."""
    city = City.objects.get(geonames_id=part.city)
    maker = world.logins[ENGINEER] if part is STUDIOS[0] else add_person(city.timezone)
    professional = create_professional(
        acting_user=maker, name=part.name, timezone=city.timezone, disciplines=part.disciplines, city=city,
        genres=list(Genre.objects.filter(slug__in=part.genres)), is_remote=part.is_remote, is_on_site=part.is_on_site,
    )  # fmt: skip
    party = professional.party
    update_professional(
        acting_user=maker, professional=professional, languages=part.languages, gear=part.gear, tagline=part.tagline,
        bio=part.bio,
    )  # fmt: skip
    for artist, title, year in part.credits:
        role = ROLES[part.disciplines[0]]
        add_credit(acting_user=maker, professional=professional, artist=artist, title=title, year=year, role=role)
    for title, key in part.samples:
        before, after = (ContentFile(content, name="song.wav") for content in before_and_after(key))
        add_sample(acting_user=maker, professional=professional, title=title, before=before, after=after)
    rooms = {name: add_room(acting_user=maker, professional=professional, name=name) for name in part.rooms}
    for offer in part.offers:
        _offer(maker, professional, part, offer, rooms)
    for weekdays, opens, closes in part.hours:
        _open(world.today, maker, professional, weekdays, opens, closes)
    for _member in range(part.team):
        _join(party, maker, add_person(city.timezone))
    _finish(world, party, maker, part)


def _join(party: Party, leader: User, member: User) -> None:
    """One more who works there, by an invite."""
    _, token = create_invite(acting_user=leader, party=party, role=Role.MEMBER, uses=1, expires_in_days=14)
    accept_invite(acting_user=member, token=token, instrument="", may_be_booked=True)


def _offer(maker: User, professional: Professional, part: StudioPart, offer: Offer, rooms: dict[str, Room]) -> None:
    shortest, longest = offer.minutes
    add_service(
        acting_user=maker, professional=professional, name=offer.name, discipline=offer.discipline, mode=offer.mode,
        rate_kind=offer.rate, amount_minor=offer.price * 100, currency=Currency.objects.get(code=part.currency),
        min_minutes=shortest, max_minutes=longest, revisions=offer.revisions, delivery_days=offer.delivery_days,
        revision_minor=offer.price * 100 // 8 if offer.revisions else None, cancellation_tiers=TIERS,
        room=rooms.get(offer.room),
    )  # fmt: skip


def _open(today: dt.date, maker: User, professional: Professional, weekdays: str, opens: int, closes: int) -> None:
    midnight = dt.datetime.combine(_next(today, weekdays), dt.time(), tzinfo=ZoneInfo(professional.party.timezone))
    add_hours(
        acting_user=maker, professional=professional, starts_at=midnight + dt.timedelta(hours=opens),
        ends_at=midnight + dt.timedelta(hours=closes), rrule=f"FREQ=WEEKLY;BYDAY={weekdays}",
    )  # fmt: skip


def _next(today: dt.date, weekdays: str) -> dt.date:
    """The next day, today included, that is one of these weekdays."""
    names = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    days = (today + dt.timedelta(days=each) for each in range(7))
    return next(day for day in days if names[day.weekday()] in weekdays)


def _finish(world, party: Party, maker: User, part: StudioPart) -> None:
    add_photo(
        acting_user=maker, party=party, file=ContentFile(portrait_photo(part.name), name="studio.jpg"),
        alt=f"{part.name}, drawn", credit="StageSlot demo, drawn",
    )  # fmt: skip
    Party.objects.filter(pk=party.pk).update(is_demo=True)
    approve_party(acting_user=world.staff, party=party, reason="Demo world")
    if part is STUDIOS[0]:
        verify_professional(acting_user=world.staff, professional=party.professional, is_verified=True)
