"""Booking a service, on four plain pages. Everything chosen goes along in the address or the form, so going back loses
nothing."""

import datetime as dt
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import acting_parties
from accounts.actions import ensure_person_party
from availability.ranges import DAY, at_wall_clock
from engagements.deals.tiers import price_tier_words
from idempotency.forms import once_per_token
from studio.access import get_offered_service, get_professional_for
from studio.actions.sessions import book_session
from studio.errors import OtherPrice, SlotGone
from studio.forms.booking import BookingForm, LengthChoiceForm, is_sensible, lengths
from studio.models import Session
from studio.queries import service_lines
from studio.queries.projects import projects_to_book_for
from studio.queries.services import say_minutes
from studio.queries.slots import slots
from studio.rules.prices import is_length, price_of
from studio.states import RateKind
from web.dates import say_place_of
from web.errors import Refusal
from web.money import format_amount

STEPS = 4
DAYS_SHOWN = 14
DAYS_AHEAD = 540
"""Hours are planned for 18 months."""


@require_safe
def book(request, slug):
    """First: which service."""
    professional = get_professional_for(request.user, slug)
    lines = service_lines(professional)
    context = {"party": professional.party, "lines": lines, "known": _known(request, "client", "project", "day")}
    context |= {"step": 1, "steps": max((_steps(line.service) for line in lines), default=STEPS)}
    return render(request, "studio/book.html", context)


@require_safe
def book_time(request, slug, service_id):
    """Second: how long and when, among the slots that are free. Work at a fixed price has neither."""
    service = get_offered_service(request.user, slug, service_id)
    if service.rate_kind == RateKind.FIXED:
        details = reverse("studio:book_details", args=[slug, service_id])
        known = _known(request, "client", "project")
        return redirect(f"{details}?{known}" if known else details)
    form = LengthChoiceForm(request.GET or None, service=service)
    asked, day = form.asked if form.is_bound else (None, None)
    minutes, zone = asked or lengths(service)[0], service.professional.party.timezone
    today = localdate(timezone=ZoneInfo(zone))
    first = min(max(day or today, today), today + DAYS_AHEAD * DAY)
    since = at_wall_clock(first, dt.time(), zone)
    until = since + DAYS_SHOWN * DAY
    found = slots(service.professional, services=[service], since=since, until=until, minutes=minutes)
    if not found and day is None:
        found = slots(service.professional, services=[service], since=until, until=until + 48 * DAY, minutes=minutes)
    days: dict[dt.date, list] = {}
    for slot in found:
        days.setdefault(slot.starts_at.astimezone(ZoneInfo(zone)).date(), []).append(slot)
    context = {
        "party": service.professional.party, "service": service, "form": form, "minutes": minutes, "day": first,
        "length": say_minutes(minutes), "lengths": [(each, say_minutes(each)) for each in lengths(service)],
        "price": format_amount(price_of(service, minutes), service.currency_id), "days": list(days.items()),
        "next_day": first + DAYS_SHOWN * DAY, "place": say_place_of(zone), "step": 2, "steps": STEPS,
        "known": _known(request, "client", "project"),
    }  # fmt: skip
    return render(request, "studio/book_time.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book_details(request, slug, service_id):
    """Third: who books, where, and what it is about. A POST comes back from the last page, with what was said."""
    service = get_offered_service(request.user, slug, service_id)
    if request.method == "POST":
        form = _form(request, service, QueryDict(mutable=True) if not request.POST else request.POST)
        form.is_valid()
        form = _form(request, service, None, initial=form.cleaned_data | {"sure": None})
        starts_at, minutes = form.initial.get("start"), form.initial.get("minutes")
    else:
        starts_at, minutes = _chosen(request, service)
        price, known = price_of(service, minutes), {name: request.GET.get(name, "") for name in ("client", "project")}
        form = _form(request, service, None, initial=known | {"start": starts_at, "minutes": minutes, "price": price})
    return render(request, "studio/book_details.html", _context(service, form, starts_at, minutes))


@login_required
@require_http_methods(["POST"])
@once_per_token
def book_review(request, slug, service_id):
    """Last: all of it, with what calling off costs; then it is booked."""
    service = get_offered_service(request.user, slug, service_id)
    form = _form(request, service, request.POST)
    is_valid = form.is_valid()
    starts_at, minutes = form.cleaned_data.get("start"), form.cleaned_data.get("minutes")
    if not is_valid or not is_length(service, minutes) or (starts_at is None) != (minutes is None):
        return render(request, "studio/book_details.html", _context(service, form, starts_at, minutes), status=422)
    status, gone = 200, None
    if form.cleaned_data["sure"]:
        try:
            who = {"acting_user": request.user, "client": _client(request, form)}
            made = form.act(book_session, service=service, **who, **form.said)
            if made:
                return redirect(_next_page(made))
            status = 422
        except SlotGone as refusal:
            gone, status = refusal, refusal.status
        except OtherPrice as refusal:
            data = request.POST.copy()
            data["price"] = str(refusal.extra["price_minor"])
            form = _form(request, service, data)
            form.is_valid()
            form.add_error(None, str(refusal.detail))
            status = refusal.status
        except Refusal as refusal:
            form.add_error(None, str(refusal.detail))
            status = refusal.status
    context = _context(service, form, starts_at, minutes, is_last=True) | {
        "tiers": price_tier_words(service.cancellation_tiers), "gone": gone, "said": form.cleaned_data,
        "chosen": form.chosen,
    }  # fmt: skip
    return render(request, "studio/book_review.html", context, status=status)


def _next_page(session: Session) -> str:
    """Where to pay for what was booked at once; a request waits on its own page."""
    if session.payment_id:
        return reverse("payments:payment", args=[session.payment_id])
    return reverse("studio:session", args=[session.pk])


def _known(request, *names: str) -> str:
    """What the address says of these, for the addresses of the next pages: an enquiry leads here with it."""
    return urlencode({name: request.GET[name] for name in names if request.GET.get(name)})


def _form(request, service, data, *, initial=None) -> BookingForm:
    projects = projects_to_book_for(request.user)
    return BookingForm(data, service=service, parties=acting_parties(request), projects=projects, initial=initial)


def _client(request, form: BookingForm):
    slug = form.cleaned_data.get("client")
    chosen = next((mine.party for mine in acting_parties(request) if slug and mine.party.slug == slug), None)
    return chosen or ensure_person_party(request.user)


def _chosen(request, service) -> tuple[dt.datetime | None, int | None]:
    """The slot in the address. Raises Http404 for what is none."""
    if service.rate_kind == RateKind.FIXED:
        return None, None
    try:
        starts_at, minutes = parse_datetime(request.GET.get("start", "")), int(request.GET.get("minutes", ""))
    except ValueError:
        raise Http404 from None
    if starts_at is None or not is_sensible(starts_at) or not is_length(service, minutes) or starts_at < now():
        raise Http404
    return starts_at, minutes


def _chosen_for(form: BookingForm) -> dict[str, str]:
    """Who books, and for which project, as far as that is said."""
    said = {name: form[name].value() for name in ("client", "project") if name in form.fields}
    return {name: value for name, value in said.items() if value}


def _steps(service) -> int:
    """Pages of booking: work at a fixed price has no time to choose."""
    return STEPS - 1 if service.rate_kind == RateKind.FIXED else STEPS


def _context(service, form, starts_at, minutes, *, is_last=False) -> dict:
    back = reverse("studio:book_time", args=[service.professional.party.slug, service.pk])
    price = price_of(service, minutes) if is_length(service, minutes) else 0
    return {
        "party": service.professional.party, "service": service, "form": form, "starts_at": starts_at,
        "minutes": minutes, "length": say_minutes(minutes) if minutes else "",
        "price": format_amount(price, service.currency_id),
        "step": _steps(service) - (0 if is_last else 1), "steps": _steps(service),
        "back": f"{back}?{urlencode({'minutes': minutes} | _chosen_for(form))}" if minutes else "",
    }  # fmt: skip
