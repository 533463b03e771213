"""The public page of an act, and the preview of what its leaders are writing."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import can_lead, get_led_party_for, get_party_for, is_member
from accounts.states import PartyKind
from bands.press.plots import render_stage_plot
from bands.queries import Kit, find_draft, press_kit
from bookings.calendars import PublicCalendar, find_calendar, read_asked, render_with_saturdays
from bookings.calendars.asked import Asked
from discovery.pages.acts import answer, is_for_all, kept_page, rendered
from discovery.pages.structured import act_meta
from discovery.queries.acts import ActPage, Told, act_page, told_of
from messaging.access.enquiries import may_be_asked
from web.addresses import address_of
from web.meta import PageMeta
from web.redirects import redirect_renamed
from web.security import page_policy

TEMPLATE = "discovery/act.html"


@require_safe
def act(request: HttpRequest, slug: str) -> HttpResponse:
    """The press kit of an act: who they are, when they are free, what they cost, how to book."""
    calendar = _find_calendar(request, slug)
    if calendar is None:
        party = get_party_for(request.user, slug, PartyKind.BAND)
        return redirect_renamed(request, "discovery:act", party.slug)
    asked = read_asked(request.GET, calendar.today)
    if is_for_all(request, calendar):
        return answer(
            request, kept_page(request, calendar, asked, lambda told: _for_all(request, calendar, asked, told))
        )
    page = _page(calendar, told_of(calendar.party.pk))
    is_led = can_lead(request.user, page.party)
    own = {
        "is_team": is_member(request.user, page.party),
        "is_led": is_led,
        "may_be_asked": may_be_asked(page.party, is_led=is_led),
    }
    response = render(request, TEMPLATE, _context(calendar, asked, page) | _searched(request, calendar) | own)
    response.headers["Content-Security-Policy"] = page_policy(page.kit.frame_origins)
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@login_required
@never_cache
@require_safe
def act_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as it would be with the draft published, for those who lead the act; their editor frames it."""
    party = get_led_party_for(request.user, slug, PartyKind.BAND)
    calendar = find_calendar(request.user, party.slug)
    asked = read_asked({}, calendar.today)
    page = _page(calendar, told_of(party.pk), press_kit(party, draft=True))
    preview = {
        "is_preview": True,
        "may_be_asked": False,
        "is_written": find_draft(party) is not None,
        "meta": PageMeta(party.name, "", address_of("discovery:act", party.slug), is_indexed=False),
    }
    response = render(request, TEMPLATE, _context(calendar, asked, page) | preview)
    response.headers["Content-Security-Policy"] = page_policy(page.kit.frame_origins, is_framed=True)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _find_calendar(request: HttpRequest, slug: str) -> PublicCalendar | None:
    """The calendar of the act that is called so now. Raises Http404 for what is no act."""
    try:
        calendar = find_calendar(request.user, slug)
    except Http404:
        return None
    if calendar.party.kind != PartyKind.BAND:
        raise Http404
    return calendar


def _for_all(request: HttpRequest, calendar: PublicCalendar, asked: Asked, told: Told) -> tuple[str, str]:
    page = _page(calendar, told)
    context = _context(calendar, asked, page) | _searched(request, calendar)
    return rendered(request, TEMPLATE, context), page_policy(page.kit.frame_origins)


def _searched(request: HttpRequest, calendar: PublicCalendar) -> dict[str, str]:
    """The night searched for, if it is still to come: the request for a date starts with it."""
    try:
        night = dt.date.fromisoformat(request.GET.get("night", ""))
    except ValueError:
        return {}
    return {"searched_night": night.isoformat()} if night >= calendar.today else {}


def _page(calendar: PublicCalendar, told: Told, kit: Kit | None = None) -> ActPage:
    return act_page(told, kit or press_kit(told.party))


def _context(calendar: PublicCalendar, asked: Asked, page: ActPage) -> dict[str, Any]:
    party = page.party
    saturdays, nights = render_with_saturdays(calendar, asked)
    is_public = party.is_public
    return {
        "page": page,
        "party": party,
        "may_be_asked": may_be_asked(party, is_led=False),
        "saturdays": saturdays,
        "calendar": nights,
        "plot": render_stage_plot(page.kit.plot),
        "meta": act_meta(party, page.links, page.genres, [player.name for player in page.lineup]),
        "pdf_url": address_of("discovery:act_pdf", party.slug) if is_public else "",
        "zip_url": address_of("discovery:act_zip", party.slug) if is_public else "",
    }
