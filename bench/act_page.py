"""The public page of an act beside a view with one query, under the same server: cached, unchanged, uncached (drawn
anew, as after a booking), and drawn by a process that has never seen anything of it."""

import datetime as dt
import uuid

from django.core.cache import cache
from django.urls import reverse

from accounts.models import Party, User
from accounts.states import Approval
from availability.actions import set_known_until
from bands.actions import add_piece, create_band, publish_kit, set_inputs, set_plot, update_band, write_kit
from bands.models import PressKit, PressSound
from bands.models.press import InputLine, PlotItem, Track
from bench import worlds
from bench.load import Page, pages_server, rates_in_turn
from bench.timing import say
from bookings.actions import SpotDraft, accept_booking, apply_to_spot, create_show
from media.models import Picture, Sound
from media.states import State

SHOWS = 60
ZONE = "Europe/Berlin"
PLAIN = "/bench/one-query/"
COOKIE = "csrftoken=" + "a" * 32
"""A browser that has been here before: who comes for the first time is given a token with a page of its own."""


def run() -> None:
    act = act_with_everything()
    path = reverse("discovery:act", args=[act.slug])
    known = {"Cookie": COOKIE}
    with pages_server() as port:
        cached, plain = Page(port, path, headers=known), Page(port, PLAIN)
        status, headers, body = cached.answer()
        assert status == 200, (status, headers, body[:300])
        assert body.count(b'class="date"') == SHOWS
        say("the page of an act with everything, kB", f"{len(body) / 1000:.0f}")
        unchanged = Page(port, path, expects=304, headers=known | {"If-None-Match": headers["etag"]})
        report(rates_in_turn({"cached": cached, "plain": plain, "unchanged": unchanged}))
    with pages_server(cache="dummy") as port:
        sides = {"uncached": Page(port, path, headers=known), "plain": Page(port, PLAIN)}
        report(rates_in_turn(sides, requests=400))
    with pages_server(cache="nothing") as port:
        sides = {"never seen": Page(port, path, headers=known), "plain": Page(port, PLAIN)}
        report(rates_in_turn(sides, requests=400))
    cache.clear()
    worlds.empty()


def report(rates: dict[str, float]) -> None:
    targets = {"cached": ">= 75%", "uncached": ">= 15%", "unchanged": ">= 70%", "never seen": ""}
    say("a view with one query, requests/s", f"{rates['plain']:.0f}")
    for name in rates.keys() - {"plain"}:
        share = rates[name] / rates["plain"]
        say(f"the page of an act, {name}, requests/s and share", f"{rates[name]:.0f}   {share:.0%}", targets[name])


def act_with_everything() -> Party:
    """A public band with a full press kit and 60 shows to come, each with another act."""
    leader = User.objects.create_user("leader@bench.example")
    band = create_band(acting_user=leader, name="Bench", timezone=ZONE, instrument="Voice, Guitar")
    update_band(acting_user=leader, band=band, draw=120, travel_radius_km=300, has_pa=True)
    party = band.party
    _write_kit(leader, party)
    Party.objects.filter(pk=party.pk).update(
        approval=Approval.APPROVED, tagline="Slow, loud and patient", fee_min_minor=35000, fee_max_minor=60000,
        fee_currency="EUR",
    )  # fmt: skip
    until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=300)
    set_known_until(acting_user=leader, calendar=leader.calendar, until=until, timezone=ZONE)
    host = User.objects.create_user("host@bench.example")
    other = create_band(acting_user=host, name="The Other Band", timezone=ZONE).party
    Party.objects.filter(pk=other.pk).update(approval=Approval.APPROVED)
    _add_shows(Party.objects.get(pk=party.pk), leader, Party.objects.get(pk=other.pk), host)
    return Party.objects.get(pk=party.pk)


def _write_kit(leader: User, party: Party) -> None:
    who = {"acting_user": leader, "party": party}
    write_kit(
        bio_short="Five people from Hamburg. " * 8, bio_long="They have been at it for years.\n\n" * 40,
        lineup="Ada, voice\nBen, guitar\nCem, bass\nDan, drums", rider_text="Power, water, time.\n" * 30,
        cancellation_terms="Half of it.", **who,
    )  # fmt: skip
    today = dt.datetime.now(dt.UTC).date()
    for number in range(6):
        add_piece(part="quotes", text="As patient as the tide. " * 4, source=f"Visions {number}", said_on=today, **who)
        add_piece(part="figures", kind="other", label=f"Number {number}", value=1000 + number, as_of=today, **who)
        add_piece(part="embeds", pasted=f"https://youtu.be/aaaaaaaaaa{number}", title="A film", **who)
    set_plot(items=[PlotItem(kind="guitar_amp", x=5 * place, y=50, label="Amp") for place in range(16)], **who)
    set_inputs(lines=[InputLine(channel=place, source="Guitar", mic="SM57") for place in range(1, 25)], **who)
    publish_kit(**who)
    tracks = [_add_sound(party, f"Song {number}") for number in range(6)]
    PressKit.objects.of(party).published().update(tracks=tracks)
    for place in range(8):
        _add_photo(party, place)


def _add_sound(party: Party, title: str) -> Track:
    """As it is stored once it is prepared; nobody listens here."""
    files = [{"format": each, "name": f"sounds/{uuid.uuid4().hex}/x.{each}", "bytes": 1} for each in ("opus", "m4a")]
    peaks = [place * 7 % 255 for place in range(300)]
    sound = Sound(title=title, state=State.WAITING, peaks=peaks, duration_ms=200_000, files=files)
    sound.save()
    Sound.objects.filter(pk=sound.pk).update(state=State.READY)
    PressSound.objects.create(party=party, sound=sound)
    return Track(sound=str(sound.pk), title=title)


def _add_photo(party: Party, place: int) -> None:
    files = [
        {"format": each, "name": f"pictures/{uuid.uuid4().hex}/{width}.{each}", "bytes": 1, "width": width,
         "height": width * 3 // 4}
        for each in ("avif", "webp", "jpeg") for width in (320, 640, 1024, 1600, 2400)
    ]  # fmt: skip
    picture = Picture.objects.create(alt="On a pier", credit="M. Krause", files=files, width=2400, height=1800)
    Picture.objects.filter(pk=picture.pk).update(state=State.READY)
    party.photos.create(picture=picture, position=place)


def _add_shows(act: Party, leader: User, other: Party, host: User) -> None:
    """A show a week at an address, both on its bill, made and accepted as ever."""
    night = dt.datetime.now(dt.UTC).replace(hour=19, minute=0, second=0, microsecond=0)
    for week in range(1, SHOWS + 1):
        starts_at = night + dt.timedelta(weeks=week)
        show = create_show(
            acting_user=host, owner=other, place="Harbour Cellar", title=f"Night {week}", starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=3), spots=[SpotDraft(), SpotDraft()], publish=True,
        )  # fmt: skip
        first, second = show.spots.all()
        accept_booking(acting_user=host, booking=apply_to_spot(acting_user=leader, spot=first, act=act))
        accept_booking(acting_user=host, booking=apply_to_spot(acting_user=host, spot=second, act=other))
