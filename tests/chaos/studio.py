"""Kill web, worker, Valkey and PostgreSQL at random while sessions are booked, paid, worked in and settled.

    python -m tests.chaos.studio [--kills 25] [--stories 200] [--tellers 8] [--seed N]

starts a site of its own with the stand-in for Stripe. Each story is one client's session: booked at once or asked
for, paid (while events of the provider are lost, doubled or late) or not, called off, or begun, delivered, revised,
accepted, disputed and settled. A part is killed whenever so many stories have ended. Then an hour passes, and what was
answered is compared with what is there. Prints what it saw and ends with 1 if anything is wrong.
"""

import argparse
import datetime as dt
import logging
import queue
import random
import sys
import time
from collections import Counter
from pathlib import Path

import django
from django.db import connection

from stageslot.embedded.processes import wait_until
from tests.chaos.money import address_of, ask_for_faults, fill, let_an_hour_pass
from tests.chaos.post_office import PostOffice
from tests.chaos.site import PREY, Site, a_site
from tests.chaos.stories import Cast, Story, Studio, Teller, plan

DAYS, OPEN_HOURS = 4, 8
"""So few slots that clients are in each other's way."""
EVENTS = ("", "lost", "", "twice", "", "late", "", "shuffled")
DONE_WITHIN = 60.0


def main() -> int:
    options = _options()
    chance = random.Random(options.seed)
    print(f"seed {options.seed}: {options.stories} stories, {options.kills} kills", flush=True)
    with PostOffice() as post_office, a_site(post_office.port, has_money=True) as site:
        django.setup()
        for name in ("stripe", "stageslot", "studio", "payments", "engagements"):
            logging.getLogger(name).setLevel(logging.ERROR)
        fill(site, options.dump)
        cast, stories = _set_the_stage(options.stories, chance)
        site.start_services()
        _connect_some(cast)
        killed = _tell_among_kills(site, cast, stories, options, chance)
        connection.close()  # PostgreSQL was killed under it
        ask_for_faults(site, events="")
        let_an_hour_pass(site, _sweep)
        wait_until(_is_all_done, seconds=DONE_WITHIN, every=0.5)
        from tests.chaos.studio_verdict import wrongs

        found = wrongs(stories, post_office.taken)
        _tell(stories, killed, post_office, found)
    return 1 if found else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.studio")
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--tellers", type=int, default=8, help="so many stories happen at a time")
    parser.add_argument("--dump", type=Path, help="a migrated database to restore; without, a new one is migrated")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return parser.parse_args()


def _set_the_stage(number: int, chance: random.Random) -> tuple[Cast, list[Story]]:
    """Studios that are open on the same days, staff, and a client for each story, who has signed in."""
    from accounts.actions import create_api_token
    from accounts.models import SiteSettings
    from tests.factories import UserFactory

    SiteSettings.objects.get_or_create()

    def token(user) -> str:
        return create_api_token(acting_user=user, name="chaos", scopes=["read", "write"])[1]

    staff = UserFactory(is_staff=True)
    first = dt.datetime.now(dt.UTC).replace(hour=8, minute=0, second=0, microsecond=0) + dt.timedelta(days=10)
    days = [first + dt.timedelta(days=each) for each in range(DAYS)]
    cast = Cast([_a_studio(place, staff, days, token) for place in range(3)], days, _signed_in(staff))
    stories = []
    for _each in range(number):
        user = UserFactory()
        stories.append(plan(chance, cast, token(user), _signed_in(user)))
    return cast, stories


def _a_studio(place: int, staff, days: list[dt.datetime], token) -> Studio:
    """One of three: two people and a room, one person who is booked with a buffer, one who is asked first."""
    from accounts.actions import approve_party
    from accounts.states import Role
    from studio.actions import add_hours, add_room, create_professional
    from tests.factories import MembershipFactory, UserFactory
    from tests.studio.test_slots import a_stored_service

    user = UserFactory()
    professional = create_professional(
        acting_user=user, name=f"Studio {place}", timezone="Europe/Berlin", disciplines=["mixing", "recording"]
    )
    approve_party(acting_user=staff, party=professional.party)
    professional.party.refresh_from_db()
    for day in days:
        end = day + dt.timedelta(hours=OPEN_HOURS)
        add_hours(acting_user=user, professional=professional, starts_at=day, ends_at=end, rrule="")
    more = [{}, {"buffer_minutes": 30}, {"mode": "request"}][place]
    if place == 0:
        MembershipFactory(party=professional.party, role=Role.MEMBER)
        more = {"room": add_room(acting_user=user, professional=professional, name="Studio A")}
    by_hour = a_stored_service(user, professional, cancellation_tiers=[[7, 0], [2, 50], [0, 100]], **more)
    fixed = a_stored_service(
        user, professional, name="A mix", mode="request", rate_kind="fixed", amount_minor=30_000, min_minutes=None,
        max_minutes=None, revisions=1, delivery_days=7,
    )  # fmt: skip
    return Studio(str(professional.pk), str(by_hour.pk), str(fixed.pk), token(user), _signed_in(user))


def _signed_in(user) -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def _connect_some(cast: Cast) -> None:
    """All but the last studio have an account, so their money is sent on. That of the last one waits."""
    from accounts.models import Party
    from tests.payments.scenes import connected

    for studio in cast.studios[:-1]:
        connected(Party.objects.get(pk=studio.party))


def _tell_among_kills(
    site: Site, cast: Cast, stories: list[Story], options: argparse.Namespace, chance: random.Random
) -> Counter:
    """All stories, with a kill whenever as many have ended as their number and that of the kills tell; what was hit."""
    waiting: queue.SimpleQueue[Story] = queue.SimpleQueue()
    for story in stories:
        waiting.put(story)
    tellers = [Teller(address_of(site), site.port, cast, waiting) for _each in range(options.tellers)]
    for teller in tellers:
        teller.start()
    killed: Counter = Counter()
    for number in range(options.kills):
        wanted = len(stories) * number // max(options.kills, 1)
        while sum(len(teller.done) for teller in tellers) < wanted and any(teller.is_alive() for teller in tellers):
            time.sleep(0.05)
        ask_for_faults(site, events=EVENTS[number % len(EVENTS)])
        time.sleep(chance.uniform(0.2, 1.0))  # while some are in the middle of it
        killed[site.kill(PREY[number % len(PREY)], chance)] += 1
    for teller in tellers:
        teller.join(timeout=3600)
        assert not teller.is_alive(), "a story does not end"
    assert wait_until(site.is_up, seconds=180, every=0.2), "the site did not come up again"
    return killed


def _sweep() -> None:
    """What the clock does each minute, at once."""
    from django.utils.timezone import now

    from availability.periodic import sweep_expired_claims
    from media.actions import prepare
    from media.models import Preview
    from notifications.periodic import sweep_outbox
    from studio.periodic import follow_the_clock, tell_missed

    for preview in Preview.objects.due(now()):  # those of a worker that was killed over them wait for an hour
        prepare(kind="previews", pk=preview.pk)
    sweep_expired_claims()
    follow_the_clock()
    tell_missed()
    sweep_outbox()


def _is_all_done() -> bool:
    from media.models import Preview
    from media.states import State
    from notifications.models import Notification
    from notifications.periodic import sweep_outbox

    if Preview.objects.filter(state=State.WAITING).exists():
        return False  # the worker is at it
    sweep_outbox()
    return not Notification.objects.filter(email_state=Notification.EmailState.WANTED).exists()


def _tell(stories: list[Story], killed: Counter, post_office: PostOffice, found: list[str]) -> None:
    from payments.models import Payment, Refund, Transfer
    from studio.models import Session

    asked = [attempt for story in stories for attempt in story.asked]
    visits = [story.visit for story in stories if story.visit]
    print("killed:", dict(killed))
    print("acknowledged:", dict(Counter(attempt.what for attempt in asked if attempt.is_done)))
    print("refused:", dict(Counter(attempt.what for attempt in asked if attempt.is_refused)))
    lost = sum(attempt.lost for attempt in asked) + sum(visit.lost for visit in visits)
    print("answers lost and asked for again:", lost)
    print("paid:", sum(bool(visit.paid_session) for visit in visits), "left:", sum(visit.is_left for visit in visits))
    print("sessions:", dict(Counter(Session.objects.order_by().values_list("state", flat=True))))
    print("payments:", dict(Counter(Payment.objects.values_list("state", flat=True))))
    print("refunds:", Refund.objects.count(), "transfers:", Transfer.objects.count())
    print("mails:", len(post_office.taken))
    print("wrong:", len(found))
    for wrong in found[:50]:
        print("  ", wrong)


if __name__ == "__main__":
    sys.exit(main())
