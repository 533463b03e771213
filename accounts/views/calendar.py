"""My calendar: what I promised, what I said, and saying it."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_rule_for
from accounts.forms import KnownForm, PaintForm, SayTimeForm
from accounts.queries import last_known_day, month_of, person_month, said_by
from accounts.queries.previews import Promise, promises_against
from availability.actions import paint_nights, say_time, set_known_until, take_back
from availability.ranges import Period
from availability.states import BlockKind
from idempotency.forms import once_per_token
from web.context import find_url
from web.dates import say_moment
from web.offline import kept_offline

NAMED_MAX = 5


@login_required
@require_safe
@kept_offline
def calendar(request):
    """A month of my own, by its address (`?month=2027-03`), with the forms to say when I can."""
    return _page(request)


@login_required
@require_POST
def calendar_paint(request):
    """Say the same of all marked days, or take back what was said of them."""
    form = PaintForm(request.POST)
    if not form.is_valid():
        return _page(request, paint_form=form, status=422)
    user, (from_time, to_time) = request.user, form.times
    said = form.act(
        paint_nights,
        acting_user=user,
        calendar=user.calendar,
        kind=form.said,
        nights=form.cleaned_data["days"],
        timezone=user.timezone,
        from_time=from_time,
        to_time=to_time,
    )
    if said is None:
        return _page(request, paint_form=form, status=422)
    if said.contradicts:
        _warn(request, said.contradicts)
    return redirect(_month_path(request))


@login_required
@require_POST
@once_per_token
def time_say(request):
    """Say one stretch of time, once or every week; tell what promised gigs lie in it."""
    form, user = SayTimeForm(request.POST), request.user
    if not form.is_valid():
        return _page(request, say_form=form, status=422)
    period = form.period(user.timezone)
    said = form.act(
        say_time,
        acting_user=user,
        calendar=user.calendar,
        kind=form.cleaned_data["kind"],
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        timezone=user.timezone,
        rrule=form.rrule(user.timezone),
    )
    if said is None:
        return _page(request, say_form=form, status=422)
    _warn(request, said.contradicts)
    return redirect(_month_path(request))


@login_required
@require_POST
def time_unsay(request, rule_id):
    """Take back something said; of what recurs, what is not over."""
    try:
        take_back(acting_user=request.user, rule=get_rule_for(request.user, rule_id))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Cleared."))
    return redirect(_month_path(request))


@login_required
@require_POST
def known_set(request):
    """The rest is free until that day, the day included."""
    user = request.user
    form = KnownForm(request.POST, initial={"until": last_known_day(user)})
    if not form.is_valid():
        return _page(request, known_form=form, status=422)
    # Said again, it is the very moment that it was, on whatever clock it was said first.
    until = form.cleaned_data["until"] if form.touched else user.calendar.known_until
    form.act(set_known_until, acting_user=user, calendar=user.calendar, until=until, timezone=user.timezone)
    if form.errors:
        return _page(request, known_form=form, status=422)
    messages.success(request, _("Saved. Your bands see your blank days as free."))
    return redirect(_month_path(request))


def _page(request, *, paint_form=None, say_form=None, known_form=None, status=200):
    user, today = request.user, localdate(timezone=ZoneInfo(request.user.timezone))
    first = month_of(request.GET.get("month") or request.POST.get("month", ""), today)
    known_day = last_known_day(user)
    context = {
        "month": person_month(user, first, today),
        "paint_form": paint_form or PaintForm(),
        "say_form": say_form or SayTimeForm(),
        "known_form": known_form or KnownForm.shown(known_day, today),
        "known_day": known_day,
        "said": said_by(user, now()),
    }
    return render(request, "accounts/calendar.html", context, status=status)


def _month_path(request) -> str:
    month = request.POST.get("month", "")
    query = {"month": month} if month else None
    return reverse("accounts:calendar", query=query)


def _warn(request, contradicts) -> None:
    """A promise stands whatever is said of its time; whoever says so should know."""
    if not contradicts:
        messages.success(request, _("Saved."))
        return
    promises = promises_against(request.user, BlockKind.BUSY, [Period.of(claim.period) for claim in contradicts])
    text = ngettext(
        "Saved, but you’re booked then: %(gigs)s. You’re still playing until you decide:",
        "Saved, but you’re booked then: %(gigs)s. You’re still playing until you decide:",
        len(promises),
    )
    gigs = "; ".join(_named(promise, request.user.timezone) for promise in promises[:NAMED_MAX])
    address, word = find_url("bookings:contradictions"), _("play anyway, find a dep or ask to move it")
    messages.warning(request, format_html('{} <a href="{}">{}</a>', text % {"gigs": gigs}, address, word))


def _named(promise: Promise, timezone: str) -> str:
    """Which gig it is, as one's own calendar calls it: "The Anchors at Harbour Hall, Sat 4 Mar, 17:00"."""
    return ", ".join(filter(None, [promise.title, say_moment(promise.period.starts_at, timezone)]))
