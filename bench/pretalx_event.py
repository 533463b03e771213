"""Runs in pretalx's own environment, never in ours: an event with so many talks on a schedule that is released."""

import datetime as dt
import sys

import django

django.setup()

from django.utils.timezone import now  # noqa: E402 - its settings come first
from django_scopes import scope, scopes_disabled  # noqa: E402
from pretalx.event.models import Event  # noqa: E402
from pretalx.event.utils import create_organiser_with_team  # noqa: E402
from pretalx.person.models import SpeakerProfile, User  # noqa: E402
from pretalx.schedule.models import Room  # noqa: E402
from pretalx.submission.models import Submission  # noqa: E402

DAYS, ROOMS = 3, 2


def fill(talks: int) -> None:
    admin = User.objects.create_user(email="admin@bench.example", name="Admin", is_administrator=True)
    organiser, team = create_organiser_with_team(name="Bench", slug="benchorg", users=[admin])
    first = now().date()
    with scopes_disabled():
        event = Event.objects.create(
            name="Bench", slug="bench", organiser=organiser, is_public=True, timezone="Europe/Berlin",
            email="bench@bench.example", locale_array="en", locale="en",
            date_from=first, date_to=first + dt.timedelta(days=DAYS - 1),
        )  # fmt: skip
    with scope(event=event):
        event.build_initial_data()
        team.limit_events.add(event)
        rooms = [Room.objects.create(event=event, name=f"Room {number}", position=number) for number in range(ROOMS)]
        for number in range(talks):
            day, place = divmod(number, -(-talks // DAYS))
            starts_at = event.datetime_from + dt.timedelta(days=day, hours=9, minutes=30 * (place // ROOMS))
            _schedule(event, number, starts_at, rooms[place % ROOMS])
        event.release_schedule("1.0")


def _schedule(event: Event, number: int, starts_at: dt.datetime, room: Room) -> None:
    speaker = User.objects.create_user(email=f"s{number}@bench.example", name=f"Speaker {number}")
    SpeakerProfile.objects.create(user=speaker, event=event, biography="Speaks.")
    talk = Submission.objects.create(
        event=event, title=f"Talk number {number}", submission_type=event.submission_types.first(),
        abstract="About it.", content_locale="en",
    )  # fmt: skip
    talk.speakers.add(speaker)
    talk.accept()
    talk.confirm()
    slot = talk.slots.get(schedule=event.wip_schedule)
    slot.start, slot.end, slot.room = starts_at, starts_at + dt.timedelta(minutes=30), room
    slot.save()


fill(int(sys.argv[1]))
