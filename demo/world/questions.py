"""What the demo's first band wants of a night, who stands in for its drummer, and what it is asked: a poll, enquiries."""

import datetime as dt

from accounts.actions import accept_invite, create_invite
from accounts.models import Party, User
from accounts.states import PartyKind, Role
from availability.actions import set_known_until
from availability.states import SaidKind
from bands.actions import answer_ask, ask_members, update_band
from messaging.actions import send_enquiry, send_message

KNOWN_DAYS = 90
CANDIDATES = (16, 17, 23, 30, 37)
"""Days from today."""


def ask_around(party: Party, leader: User, dep: User, today: dt.date) -> None:
    """A dep who plays drums and knows their time, the band's terms, and a poll that all but one have answered."""
    _, token = create_invite(acting_user=leader, party=party, role=Role.DEP, uses=1, expires_in_days=14)
    accept_invite(acting_user=dep, token=token, instrument="Drums", may_be_booked=False)
    until = today + dt.timedelta(days=KNOWN_DAYS)
    set_known_until(acting_user=dep, calendar=dep.calendar, until=until, timezone=dep.timezone)
    update_band(acting_user=leader, band=party.band, essential_instruments=["Drums"], minimum_minutes=150)
    nights = [today + dt.timedelta(days=days) for days in CANDIDATES]
    poll = ask_members(acting_user=leader, party=party, nights=nights, title="Rehearsal before the tour", is_poll=True)
    waiting = [asked.user for asked in poll.asked.select_related("user__calendar").order_by("user__date_joined")]
    for place, user in enumerate(waiting[:-1]):
        kinds = (SaidKind.FREE, SaidKind.FREE, SaidKind.MAYBE)
        answers = {night: kinds[(place + number) % 3] for number, night in enumerate(nights)}
        answer_ask(acting_user=user, ask=poll, answers=answers)


def ask_before_booking(party: Party, leader: User, client: User, manager: User, today: dt.date) -> None:
    """A client asks about a night and gets an answer; a venue waits for one."""
    night = today + dt.timedelta(days=CANDIDATES[-1] + 30)
    asked = send_enquiry(
        acting_user=client, party=party, night=night, text="Do you play garden parties? There would be eighty of us."
    )
    send_message(
        acting_user=leader, thread=asked.thread, text="We do, with a small PA. Until when may it be loud at your place?"
    )
    venue = Party.objects.led_by(manager).filter(kind=PartyKind.VENUE).order_by("name").first()
    send_enquiry(
        acting_user=manager, party=party, asker=venue, text="Would you open for a band from Utrecht this spring?"
    )
