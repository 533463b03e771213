"""When a professional can be booked: a plan to draw on, and the same by forms on pages of their own."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from accounts.forms.rules import EndRuleForm
from accounts.queries.plan import occurrence_on
from accounts.queries.said import describe_rule
from accounts.views.plan import SHOWN_AT_ONCE, asked_period, drawn
from availability.states import EditScope
from idempotency.forms import once_per_token
from studio.access import get_hours_for, get_led_professional_for
from studio.actions import add_hours, change_hours, remove_hours
from studio.forms import HoursForm
from studio.queries.hours import hours_happening, hours_lines, say_kind
from web.dates import say_place_of


@login_required
@require_safe
def hours(request, slug):
    """The plan of the professional's hours, and all of them with what can be done to them."""
    professional = get_led_professional_for(request.user, slug)
    party = professional.party
    context = {
        "party": party,
        "place": say_place_of(party.timezone),
        "lines": hours_lines(professional, now()),
        "today": localdate(timezone=ZoneInfo(party.timezone)),
        "has_services": professional.services.offered().exists(),
    }
    return render(request, "studio/hours.html", context)


@login_required
@require_safe
@never_cache
def hours_events(request, slug):
    """What the plan draws between `start` and `end`: times on the clocks of the professional, without a zone."""
    professional = get_led_professional_for(request.user, slug)
    timezone = professional.party.timezone
    period = asked_period(request, "start", "end", timezone=timezone, longest=SHOWN_AT_ONCE)
    if period is None:
        return JsonResponse({"error": _("Choose a period of at most 100 days.")}, status=422)

    def address(rule, query):
        return reverse("studio:hours_edit", args=[slug, rule.pk], query=query)

    found = hours_happening(professional, period)
    told = (replace(each, label=label, note=purpose) for each, label, purpose in found)
    return JsonResponse([drawn(each, timezone, address) for each in told], safe=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def hours_new(request, slug):
    """More hours: the usual week, or what was drawn (`starts`, `ends`)."""
    professional = get_led_professional_for(request.user, slug)
    if request.method != "POST":
        moved = asked_period(request, "starts", "ends", timezone=professional.party.timezone)
        return _panel(request, professional, HoursForm(professional=professional, moved=moved))
    form = HoursForm(request.POST, professional=professional)
    if not form.is_valid():
        return _panel(request, professional, form, status=422)
    said = form.changes() | form.purpose
    made = form.act(add_hours, acting_user=request.user, professional=professional, **said)
    return _done(request, professional, _("Saved.")) if made else _panel(request, professional, form, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def hours_edit(request, slug, rule_id):
    """Change some hours as they are on a day (`on`): there only, from there on, or always."""
    professional, rule = get_hours_for(request.user, slug, rule_id)
    on = _happening(request, rule)
    if request.method != "POST":
        zone = professional.party.timezone
        moved = asked_period(request, "starts", "ends", timezone=zone, happening=on.period)
        scope = request.GET.get("scope", "")
        form = HoursForm(professional=professional, rule=rule, on=on, moved=moved, scope=scope)
        return _panel(request, professional, form)
    form = HoursForm(request.POST, professional=professional, rule=rule, on=on)
    if not form.is_valid():
        return _panel(request, professional, form, status=422)
    changes = form.changes()
    if not changes and not form.is_purpose_changed:
        return _done(request, professional, _("No changes."))
    scope = EditScope(form.scope_chosen)
    said = {"rule": rule, "scope": scope, "on": form.day} | changes | form.purpose
    made = form.act(change_hours, acting_user=request.user, professional=professional, **said)
    return _done(request, professional, _("Saved.")) if made else _panel(request, professional, form, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def hours_end(request, slug, rule_id):
    """Take hours back on one day, from a day on, or always; GET asks first."""
    professional, rule = get_hours_for(request.user, slug, rule_id)
    on = _happening(request, rule)
    is_sent = request.method == "POST"
    form = EndRuleForm(
        request.POST if is_sent else None, rule=rule, on=on, at=now(), scope=request.GET.get("scope", "")
    )
    if is_sent and form.is_valid():
        about = {"rule": rule, "scope": EditScope(form.scope_chosen), "on": form.day}
        form.act(remove_hours, acting_user=request.user, professional=professional, **about)
        if not form.errors:
            return _done(request, professional, _("Cleared."))
    path = reverse("studio:hours_end", args=[slug, rule.pk], query=_query(form))
    context = {"form": form, "path": path, "text": describe_rule(rule), "label": say_kind(rule)}
    return _page(request, professional, "end", context, status=422 if is_sent else 200)


def _panel(request, professional, form, *, status=200):
    slug, rule, query = professional.party.slug, form.rule, _query(form)
    if rule is None:
        paths = {"path": reverse("studio:hours_new", args=[slug])}
    else:
        names = {"path": "studio:hours_edit", "end_path": "studio:hours_end"}
        paths = {key: reverse(name, args=[slug, rule.pk], query=query) for key, name in names.items()}
    return _page(request, professional, "form", {"form": form} | paths, status)


def _query(form) -> dict | None:
    """The day that a form on recurring hours is about goes with it."""
    return {"on": form.day.isoformat()} if form.rule and form.rule.rrule else None


def _page(request, professional, part, context, status=200):
    """The panel beside the plan for htmx, the same on a page of its own otherwise."""
    template = "studio/_hours_panel.html" if request.htmx else "studio/hours_page.html"
    return render(request, template, context | {"part": part, "party": professional.party}, status=status)


def _done(request, professional, text):
    if not request.htmx:
        messages.success(request, text)
        return redirect("studio:hours", professional.party.slug)
    context = {"text": text, "party": professional.party, "lines": hours_lines(professional, now())}
    return trigger_client_event(render(request, "studio/_hours_done.html", context), "plan:changed")


def _happening(request, rule):
    """What happens by the rule on the day in the address (`on`). Raises Http404 where nothing does."""
    found = occurrence_on(rule, request.GET.get("on", ""), now())
    if found is None:
        raise Http404
    return found
