"""News of closings and suspensions, for everybody who has something open with the party, and for staff."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Max
from django.urls import reverse

from accounts.models import Party, User
from accounts.queries import team
from bookings.actions.doing import Doing
from departures.actions.recording import record_suspension
from departures.emails import letter_to
from departures.models import Departure
from departures.queries import Affairs, affairs_of
from engagements.queries.people import leaders_by_party
from engagements.states import Channel
from notifications.actions import News, notify, notify_all, post_mail
from notifications.models import Notification

TOLD_OF_SUSPENSION = ("departures.suspended", "departures.closed")
"""The news by which others learn of a suspension. "closed" is that of a client whom staff have shut out."""


def tell_of_closing(departure: Departure, affairs: Affairs, doing: Doing) -> None:
    """Tell the team, everybody whose money or whose own show at the party's place is not settled, and staff.

    Whoever has an open item with it is told of that item when it ends. Call it before the team is dissolved.
    """
    party = departure.party
    assert party is not None  # noqa: S101 — a party closes
    data = {"party": str(party.pk)}
    mates = {membership.user for membership in team(party)} - {doing.user}
    by_staff = {"reason": departure.reason} if doing.channel == Channel.ADMIN else {}
    notify(users=mates, kind="departures.team_closed", data=data | by_staff)
    shows = [(show.owner_id, show.night, reverse("bookings:show", args=[show.pk])) for show in affairs.guests]
    _tell_others("departures.closed", party, [*_of_bookings(party, affairs.due), *shows], mates | {doing.person})
    counts = {
        "shows": len(affairs.published),
        "confirmed": len(affairs.confirmed),
        "pending": len(affairs.pending),
        "holds": len(affairs.holds),
        "due": len(affairs.due),
    }
    staff = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    path = reverse("admin:departures_departure_change", args=[departure.pk])
    notify(users=list(staff), kind="departures.for_staff", path=path, data=data | counts)


def tell_of_suspension(party: Party, acting_user: User) -> None:
    """Tell everybody who has something open or confirmed with a party that staff have suspended it, and keep for staff
    what it was; nothing ends by that. Registered with `accounts.hooks.party_suspended`."""
    doing = Doing.begin(acting_user, Channel.ADMIN)
    affairs = affairs_of([party], doing.at)
    record_suspension(party, affairs, doing)
    shows = [(show.owner_id, show.night, reverse("bookings:show", args=[show.pk])) for show in affairs.guests]
    holds = [
        (party_id, hold.night, reverse("holds:hold", args=[hold.pk]))
        for hold in affairs.holds
        for party_id in {hold.holder_id, hold.act_id, hold.stage.venue_id} - {None, party.pk}
    ]
    besides = {acting_user} | {membership.user for membership in team(party)}
    _tell_others("departures.suspended", party, [*_of_bookings(party, affairs.bookings), *shows, *holds], besides)
    inform_correspondents("departures.suspended", party, affairs, doing)


def inform_correspondents(kind: str, party: Party, affairs: Affairs, doing: Doing) -> None:
    """Tell those who were writing to the party, unless they hear of it by what else they have to do with it."""
    found = [(thread.asker if thread.party_id == party.pk else thread.party, thread) for thread in affairs.enquiries]
    writing = [
        (other.pk, None, reverse("messaging:thread", args=[thread.pk]))
        for other, thread in found
        if other and other.pk not in affairs.others
    ]
    besides = {doing.person} | {membership.user for membership in team(party)}
    _tell_others(kind, party, writing, besides)


def tell_of_lifting(party: Party) -> None:
    """Tell everybody who was told of the suspension that it is over, if they still lead what it concerned. Registered
    with `accounts.hooks.party_reinstated`."""
    about = Notification.objects.filter(data__contains={"party": str(party.pk)})
    before = about.filter(kind="departures.lifted").aggregate(at=Max("created_at"))["at"]
    told = about.filter(kind__in=TOLD_OF_SUSPENSION).select_related("user").order_by("created_at")
    latest = {each.user: each for each in (told.filter(created_at__gt=before) if before else told)}
    concerned = {user: [UUID(other) for other in each.data.get("others", ())] for user, each in latest.items()}
    leading = leaders_by_party({other for others in concerned.values() for other in others})
    news = [
        News([user], path=each.path, data={"party": str(party.pk)})
        for user, each in latest.items()
        if any(user in leading.get(other, ()) for other in concerned[user])
    ]
    notify_all(kind="departures.lifted", news=news)


def write_to(person: User, occasion: str, **words: str) -> None:
    """Send an email that is not an inbox notification, in the person's language: "shut_out", "let_in" or
    "export_ready"."""
    letter = letter_to(person, occasion, **words)
    post_mail(to=person.email, subject=letter.subject, text=letter.text, html=letter.html)


Concerned = tuple[UUID, object, str]
"""Another party, the night that concerns it, and the page of what it has there. An enquiry has no night."""


def _of_bookings(party: Party, bookings: Iterable) -> Iterator[Concerned]:
    for booking in bookings:
        for other in {booking.act_id, booking.spot.show.owner_id} - {party.pk}:
            yield other, booking.spot.show.night, reverse("bookings:booking", args=[booking.pk])


def _tell_others(kind: str, party: Party, concerned: Iterable[Concerned], besides: set[User]) -> None:
    """One piece of news for each leader of the other parties, with all their nights; it leads to the first."""
    concerned = list(concerned)
    leaders = leaders_by_party({party_id for party_id, _night, _path in concerned})
    by_user: dict[User, list[Concerned]] = {}
    for each in concerned:
        for user in set(leaders.get(each[0], ())) - besides:
            by_user.setdefault(user, []).append(each)
    notify_all(kind=kind, news=[_news_for(user, party, mine) for user, mine in by_user.items()])


def _news_for(user: User, party: Party, mine: list[Concerned]) -> News:
    nights, others = sorted({str(each[1]) for each in mine if each[1]}), sorted({str(each[0]) for each in mine})
    return News([user], path=mine[0][2], data={"party": str(party.pk), "nights": nights, "others": others})
