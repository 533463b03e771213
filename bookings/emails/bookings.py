"""What people are told of bookings, by mail and in the inbox; made at delivery, for what the reader may know then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bookings.access import booking_views
from bookings.access.loaders import is_staff
from bookings.access.offers import OfferView, all_offers
from bookings.access.projections import BookingView
from bookings.emails.short_notice import calendar_part
from bookings.models import Booking
from bookings.queries.acquaintance import between_strangers
from bookings.states import BookingState, Event, InitiatedBy
from bookings.words.next_steps import deps_fee, whats_next
from engagements.states import Side
from engagements.words.lineups import lineup_sentences
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.dates import say_span, say_time
from web.money import format_amount
from web.texts import isolated, isolated_words

COUNTERED = "bookings.countered"
OF_PLAYERS = {
    "bookings.booked_against",
    "bookings.contradicted",
    "bookings.dep_stands_in",
    "bookings.dep_wanted",
    "bookings.lineup_asked",
    "bookings.move_asked",
    "bookings.move_refused",
    "bookings.replaced",
    "bookings.taken_off",
}
"""Who plays, and whether they can."""


@dataclass(frozen=True)
class News:
    """One kind in words. In `subject` and `sentence` stand act, host, place, night and person; `says` what it quotes:
    the first message, why it was called off, the last one in the history, the last one of an event, or nothing."""

    label: str | Promise
    subject: str | Promise
    sentence: str | Promise
    action: str | Promise
    says: str = ""


NEWS = {
    "bookings.applied": News(
        gettext_lazy("New applications"),
        gettext_lazy("%(act)s applied for %(night)s"),
        gettext_lazy("%(act)s would like to play %(place)s."),
        gettext_lazy("Read and answer"),
        says="message",
    ),
    "bookings.requested": News(
        gettext_lazy("Booking requests"),
        gettext_lazy("%(host)s wants to book %(act)s on %(night)s"),
        gettext_lazy("%(host)s would like to book %(act)s for %(place)s."),
        gettext_lazy("Read and answer"),
        says="message",
    ),
    "bookings.confirmed": News(
        gettext_lazy("Booking confirmed"),
        gettext_lazy("Booked: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("It’s confirmed, and it’s in everyone’s calendar."),
        gettext_lazy("See call time and line-up"),
        says="history",
    ),
    "bookings.declined": News(
        gettext_lazy("Application or request declined"),
        gettext_lazy("Not this time: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("They said no this time. The night is free again in your calendars."),
        gettext_lazy("See the booking"),
        says="history",
    ),
    "bookings.withdrawn": News(
        gettext_lazy("Application or request withdrawn"),
        gettext_lazy("Withdrawn: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("They withdrew before you answered."),
        gettext_lazy("See the booking"),
        says="history",
    ),
    "bookings.cancelled": News(
        gettext_lazy("Booking cancelled"),
        gettext_lazy("Cancelled: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("The booking is cancelled. The time is free again in every calendar."),
        gettext_lazy("See the booking"),
        says="cancelled",
    ),
    "bookings.expired": News(
        gettext_lazy("Application or request expired"),
        gettext_lazy("Expired: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("Nobody answered in time. Nothing is booked."),
        gettext_lazy("See the booking"),
    ),
    "bookings.lineup_asked": News(
        gettext_lazy("My band asks if I can play"),
        gettext_lazy("Can you play with %(act)s on %(night)s?"),
        gettext_lazy("Can you play %(place)s with %(act)s? You’re not booked until you say yes."),
        gettext_lazy("Answer"),
    ),
    "bookings.dep_wanted": News(
        gettext_lazy("Someone drops out and we need a dep"),
        gettext_lazy("%(person)s can’t play on %(night)s"),
        gettext_lazy("%(act)s needs a dep at %(place)s."),
        gettext_lazy("See the line-up"),
    ),
    "bookings.move_asked": News(
        gettext_lazy("Someone asks to move a gig"),
        gettext_lazy("Can %(act)s’s gig at %(place)s on %(night)s move?"),
        gettext_lazy("%(person)s asks to move the gig. The booking stands for now."),
        gettext_lazy("See the booking"),
        says=Event.MOVE_ASKED,
    ),
    "bookings.move_refused": News(
        gettext_lazy("Answers when I ask to move a gig"),
        gettext_lazy("It stays on %(night)s: %(act)s at %(place)s"),
        gettext_lazy("%(by)s can’t move the gig. You’re still playing, unless you ask for a dep."),
        gettext_lazy("See the booking"),
        says="told",
    ),
    "bookings.contradicted": News(
        gettext_lazy("A gig clashes with my imported calendar"),
        gettext_lazy("Calendar clash: %(act)s at %(place)s on %(night)s"),
        gettext_lazy(
            "Your imported calendar doesn’t show you as free then. You’re still booked. Play anyway, find a dep or "
            "ask to move it. Nobody else sees this."
        ),
        gettext_lazy("Sort it out"),
    ),
    "bookings.booked_against": News(
        gettext_lazy("I’m booked while my calendar shows me busy"),
        gettext_lazy("Booked while you’re busy: %(act)s at %(place)s on %(night)s"),
        gettext_lazy(
            "%(act)s is booked with you in the line-up, but your calendar shows you busy. Play anyway, "
            "find a dep or ask to move it. Until you decide, you’re booked."
        ),
        gettext_lazy("Sort it out"),
    ),
    "bookings.show_cancelled": News(
        gettext_lazy("Show cancelled"),
        gettext_lazy("Cancelled: the show at %(place)s on %(night)s"),
        gettext_lazy("%(host)s has cancelled the show."),
        gettext_lazy("See the booking"),
        says="cancelled",
    ),
    "bookings.reported": News(
        gettext_lazy("The other side reports a problem"),
        gettext_lazy("Problem reported: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("The other side reported a problem. Staff will look into it; tell them your side."),
        gettext_lazy("See the booking"),
        says=Event.REPORTED,
    ),
    "bookings.resolved": News(
        gettext_lazy("Staff have resolved a problem"),
        gettext_lazy("Resolved: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("Staff have resolved the problem."),
        gettext_lazy("See the booking"),
        says=Event.RESOLVED,
    ),
    "bookings.owed_set": News(
        gettext_lazy("Staff have set a cancellation fee"),
        gettext_lazy("Cancellation fee: %(act)s at %(place)s on %(night)s"),
        gettext_lazy("Staff have set a different amount from the agreed cancellation terms."),
        gettext_lazy("See the booking"),
        says=Event.RESOLVED,
    ),
}


def register_kinds() -> None:
    """Called when the site starts."""
    register_news(NEWS)


def register_news(more: Mapping[str, News]) -> None:
    """Let these kinds be told by the notification's booking, like all of this file."""
    NEWS.update(more)
    for kind, news in more.items():
        group = Group.DATES if kind in OF_PLAYERS else Group.BOOKINGS
        registry.register_all({kind: news.label}, render_all, group=group, about="booking", calendar=calendar_part)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None where a booking is gone or is theirs to know no longer. Nothing that
    strangers wrote is a link. Eight queries, two more for counter-offers."""
    wanted = {notification.data.get("booking") for notification in notifications} - {None}
    bookings = list(Booking.objects.with_show().filter(pk__in=wanted))
    known = {
        str(view.id): view for view in booking_views(user, bookings) if view.side or view.my_entry or is_staff(user)
    }
    strange = between_strangers(bookings)
    offers = _offers(notifications, [each for each in bookings if _knows_terms(user, known.get(str(each.pk)))])
    booked = [(notification, known.get(notification.data.get("booking", ""))) for notification in notifications]
    return [
        _render(notification, view, strange, offers.get(notification.pk)) if view else None
        for notification, view in booked
    ]


def _knows_terms(user: User, view: BookingView | None) -> bool:
    return view is not None and (view.side is not None or is_staff(user))


def _offers(notifications: Sequence[Notification], bookings: Sequence[Booking]) -> dict[UUID, OfferView]:
    """The counter-offers of which these tell, by notification. At most two queries, none where none does."""
    told = {each.pk: each.data for each in notifications if each.kind == COUNTERED}
    countered = {data.get("booking") for data in told.values()}
    made = all_offers([booking for booking in bookings if str(booking.pk) in countered])
    numbered = {(str(booking_id), offer.number): offer for booking_id, offers in made.items() for offer in offers}
    found = {key: numbered.get((data.get("booking", ""), data.get("offer", 0))) for key, data in told.items()}
    return {key: offer for key, offer in found.items() if offer}


def _render(notification: Notification, view: BookingView, strange: Collection[str], offer: OfferView | None) -> Text:
    news = NEWS[notification.kind]
    words = words_of(view, notification) | {"maker": isolated(offer.party.name) if offer else _("The other side")}
    facts = _facts(view, offer, _changed_since(notification, view) if news.says == "message" else set())
    told = [_owed(notification, view), _compared(offer, view), facts, _lineup(notification, view)]
    paragraphs = [str(news.sentence) % words, *told, _quoted(notification, view, offer), _next(view)]
    if notification.data.get("reason") == Event.PASSED_OVER:
        has_applied = view.initiated_by == InitiatedBy.APPLICATION
        paragraphs[0] = (
            _("Another act got the slot. Thanks for applying; there are more open nights.")
            if has_applied
            else _("Another act got the slot before you agreed. There are more open nights.")
        )
    if notification.kind == "bookings.booked_against" and "starts_at_before" in notification.data:
        paragraphs.insert(0, _("The show has a new time."))
    text = Text(str(news.subject) % words, "\n\n".join(filter(None, paragraphs)), str(news.action))
    return text.without_links() if str(view.id) in strange else text


def _compared(offer: OfferView | None, view: BookingView) -> str:
    """What a counter-offer changes, line by line, or that it counts no longer."""
    if offer is None:
        return ""
    lines = [
        _("%(term)s: %(after)s (was: %(before)s)")
        % isolated_words({"term": line.label, "after": line.words, "before": line.before})
        for line in offer.changes
    ]
    if view.state != BookingState.PENDING or not offer.is_standing:
        lines.append(_("This offer has been replaced. See the booking for the current one."))
    return "\n".join(lines)


def _owed(notification: Notification, view: BookingView) -> str:
    """What who called off owes by the terms agreed; who only plays does not read of money."""
    data = notification.data
    if not data.get("percent") or not (view.side or view.fee):
        return ""
    amount = data.get("owed_minor")
    words = {
        "name": isolated(view.act.name if data["owes"] == Side.ACT else view.host.name),
        "percent": data["percent"],
        "amount": "" if amount is None else format_amount(amount, data["currency"]),
    }
    if amount is None:
        return _("Under the agreed terms, %(name)s owes %(percent)d%% of the fee.") % words
    return _("Under the agreed terms, %(name)s owes %(percent)d%% of the fee: %(amount)s.") % words


def _lineup(notification: Notification, view: BookingView) -> str:
    """Who of the line-up may not be there, where the act's leaders answer or read what they are booked for."""
    is_asked = "accept" in view.allowed and view.turn == Side.ACT
    if view.lineup_check is None or not (is_asked or notification.kind == "bookings.confirmed"):
        return ""
    return "\n".join(lineup_sentences(view.lineup_check))


def _next(view: BookingView) -> str:
    """What comes of silence, for whom it concerns: who only plays neither answers nor waits."""
    return whats_next(view) if view.state == BookingState.PENDING and view.side else ""


def place_in_sentence(view: BookingView) -> str:
    """Where one plays, as far as it is known: a client may have said no more than the town."""
    show = view.show
    return show.venue.name if show.venue else show.place or show.city or _("a private event")


def words_of(view: BookingView, notification: Notification) -> dict[str, str]:
    """What subjects and sentences name: act, host, place, night and, where told, a person."""
    show = view.show
    words = {
        "act": view.act.name,
        "host": view.host.name,
        "place": place_in_sentence(view),
        "night": say_span(show.starts_at, show.ends_at, show.timezone, night=show.night).split(",")[0],
        "by": {Side.ACT: view.act.name, Side.HOST: view.host.name}.get(notification.data.get("side"), ""),
        "person": next((entry.name for entry in view.lineup if str(entry.user) == notification.data.get("user")), ""),
    }
    return isolated_words(words)


def _changed_since(notification: Notification, view: BookingView) -> set[str]:
    """What is other than when an act was asked: the text tells the terms of the moment in which it is read."""
    later = (entry for entry in view.history if entry.at > notification.created_at)
    return {change.field for entry in later for change in entry.changes}


def _facts(view: BookingView, offer: OfferView | None, changed: Collection[str]) -> str:
    """Time, place and fee; what a counter-offer says of them stands in the comparison. What has `changed` says so."""
    show, spot = view.show, view.spot
    facts = [
        (_("When"), "" if offer else say_span(spot.starts_at, spot.ends_at, show.timezone, night=show.night)),
        (_("Call"), "" if offer else say_time(spot.call_at, show.timezone)),
        (_("Where"), ", ".join(filter(None, [show.venue.name if show.venue else "", show.place, show.city]))),
        (_("Show"), show.title),
        (_("Fee"), "" if offer else view.fee_words),
        (_("Your fee"), deps_fee(view)),
    ]
    fields = {_("When"): "starts_at", _("Call"): "call_at", _("Where"): "place", _("Fee"): "fee"}
    now = {name: _("%(term)s now") % {"term": name} for name, field in fields.items() if field in changed}
    return "\n".join(f"{now.get(name, name)}: {isolated(value)}" for name, value in facts if value)


def _quoted(notification: Notification, view: BookingView, offer: OfferView | None) -> str:
    news = NEWS[notification.kind]
    if offer:
        return f"{isolated(offer.party.name)}: “{isolated(offer.offer.message)}”" if offer.offer.message else ""
    told = [entry.text for entry in view.history if news.says in ("history", entry.event)]
    own = {"message": view.message, "cancelled": view.cancel_reason, "told": notification.data.get("message", "")}
    said = own.get(news.says, told[-1] if told else "")
    return _("“%(words)s”") % {"words": isolated(said)} if said else ""
