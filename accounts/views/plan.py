"""The plan: my time as my rules, my other calendars and my promises make it, and saying it by rules."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.access import get_rule_for
from accounts.forms.rules import EndRuleForm, RuleForm
from accounts.queries import Said
from accounts.queries import plan as reads
from accounts.queries.plan import Happening
from accounts.queries.previews import preview_change, preview_new, promises_against
from availability import actions
from availability.models import AvailabilityRule
from availability.projection import Occurrence, happenings
from availability.ranges import DAY, Period, evening, wall_clock_period
from availability.states import EditScope
from idempotency.forms import once_per_token
from stageslot.web.dates import say_moment

SHOWN_AT_ONCE = 100 * DAY
FIRST_YEAR, LAST_YEAR = 2000, 2100
LAST_DAY = dt.date(LAST_YEAR, 12, 31)
USUAL_EVENING = (dt.time(19), dt.time(23))
REMOVE = "remove"


@login_required
@require_safe
def plan(request):
    """The calendar to draw on, and all rules with what can be done to them."""
    context = {"lines": reads.rule_lines(request.user, now()), "today": _today(request)}
    return render(request, "accounts/plan.html", context)


@login_required
@require_safe
@never_cache
def plan_events(request):
    """What the calendar draws between `start` and `end`: times without a zone, on the wall clock of who asks."""
    period = _asked(request, "start", "end", longest=SHOWN_AT_ONCE)
    if period is None:
        return JsonResponse({"error": _("Ask for a period of at most 100 days.")}, status=422)
    found = reads.happenings(request.user, period)
    return JsonResponse([_drawn(happening, request) for happening in found], safe=False)


@login_required
@once_per_token
def rule_new(request):
    """Say something new: an empty form, or with the time that was drawn (`starts`, `ends`)."""
    if request.method != "POST":
        drawn = _asked(request, "starts", "ends") or evening(_today(request), *USUAL_EVENING, request.user.timezone)
        return _panel(request, RuleForm(user=request.user, moved=drawn))
    form, user = RuleForm(request.POST, user=request.user), request.user
    if not form.is_valid():
        return _panel(request, form, status=422)
    said = form.act(
        actions.say_time, acting_user=user, calendar=user.calendar, timezone=user.timezone, **form.changes()
    )
    return _panel(request, form, status=422) if said is None else _saved(request, said)


@login_required
@once_per_token
def rule_edit(request, rule_id):
    """Change a rule as it happens on a day (`on`): there only, from there on, or always."""
    rule = get_rule_for(request.user, rule_id)
    on = _occurrence(request, rule)
    if request.method != "POST":
        moved = _asked(request, "starts", "ends", happening=on.period)
        form = RuleForm(user=request.user, rule=rule, on=on, moved=moved, scope=request.GET.get("scope", ""))
        return _panel(request, form)
    form = RuleForm(request.POST, user=request.user, rule=rule, on=on)
    if not form.is_valid():
        return _panel(request, form, status=422)
    changes = form.changes()
    if not changes:
        return _done(request, _("Nothing was changed."))
    said = form.act(
        actions.change_rule,
        acting_user=request.user,
        rule=rule,
        scope=EditScope(form.scope_chosen),
        on=form.day,
        **changes,
    )
    return _panel(request, form, status=422) if said is None else _saved(request, said)


@login_required
@require_POST
def rule_preview(request, rule_id=None):
    """What saving the form would do. Writes nothing."""
    user, rule = request.user, get_rule_for(request.user, rule_id) if rule_id else None
    form = RuleForm(request.POST, user=user, rule=rule, on=_occurrence(request, rule) if rule else None)
    shown = _try(user, form) if form.is_valid() else None
    status = 200 if shown else 422
    if request.htmx:
        context = {"form": form} | _shown(request, shown)
        return render(request, "accounts/_rule_preview.html", context, status=status)
    return _panel(request, form, shown=shown, status=status)


@login_required
@once_per_token
def rule_end(request, rule_id):
    """Take back a rule on one day, from a day on, or always; GET asks, naming what is lost."""
    rule = get_rule_for(request.user, rule_id)
    on = _occurrence(request, rule)
    if request.method != "POST":
        return _question(request, EndRuleForm(rule=rule, on=on, at=now(), scope=request.GET.get("scope", "")))
    form = EndRuleForm(request.POST, rule=rule, on=on, at=now())
    if not form.is_valid():
        return _question(request, form, status=422)
    form.act(actions.end_rule, acting_user=request.user, rule=rule, scope=EditScope(form.scope_chosen), on=form.day)
    return _question(request, form, status=422) if form.errors else _done(request, _("Taken back."))


def _try(user, form):
    """What saving this form would do; None where it would be refused, as the form then says."""
    if form.rule is None:
        return form.act(preview_new, user=user, at=now(), timezone=user.timezone, **form.changes())
    scope = EditScope(form.scope_chosen)
    return form.act(preview_change, user=user, at=now(), rule=form.rule, scope=scope, on=form.day, **form.changes())


def _question(request, form, status=200):
    rule, query = form.rule, _query(form)
    text = Said.of(rule).text
    context = {"form": form, "text": text, "path": reverse("accounts:rule_end", args=[rule.pk], query=query)}
    return _page(request, "end", context, status)


def _panel(request, form, *, shown=None, status=200):
    rule, query = form.rule, _query(form)
    if rule is None:
        paths = {"path": reverse("accounts:rule_new"), "preview_path": reverse("accounts:rule_new_preview")}
    else:
        names = {"path": "rule_edit", "preview_path": "rule_edit_preview", "end_path": "rule_end"}
        paths = {key: reverse(f"accounts:{name}", args=[rule.pk], query=query) for key, name in names.items()}
    return _page(request, "form", {"form": form} | paths | _shown(request, shown), status)


def _query(form) -> dict | None:
    """The day that a form on a recurring rule is about goes with it."""
    return {"on": form.day.isoformat()} if form.rule and form.rule.rrule else None


def _shown(request, shown) -> dict:
    """A preview in words, and every time of it as the calendar draws it."""
    if shown is None:
        return {"preview": None}
    drawn = (reads.wall_clock(period, request.user.timezone) for period in shown.periods)
    ghosts = [[moment.isoformat(timespec="minutes") for moment in pair] for pair in drawn]
    return {"preview": shown, "ghosts": json.dumps(ghosts)}


def _page(request, part, context, status=200):
    """The panel beside the calendar for htmx, the same on a page of its own otherwise."""
    template = "accounts/_rule_panel.html" if request.htmx else "accounts/rule.html"
    return render(request, template, context | {"part": part}, status=status)


def _saved(request, said):
    """Tell that it is noted, and which promises stand against it."""
    periods = [Period.of(claim.period) for claim in said.contradicts]
    return _done(request, _("Noted."), promises_against(request.user, said.rule.kind, periods))


def _done(request, text, promises=()):
    if not request.htmx:
        _tell(request, text, promises)
        return redirect("accounts:plan")
    context = {"text": text, "promises": promises, "lines": reads.rule_lines(request.user, now())}
    return trigger_client_event(render(request, "accounts/_rule_done.html", context), "plan:changed")


def _tell(request, text, promises):
    if not promises:
        messages.success(request, text)
        return
    named = ", ".join(
        f"{promise.title} ({say_moment(promise.period.starts_at, request.user.timezone)})" for promise in promises[:5]
    )
    messages.warning(request, _("Noted, but you are promised then: %(gigs)s. Promises stand.") % {"gigs": named})


def _drawn(happening: Happening, request) -> dict:
    """One event as FullCalendar wants it. Only what is still to come, or goes on, can be moved."""
    timezone, rule = request.user.timezone, happening.rule
    starts, ends = reads.wall_clock(happening.period, timezone)
    event = {
        "title": f"{happening.label} · {happening.note}" if happening.note else happening.label,
        "start": starts.isoformat(timespec="minutes"),
        "end": ends.isoformat(timespec="minutes"),
        "classNames": ["plan-event", happening.voice, "said" if rule else "given"],
        "editable": bool(rule) and happening.period.ends_at > now(),
        "name": reads.name_of(happening, timezone),
    }
    if rule:
        query = {"on": happening.day.isoformat()} if rule.rrule else None
        event["edit"] = reverse("accounts:rule_edit", args=[rule.pk], query=query)
    if event.get("edit") or happening.path:
        event["url"] = event.get("edit") or happening.path
    return event


def _asked(request, first, last, *, happening=None, longest=366 * DAY) -> Period | None:
    """The period between two wall-clock times in the address; None where they are missing or make no sense.

    A side that stands where `happening` is drawn is the very instant of it, also where clocks show a time twice.
    """
    timezone = request.user.timezone
    try:
        starts, ends = (_wall_clock(request.GET[name]) for name in (first, last))
    except (KeyError, ValueError):
        return None
    if not dt.timedelta() < ends - starts <= longest:
        return None
    period = wall_clock_period(starts, ends, timezone)
    if happening is None:
        return period
    drawn = reads.wall_clock(happening, timezone)
    starts_at = happening.starts_at if starts == drawn[0] else period.starts_at
    ends_at = happening.ends_at if ends == drawn[1] else period.ends_at
    return Period(starts_at, ends_at) if starts_at < ends_at else period


def _wall_clock(text: str) -> dt.datetime:
    """A time without a zone; FullCalendar says Z of what it takes for UTC. Raises ValueError."""
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(text)
    return moment


def _occurrence(request, rule: AvailabilityRule) -> Occurrence:
    """What happens by the rule on the day in the address (`on`); without one what happens next, or happened first.

    Raises Http404 for a day on which nothing does.
    """
    if not rule.rrule:
        return next(happenings(rule, LAST_DAY))
    text = request.GET.get("on", "")
    if not text:
        return reads.next_occurrence(rule, now()) or next(happenings(rule, LAST_DAY))
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR or day in rule.exdates:
        raise Http404
    that_day = (each for each in happenings(rule, day) if each.day == day)
    found = next(that_day, None)
    if found is None:
        raise Http404
    return found


def _today(request) -> dt.date:
    return localdate(timezone=ZoneInfo(request.user.timezone))
