"""The desk of a venue's team: the month of all stages, views of it that somebody keeps, and files made of it."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import Party, User
from bookings.access.changes import checks_of_moves
from bookings.access.offers import OfferView, counter_offers
from bookings.models import Booking
from bookings.pages.errands import Errand, contract_errands, settlement_errands
from bookings.queries import waiting_for
from bookings.queries.changes import moves_waiting_for
from bookings.queries.signing import contracts_to_sign, settlements_to_sign
from engagements.forms.refusals import add_errors
from engagements.pages.cards import Card, by_deadline
from holds.access.desks import get_view_for, open_desk_for, open_stage_for, views_of
from holds.access.permissions import permissions_waiting_for
from holds.actions.desks import remove_view, save_view
from holds.desk import Asked, desk_csv, desk_ics, night_items, read_day, render_desk
from holds.forms.desks import SavedViewForm
from holds.pages.ladders import ladder_views, proposals_to
from holds.queries.restoring import restorations_on, restorations_waiting
from venues.queries import rooms_of
from venues.queries.closures import closure_on, closures_of
from web.excerpts import excerpt
from web.redirects import redirect_renamed
from web.streams import sign_topics
from web.users import SignedInRequest

WAITING_SHOWN = 3
DAY = dt.timedelta(days=1)


@require_safe
@login_required
@vary_on_headers("HX-Request")
def desk(request: SignedInRequest, slug: str) -> HttpResponse:
    """All stages of a venue by night, and what waits for an answer; with htmx the grid alone, out of the cache."""
    door = open_desk_for(request.user, slug)
    if door.party.slug != slug:
        return redirect_renamed(request, "holds:desk", door.party.slug)
    asked = Asked.of(request.GET)
    grid = render_desk(door, asked)
    if request.htmx:
        return HttpResponse(grid)
    waiting = excerpt(waiting_for(request.user).filter(spot__show__owner=door.party), WAITING_SHOWN)
    counters = counter_offers(waiting)
    cards = [_booking_card(booking, counters.get(booking.pk)) for booking in waiting]
    others = _led_cards(request.user, door.party) if door.is_led else []
    context = {
        "desk": grid,
        "door": door,
        "party": door.party,
        "is_leader": door.is_led,
        "token": sign_topics(request.user.pk, [door.topic]),
        "waiting": waiting,
        "cards": by_deadline([*others, *cards]),
        "waiting_count": waiting.count + len(others),
        "views": views_of(request.user, door),
        "query": asked.query(),
    }
    return render(request, "holds/desk.html", context)


def _booking_card(booking: Booking, counter: OfferView | None) -> Card:
    return Card("bookings/_waiting_card.html", {"booking": booking, "counter": counter}, booking.answer_by)


def _led_cards(user: User, house: Party) -> list[Card]:
    """What else waits for the leaders of the house: proposals and moves, old ladders, whoever asks, what is to sign."""
    moves = list(moves_waiting_for(user, now()).filter(show__owner=house))
    checks = checks_of_moves(user, moves)
    checked = [(move, [*checks[move.pk].values()]) for move in moves]
    return [
        *(Card("holds/_hold_card.html", {"line": line}, line.answer_by) for line in proposals_to(user, house)),
        *(
            Card("bookings/_move_card.html", {"move": move, "checks": checks}, move.answer_by)
            for move, checks in checked
        ),
        *(
            Card("holds/_restore_card.html", {"offer": offer}, offer.show.starts_at)
            for offer in restorations_waiting([house.pk])
        ),
        *(Card("holds/_permission_card.html", {"permission": each}) for each in permissions_waiting_for([house.pk])),
        *(Card("bookings/_errand_card.html", {"errand": each}) for each in _errands(user, house)),
    ]


def _errands(user: User, house: Party) -> list[Errand]:
    """What of its settlements and contracts waits for the house's signature."""
    settlements = settlements_to_sign(user).filter(spot__show__owner=house)
    contracts = [booking for booking in contracts_to_sign(user) if booking.spot.show.owner_id == house.pk]
    return [*settlement_errands(settlements), *contract_errands(contracts)]


@require_safe
@login_required
def desk_stream_token(request: SignedInRequest, slug: str) -> HttpResponse:
    """A fresh token for the private stream of the desk, as plain text."""
    topic = open_desk_for(request.user, slug).topic
    return HttpResponse(sign_topics(request.user.pk, [topic]), content_type="text/plain")


@require_safe
@login_required
def desk_csv_file(request: HttpRequest, slug: str) -> HttpResponse:
    """What the desk shows under the filters of the address, as a table."""
    door, asked = open_desk_for(request.user, slug), Asked.of(request.GET)
    return _file(desk_csv(door, asked).encode(), "text/csv; charset=utf-8; header=present", f"{door.party.slug}.csv")


@require_safe
@login_required
def desk_ics_file(request: HttpRequest, slug: str) -> HttpResponse:
    """What the desk shows under the filters of the address, as a calendar."""
    door, asked = open_desk_for(request.user, slug), Asked.of(request.GET)
    return _file(desk_ics(door, asked), "text/calendar; charset=utf-8", f"{door.party.slug}.ics")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def desk_views(request: SignedInRequest, slug: str) -> HttpResponse:
    """The views that one keeps of a desk, and keeping the one that stands in the address."""
    door, asked = open_desk_for(request.user, slug), Asked.of(request.GET)
    form = SavedViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_view(acting_user=request.user, party=door.party, query=asked.query(day=None), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("holds:desk_views", door.party.slug)
        except ValidationError as error:
            add_errors(form, error, {})
    context = {"door": door, "party": door.party, "form": form, "asked": asked, "views": views_of(request.user, door)}
    return render(request, "holds/desk_views.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def stage_night(request: HttpRequest, stage_id: UUID, night: str) -> HttpResponse:
    """One night of one stage: what stands on it, and what can be done."""
    door, stage = open_stage_for(request.user, stage_id)
    day = read_day(night)
    context = {
        "door": door,
        "party": door.party,
        "stage": stage,
        "night": day,
        "before": day - DAY,
        "after": day + DAY,
        "is_leader": door.is_led,
        "may_change": door.is_led and not door.party.is_inactive,
        "own_closure": next((each for each in closures_of(stage) if each.first <= day <= each.last), None),
        "items": night_items(door, stage.pk, day),
        "ladder": ladder_views(request.user, stage, day),
        "restorations": restorations_on(stage, day) if door.is_led else [],
        "closure": closure_on([stage, *rooms_of(stage)], day, stage.venue),
    }
    return render(request, "holds/stage_night.html", context)


@require_POST
@login_required
def desk_view_remove(request: SignedInRequest, view_id: UUID) -> HttpResponse:
    """Forget a view of one's own."""
    view = get_view_for(request.user, view_id)
    remove_view(acting_user=request.user, view=view)
    messages.success(request, _("Removed."))
    return redirect("holds:desk_views", view.party.slug)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
