"""Saying time by rules: the panel beside the plan for htmx, and the same on pages of their own."""

import datetime as dt
import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from accounts.access import get_rule_for
from accounts.forms.rules import EndRuleForm, RuleForm
from accounts.queries import Said
from accounts.queries.plan import occurrence_on, rule_lines, wall_clock
from accounts.queries.previews import preview_change, preview_new, promises_against
from accounts.views.plan import asked_period, today_of
from availability.actions import change_rule, end_rule, say_time
from availability.models import AvailabilityRule
from availability.ranges import Period, evening
from availability.rules.projection import Occurrence
from availability.states import EditScope
from idempotency.forms import once_per_token
from web.dates import say_moment

USUAL_EVENING = (dt.time(19), dt.time(23))
NAMED = 5
"""So many promises are named in one message."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def rule_new(request):
    """Say something new: an empty form, or with the time that was drawn (`starts`, `ends`)."""
    if request.method != "POST":
        drawn = asked_period(request, "starts", "ends", timezone=request.user.timezone) or evening(
            today_of(request), *USUAL_EVENING, request.user.timezone
        )
        return _panel(request, RuleForm(timezone=request.user.timezone, moved=drawn))
    form, user = RuleForm(request.POST, timezone=request.user.timezone), request.user
    if not form.is_valid():
        return _panel(request, form, status=422)
    said = form.act(say_time, acting_user=user, calendar=user.calendar, timezone=user.timezone, **form.changes())
    return _panel(request, form, status=422) if said is None else _saved(request, said)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def rule_edit(request, rule_id):
    """Change a rule as it happens on a day (`on`): there only, from there on, or always."""
    rule = get_rule_for(request.user, rule_id)
    on = _happening(request, rule)
    if request.method != "POST":
        moved = asked_period(request, "starts", "ends", timezone=request.user.timezone, happening=on.period)
        form = RuleForm(
            timezone=request.user.timezone, rule=rule, on=on, moved=moved, scope=request.GET.get("scope", "")
        )
        return _panel(request, form)
    form = RuleForm(request.POST, timezone=request.user.timezone, rule=rule, on=on)
    if not form.is_valid():
        return _panel(request, form, status=422)
    changes = form.changes()
    if not changes:
        return _done(request, _("No changes."))
    said = form.act(
        change_rule,
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
    form = RuleForm(request.POST, timezone=user.timezone, rule=rule, on=_happening(request, rule) if rule else None)
    shown = _try(user, form) if form.is_valid() else None
    status = 200 if shown else 422
    if request.htmx:
        context = {"form": form} | _shown(request, shown)
        return render(request, "accounts/_rule_preview.html", context, status=status)
    return _panel(request, form, shown=shown, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def rule_end(request, rule_id):
    """Take back a rule on one day, from a day on, or always; GET asks, naming what is lost."""
    rule = get_rule_for(request.user, rule_id)
    on = _happening(request, rule)
    if request.method != "POST":
        return _question(request, EndRuleForm(rule=rule, on=on, at=now(), scope=request.GET.get("scope", "")))
    form = EndRuleForm(request.POST, rule=rule, on=on, at=now())
    if not form.is_valid():
        return _question(request, form, status=422)
    form.act(end_rule, acting_user=request.user, rule=rule, scope=EditScope(form.scope_chosen), on=form.day)
    return _question(request, form, status=422) if form.errors else _done(request, _("Cleared."))


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
    drawn = (wall_clock(period, request.user.timezone) for period in shown.periods)
    ghosts = [[moment.isoformat(timespec="minutes") for moment in pair] for pair in drawn]
    return {"preview": shown, "ghosts": json.dumps(ghosts)}


def _page(request, part, context, status=200):
    """The panel beside the calendar for htmx, the same on a page of its own otherwise."""
    template = "accounts/_rule_panel.html" if request.htmx else "accounts/rule.html"
    return render(request, template, context | {"part": part}, status=status)


def _saved(request, said):
    """Tell that it is noted, and which promises stand against it."""
    periods = [Period.of(claim.period) for claim in said.contradicts]
    return _done(request, _("Saved."), promises_against(request.user, said.rule.kind, periods))


def _done(request, text, promises=()):
    if not request.htmx:
        _tell(request, text, promises)
        return redirect("accounts:plan")
    context = {"text": text, "promises": promises, "lines": rule_lines(request.user, now())}
    return trigger_client_event(render(request, "accounts/_rule_done.html", context), "plan:changed")


def _tell(request, text, promises):
    if not promises:
        messages.success(request, text)
        return
    named = ", ".join(
        f"{promise.title} ({say_moment(promise.period.starts_at, request.user.timezone)})"
        for promise in promises[:NAMED]
    )
    messages.warning(request, _("Saved, but you’re booked then: %(gigs)s. You’re still playing.") % {"gigs": named})


def _happening(request, rule: AvailabilityRule) -> Occurrence:
    """What happens by the rule on the day in the address (`on`). Raises Http404 where nothing does."""
    found = occurrence_on(rule, request.GET.get("on", ""), now())
    if found is None:
        raise Http404
    return found
