"""What the demo's houses say of themselves, and what its shows tell their audience."""

import datetime as dt
import random
from itertools import cycle

from django.core.files.base import ContentFile
from django.utils.timezone import now

from accounts.models import User
from bookings.actions import set_poster, set_tickets
from bookings.models import Show
from demo.world.pictures import show_poster
from venues.actions import update_stage, update_venue
from venues.models import Stage, Venue

ACCESS = (
    "Step-free from the yard; the lift to the hall is 90 cm wide.\nAccessible toilet on the ground floor.",
    "Two steps at the door, a ramp on demand: ring the bell on the left.\nSeats are kept for who cannot stand.",
    "Level entrance from the quay. Hearing loop in the first ten rows. Assistance dogs are welcome.",
)
LOAD_IN = (
    "Gate 3, a ramp, 20 m to the stage. Two vans fit, with permits from the office.",
    "Up eleven steps; four of ours help between load-in and doors. Park at the tram stop, not in the yard.",
)
RULES = (
    "97 dB(A) from 22:00, measured at the desk.\nNo glitter. Haze only if you told us a week before.",
    "Under sixteen only with a grown-up.\nNo filming with tripods; ask the band before you ask us.",
)
BACKLINE = (
    "Kit 20/12/14 with hardware, Ampeg SVT with 8x10, two Twin Reverbs.",
    "Kit 22/10/12/16, bass combo 300 W, AC30, stage piano with stand.",
)
PA = (
    "Two tops and a double bass a side, desk with 32 channels, six monitor ways.",
    "Line array, ten monitor ways, own desk for in-ears, microphones for a band of eight.",
)
LIGHTS = (
    "Twelve LED PARs, four moving heads, hazer.",
    "Eight PARs front and back, a blinder, no fog: the ceiling is low.",
)
SELLERS = cycle(("Tixbase", "At the door", "Kartenhaus"))
TICKETS_SOLD = 60
POSTERS_HUNG = 8


def furnish(venue: Venue, stages: list[Stage], manager: User) -> None:
    """The same house for the same name."""
    chance = random.Random(f"house of {venue.party.name}")
    update_venue(
        acting_user=manager, venue=venue, access_info=chance.choice(ACCESS), load_in_info=chance.choice(LOAD_IN),
        house_rules=chance.choice(RULES),
    )  # fmt: skip
    for stage in stages:
        width = min(1600, 400 + (stage.capacity or 100))
        update_stage(
            acting_user=manager, stage=stage, name=stage.name, capacity=stage.capacity, width_cm=width,
            depth_cm=width * 3 // 5, height_cm=chance.choice((280, 350, 520)), backline=chance.choice(BACKLINE),
            pa=chance.choice(PA), lights=chance.choice(LIGHTS),
        )  # fmt: skip


def publicise(leaders: dict) -> None:
    """The next shows sell tickets, and the very next have a poster."""
    shows = Show.objects.public().upcoming().filter(owner__in=list(leaders)).select_related("owner")
    soon, long_ago = now() + dt.timedelta(days=3), now() - dt.timedelta(days=30)
    for count, show in enumerate(shows[:TICKETS_SOLD]):
        host, lowest = leaders[show.owner], 800 + 100 * (count % 9)
        set_tickets(
            acting_user=host, show=show, ticket_url=f"https://tickets.example/{show.night:%Y%m%d}",
            provider=next(SELLERS), lowest_minor=lowest, highest_minor=lowest + 300 * (count % 2), currency="EUR",
            on_sale_at=soon if count % 7 == 6 and show.starts_at > soon else long_ago,
        )  # fmt: skip
        if count < POSTERS_HUNG:
            file = ContentFile(show_poster(show), name="poster.jpg")
            set_poster(acting_user=host, show=show, file=file, alt=f"{show}, drawn", credit="Drawn")
