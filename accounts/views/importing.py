"""Adding a calendar that I keep elsewhere: where it is, which one, what it would take, and only then: let it."""

from pathlib import PurePath
from urllib.parse import urlsplit
from uuid import UUID

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import get_import_for
from accounts.forms.imports import SOURCE_FORMS, ChoiceForm, ImportForm
from accounts.imports.asking import Answer, ask, settle
from accounts.imports.drafts import DRAFT, LONGEST_NAME, Draft, drop_draft, find_draft, keep_draft, may_try
from accounts.imports.looks import Asked, Look, drop_look, look_at, tell_draft
from accounts.queries.imports import addresses_of, import_preview
from availability.models import ImportedCalendar
from availability.states import ImportKind
from calendar_imports import actions
from calendar_imports.errors import Problem
from calendar_imports.fetching import google
from calendar_imports.fetching.sealing import seal
from idempotency.forms import once_per_token
from web import pulses

TABS = {
    ImportKind.URL: gettext_lazy("Link"),
    ImportKind.FILE: gettext_lazy("File"),
    ImportKind.CALDAV: "CalDAV",
    ImportKind.GOOGLE: "Google",
}
METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
@never_cache
def import_new(request):
    """Say where a calendar is (`kind`): the worker asks for it, and that leads on to its preview."""
    kind = _kind(request)
    if request.method != "POST":
        return _source_page(request, kind, SOURCE_FORMS[kind]())
    form, draft = SOURCE_FORMS[kind](request.POST, request.FILES), Draft(kind=kind)
    if not form.is_valid():
        return _source_page(request, kind, form, status=422)
    try:
        _begin(request, draft, form.cleaned_data)
    except Problem as problem:
        form.refuse(problem)
        return _source_page(request, kind, form, status=422)
    if kind == ImportKind.GOOGLE:
        keep_draft(request.user, draft)
        return ask_google(request, draft)
    if kind == ImportKind.FILE:
        keep_draft(request.user, draft)
        _look(request, draft)
    else:
        ask(request.user, draft)
    return redirect("accounts:import_draft", draft.id)


@login_required
@require_http_methods(METHODS)
@never_cache
@once_per_token
def import_draft(request, draft_id):
    """What the calendar would take of my time, and letting it; before that, which one of an account it is."""
    draft = find_draft(request.user, draft_id)
    if draft is None:
        return _too_late(request)
    if answer := settle(request.user, draft):
        return _again(request, draft) if "again" in request.POST else _waiting_page(request, draft, answer=answer)
    if draft.is_fetched and not draft.is_read:
        look = _look(request, draft)
        if not look.is_done:
            return _waiting_page(request, draft, look=look)
        tell_draft(request.user, draft, look)
    if request.htmx and request.method != "POST":
        return HttpResponseClientRefresh()
    if not draft.is_fetched and (draft.choices or not draft.problem):
        return _choose(request, draft)
    if draft.problem:
        return _refused_page(request, draft)
    if request.method != "POST":
        return _draft_page(request, draft, _form(request, draft))
    form = _form(request, draft, request.POST)
    if not form.is_valid() or _add(request, draft, form) is None:
        return _draft_page(request, draft, form, status=422)
    drop_draft(request.user)
    drop_look(request.user)
    messages.success(request, _("Added. It counts once we’ve read it."))
    return redirect("accounts:imports")


@login_required
@never_cache
@require_POST
def import_draft_preview(request, draft_id):
    """What it would take if its events were read as the form says. Writes nothing."""
    draft = find_draft(request.user, draft_id)
    if draft is None or not draft.is_fetched:
        return _too_late(request)
    if not draft.is_read:
        return redirect("accounts:import_draft", draft.id)
    form = _form(request, draft, request.POST)
    form.is_valid()
    if request.htmx:
        return render(
            request,
            "accounts/_import_preview.html",
            {"form": form, "preview_path": request.path, "preview": _preview(request, draft, form)},
        )
    return _draft_page(request, draft, form)


@login_required
@require_POST
def import_reconnect(request, import_id):
    """Ask Google anew for a calendar that it no longer shows."""
    imported = get_import_for(request.user, import_id)
    if imported.kind != ImportKind.GOOGLE or not google.is_offered():
        return redirect("accounts:import_edit", import_id)
    draft = Draft(kind=ImportKind.GOOGLE, renews=str(imported.pk))
    keep_draft(request.user, draft)
    return ask_google(request, draft)


def ask_google(request, draft: Draft):
    """To Google's page of consent and back to the draft; nobody is signed in or connected by that."""
    provider = get_adapter().get_provider(request, "google")
    return provider.redirect(
        request,
        process=AuthProcess.REDIRECT,
        next_url=reverse("accounts:import_draft", args=[draft.id]),
        data={DRAFT: str(draft.id)},
        scope=[*provider.get_scope(), *google.SCOPES],
        auth_params=dict(google.OFFLINE),
    )


def _kind(request) -> str:
    asked = (request.POST if request.method == "POST" else request.GET).get("kind", "")
    return asked if asked in _kinds() else ImportKind.URL.value


def _kinds() -> list[str]:
    return [kind.value for kind in ImportKind if kind != ImportKind.GOOGLE or google.is_offered()]


def _source_page(request, kind, form, status=200):
    context = {"kind": kind, "kinds": [(value, TABS[ImportKind(value)]) for value in _kinds()], "form": form}
    return render(request, "accounts/import_new.html", context, status=status)


def _too_late(request):
    messages.warning(request, _("That link expired, or belongs to another page. Please start again."))
    # In a fragment a redirect would be drawn as a page within the page.
    return HttpResponseClientRefresh() if request.htmx else redirect("accounts:import_new")


def _begin(request, draft: Draft, told: dict) -> None:
    """Take the file, or note where the calendar is. Raises `Problem` after too many of either."""
    if draft.kind != ImportKind.GOOGLE:
        _count_try(request)
    draft.url, draft.username = told.get("url", "").strip(), told.get("username", "").strip()
    draft.sealed = seal(told.get("secret", ""))
    if draft.kind == ImportKind.FILE:
        draft.name = PurePath(request.FILES["content"].name or "").stem.replace("_", " ")[:LONGEST_NAME]
        draft.take(told["content"])
    elif draft.kind == ImportKind.URL:
        draft.name = (urlsplit(draft.url).netloc or draft.url)[:LONGEST_NAME]


def _count_try(request) -> None:
    if not may_try(request.user):
        raise Problem("too_many_tries")


def _choose(request, draft: Draft):
    """Which calendar of the account; or, for one that is here already, the permission that was asked for anew."""
    if draft.kind == ImportKind.GOOGLE and not draft.sealed:
        messages.warning(request, _("Google didn’t give permission. Please try again."))
        return redirect(reverse("accounts:import_new", query={"kind": draft.kind}))
    if draft.renews:
        return _renew(request, draft)
    form = ChoiceForm(request.POST if request.method == "POST" else None, choices=draft.offered)
    if request.method != "POST" or not form.is_valid():
        return _choice_page(request, draft, form)
    try:
        _count_try(request)
    except Problem as problem:
        form.refuse(problem)
        return _choice_page(request, draft, form)
    draft.choose(form.cleaned_data["place"], form.names)
    ask(request.user, draft)
    return redirect("accounts:import_draft", draft.id)


def _choice_page(request, draft: Draft, form: ChoiceForm):
    """Beside the calendar that could not be had stands the reason; another one may be chosen."""
    if draft.problem and not form.is_bound:
        form = ChoiceForm({"place": draft.place}, choices=draft.offered)
        form.refuse(draft.stored_problem)
    return render(request, "accounts/import_choose.html", {"form": form}, status=422 if form.errors else 200)


def _renew(request, draft: Draft):
    """Use the new permission; GET asks."""
    imported = get_import_for(request.user, UUID(draft.renews))
    if request.method != "POST":
        return render(request, "accounts/import_renew.html", {"imported": imported})
    actions.update_import(acting_user=request.user, imported=imported, secret=draft.secret)
    drop_draft(request.user)
    messages.success(request, _("Connected again."))
    return redirect("accounts:imports")


def _form(request, draft: Draft, data=None) -> ImportForm:
    initial = {"name": draft.name, "timezone": request.user.timezone}
    return ImportForm(data, kind=draft.kind, zones=draft.zones, initial=initial)


def _preview(request, draft: Draft, form: ImportForm):
    if not form.says_how_to_read:
        return None
    reading = form.reading()
    return import_preview(request.user, _look(request, draft, **reading), at=now(), policy=reading["policy"])


def _look(request, draft: Draft, timezone="", zone_names=None, **_policy):
    user = request.user
    addresses = addresses_of(user, draft.username, draft.url)
    asked = Asked("draft", draft.id, timezone or user.timezone, zone_names or {}, addresses)
    return look_at(user, asked, is_first=not draft.is_read)


def _again(request, draft: Draft):
    """Have its server asked once more: the task may be lost with its worker."""
    try:
        _count_try(request)
    except Problem as problem:
        messages.error(request, problem.text)
    else:
        ask(request.user, draft)
    return redirect("accounts:import_draft", draft.id)


def _waiting_page(request, draft: Draft, *, answer: Answer | None = None, look: Look | None = None):
    """While the worker asks its server, or reads it: asks again by itself, with scripts and without."""
    context = {
        "answer": answer,
        "look": look,
        "host": urlsplit(draft.url).hostname or draft.url,
        "is_down": not pulses.alive()["worker"],
        "path": reverse("accounts:import_draft", args=[draft.id]),
    }
    return render(request, "accounts/_import_reading.html" if request.htmx else "accounts/import_reading.html", context)


def _refused_page(request, draft: Draft):
    """The form in which the calendar was named, with the reason at its field."""
    form = SOURCE_FORMS[draft.kind]({"url": draft.url, "username": draft.username})
    form.errors.clear()
    form.cleaned_data = {}
    form.refuse(draft.stored_problem)
    return _source_page(request, draft.kind, form, status=422)


def _draft_page(request, draft: Draft, form: ImportForm, status=200):
    context = {
        "draft": draft,
        "form": form,
        "preview": _preview(request, draft, form),
        "path": reverse("accounts:import_draft", args=[draft.id]),
        "preview_path": reverse("accounts:import_draft_preview", args=[draft.id]),
    }
    return render(request, "accounts/import_draft.html", context, status=status)


def _add(request, draft: Draft, form: ImportForm) -> ImportedCalendar | None:
    user = request.user
    return form.act(
        actions.add_import,
        acting_user=user,
        calendar=user.calendar,
        kind=draft.kind,
        url=draft.url,
        username=draft.username,
        secret=draft.secret,
        content=draft.content if draft.kind == ImportKind.FILE else b"",
        **{"timezone": user.timezone} | form.arguments(),
    )
