"""The page of a session, what can be done there, and one's own sessions."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require_lead
from idempotency.forms import once_per_token
from studio.access import get_session_for
from studio.actions.sessions import (
    approve_session,
    ask_for_revision,
    begin_session,
    cancel_session,
    choose_worker,
    complete_session,
    decline_session,
    deliver_session,
    set_call_link,
    withdraw_session,
)
from studio.forms.booking import ProblemForm, ReasonForm, SettleForm, WorkerForm
from studio.forms.calls import CallLinkForm
from studio.forms.changes import FORMS, proposal_form
from studio.forms.money import TipForm
from studio.forms.projects import ProjectChoiceForm
from studio.pages.session import session_page
from studio.queries.calendars import bookable_members
from studio.queries.services import say_minutes
from studio.queries.sessions import by_state, parties_with_sessions, sessions_of, totals, usual_role
from studio.views.acting import act_by_form, refusals_as_messages
from web.streams import sign_topics

SHOWN = 200
ROLES = ("client", "professional")
DEEDS = {
    "approve": approve_session,
    "withdraw": withdraw_session,
    "begin": begin_session,
    "complete": complete_session,
}
WITH_REASON = {
    "decline": decline_session,
    "cancel": cancel_session,
    "deliver": deliver_session,
    "revise": ask_for_revision,
}


@login_required
@require_safe
def session(request, session_id):
    """What was agreed, what comes next, and the history."""
    return shown(request, get_session_for(request.user, session_id))


@login_required
@require_safe
def session_state(request, session_id):
    """Its state, what comes next, and what takes one press; for live pages."""
    return _part(request, session_id, "studio/_session_state.html")


@login_required
@require_safe
def session_deeds(request, session_id):
    """The forms in which somebody writes; for live pages."""
    return _part(request, session_id, "studio/_session_deeds.html")


@login_required
@require_safe
def session_facts(request, session_id):
    """What was agreed, files and history; for live pages."""
    return _part(request, session_id, "studio/_session_facts.html")


@login_required
@require_safe
@never_cache
def session_stream_token(request, session_id):
    """A fresh token for the private stream of a session, as plain text."""
    topic = get_session_for(request.user, session_id).topic
    return HttpResponse(sign_topics(request.user.pk, [topic]), content_type="text/plain")


@login_required
@require_POST
@once_per_token
def session_do(request, session_id, deed):
    """Approve, withdraw, begin or complete; decline or call off, with a reason."""
    found = get_session_for(request.user, session_id)
    form = ReasonForm(request.POST, deed=deed) if deed in WITH_REASON else None
    if form is not None and not form.is_valid():
        return shown(request, found, form=form, deed=deed, status=422)
    action = WITH_REASON.get(deed) or DEEDS[deed]
    more = {"text": form.cleaned_data["text"]} if form is not None else {}
    with refusals_as_messages(request):
        action(acting_user=request.user, session_id=session_id, channel="page", **more)
    return redirect("studio:session", session_id)


@login_required
@require_safe
def sessions(request):
    """One's own sessions, by state, with what they come to; first those that one works in, for people who book none."""
    role = request.GET.get("role")
    if role not in ROLES:
        role = usual_role(request.user)
    found = sessions_of(request.user, role)
    sums = totals(found)
    context = {
        "role": role, "groups": by_state(found[:SHOWN]), "totals": sums,
        "hours": say_minutes(sums.minutes) if sums.minutes else "",
        "parties": parties_with_sessions(request.user, role),
    }  # fmt: skip
    return render(request, "studio/sessions.html", context)


@login_required
@require_POST
@once_per_token
def session_call(request, session_id):
    """Where both sides of a remote session meet."""
    found = get_session_for(request.user, session_id)
    form = CallLinkForm(request.POST)
    if form.is_valid():
        with refusals_as_messages(request):
            form.act(set_call_link, acting_user=request.user, session_id=session_id, **form.cleaned_data)
    if form.errors:
        return shown(request, found, call_form=form, status=422)
    return redirect("studio:session", session_id)


@login_required
@require_POST
@once_per_token
def session_worker(request, session_id):
    """Who of the team works in it."""
    found = get_session_for(request.user, session_id)
    require_lead(request.user, found.professional)
    form = WorkerForm(request.POST, names=bookable_members(found.service.professional))
    status, made = act_by_form(form, lambda data: choose_worker(
        acting_user=request.user, session_id=session_id, worker_id=data["worker"]
    ))  # fmt: skip
    if made is not None:
        return redirect("studio:session", session_id)
    return shown(request, get_session_for(request.user, session_id), form=form, deed="worker", status=status)


def shown(request, found, *, form=None, deed="", call_form=None, project_form=None, tip_form=None, status=200):
    """The page of a session; `form` is the one that was refused, of this `deed`."""
    forms = {"call_form": call_form, "project_form": project_form, "tip_form": tip_form}
    context = _context(request, found, form=form, deed=deed, **forms)
    return render(request, "studio/session.html", context, status=status)


def _part(request, session_id, template):
    """A part of the page; without htmx, the page it stands on."""
    if not request.htmx:
        return redirect("studio:session", session_id)
    return render(request, template, _context(request, get_session_for(request.user, session_id)))


def _context(request, found, *, form=None, deed="", call_form=None, project_form=None, tip_form=None):
    refused = {deed: form}
    page = session_page(found, request.user, now())
    offered = [*page.proposals, *([deed] if deed in FORMS and deed not in page.proposals else [])]
    return {
        "page": page,
        "proposal_forms": {name: refused.get(name) or proposal_form(name, found) for name in offered},
        "session": found, "deed": deed,
        "form": form if deed in WITH_REASON else ReasonForm(deed=page.reason_for),
        "problem_form": refused.get("report")
        or ProblemForm(auto_id="problem_%s", has_time=found.starts_at is not None),
        "case_form": refused.get("case") or ReasonForm(auto_id="case_%s"),
        "worker_form": refused.get("worker") or _worker_form(page),
        "settle_form": refused.get("settle") or SettleForm(auto_id="settle_%s", currency=found.currency_id),
        "length": say_minutes(found.minutes) if found.minutes else "", "title": _("Session"),
        "project_form": project_form
        or ProjectChoiceForm(initial={"project": str(found.project_id or "")}, projects=page.projects),
        "tip_form": tip_form or TipForm(auto_id="tip_%s", currency=found.currency_id),
        "call_form": call_form or CallLinkForm(initial={"call_link": found.call_link}),
    }  # fmt: skip


def _worker_form(page):
    """Empty where there is nobody to choose."""
    if "assign" not in page.may:
        return None
    session = page.session
    names = bookable_members(session.service.professional)
    others = set(names) - {session.worker_id}
    return WorkerForm(names=names, initial={"worker": session.worker_id}, auto_id="worker_%s") if others else None
