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
from bookings.access.offers import counter_offers
from bookings.pages.errands import Errand, contract_errands, settlement_errands
from bookings.queries import waiting_for
from bookings.queries.changes import moves_waiting_for
from bookings.queries.signing import contracts_to_sign, settlements_to_sign
from engagements.forms.refusals import add_errors
from holds.access.desks import get_view_for, open_desk_for, open_stage_for, views_of
from holds.access.permissions import permissions_waiting_for
from holds.actions.desks import remove_view, save_view
from holds.desk import Asked, desk_csv, desk_ics, night_items, read_day, render_desk
from holds.forms.desks import SavedViewForm
from holds.pages.ladders import ladder_views, proposals_to
from holds.queries.restoring import restorations_on, restorations_waiting
from web.excerpts import excerpt
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
        return redirect("holds:desk", door.party.slug, permanent=True)
    asked = Asked.of(request.GET)
    grid = render_desk(door, asked)
    if request.htmx:
        return _private(HttpResponse(grid))
    waiting = excerpt(waiting_for(request.user).filter(spot__show__owner=door.party), WAITING_SHOWN)
    counters = counter_offers(waiting)
    proposals = proposals_to(request.user, door.party) if door.is_led else []
    permissions = permissions_waiting_for([door.party.pk]) if door.is_led else []
    restorations = restorations_waiting([door.party.pk]) if door.is_led else []
    errands = _errands(request.user, door.party) if door.is_led else []
    moves = list(moves_waiting_for(request.user, now()).filter(show__owner=door.party)) if door.is_led else []
    checks = checks_of_moves(request.user, moves)
    context = {
        "desk": grid,
        "door": door,
        "party": door.party,
        "is_leader": door.is_led,
        "token": sign_topics([door.topic]),
        "waiting": waiting,
        "waiting_lines": [(booking, counters.get(booking.pk)) for booking in waiting],
        "proposals": proposals,
        "permissions": permissions,
        "restorations": restorations,
        "moves": [(move, [*checks[move.pk].values()]) for move in moves],
        "errands": errands,
        "waiting_count": waiting.count + sum(map(len, (proposals, permissions, restorations, moves, errands))),
        "views": views_of(request.user, door),
        "query": asked.query(),
    }
    return _private(render(request, "holds/desk.html", context))


def _errands(user: User, house: Party) -> list[Errand]:
    """What of its settlements and contracts waits for the house's signature."""
    settlements = settlements_to_sign(user).filter(spot__show__owner=house)
    contracts = [booking for booking in contracts_to_sign(user) if booking.spot.show.owner_id == house.pk]
    return [*settlement_errands(settlements), *contract_errands(contracts)]


@require_safe
@login_required
def desk_stream_token(request: HttpRequest, slug: str) -> HttpResponse:
    """A fresh token for the private stream of the desk, as plain text."""
    return HttpResponse(sign_topics([open_desk_for(request.user, slug).topic]), content_type="text/plain")


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
    return _private(render(request, "holds/desk_views.html", context, status=422 if form.errors else 200))


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
        "items": night_items(door, stage.pk, day),
        "ladder": ladder_views(request.user, stage, day),
        "restorations": restorations_on(stage, day) if door.is_led else [],
    }
    return _private(render(request, "holds/stage_night.html", context))


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
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """Nobody between us and the viewer keeps a desk; their browser asks again."""
    response["Cache-Control"] = "private, no-cache"
    return response
