"""What a band asks its people: polls about nights, their answers with and without signing in, and what came of it."""

import datetime as dt
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import can_lead
from accounts.forms.inputs import days_among
from accounts.queries import month_of
from bands.access import answer_token, get_ask_of, get_led_band_for, get_own_band_for, opened_by_answer_token
from bands.actions import TITLE_MAX, answer_ask, ask_members, close_ask
from bands.errors import AskOver
from bands.forms import AnswerForm, PollForm
from bands.models import Ask, AskedMember, Band
from bands.queries import asks_of, green_zone, is_open, nights_to_answer, open_nights, promised_titles, results, tonight
from bands.views.bands import topic_of
from idempotency.forms import once_per_token
from notifications.emails import as_read_by
from web.streams import sign_topics

POLL_DAYS = 510
"""How far ahead nights are offered: within the 18 months that calendars are projected."""


@login_required
@never_cache
@require_safe
def asks(request, slug):
    """What the band has asked its people: what is open, and what is over."""
    band = get_own_band_for(request.user, slug)
    if band.party.is_solo:
        return redirect("bands:band", band.party.slug)
    still_open, over = asks_of(band.party, at=now())
    context = {"open": still_open, "over": over, "is_leader": can_lead(request.user, band.party)}
    return render(request, "bands/asks.html", {"band": band, "party": band.party} | context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def ask_new(request, slug):
    """Ask everybody about some candidates: nights ticked on a calendar, one month or several."""
    band = get_led_band_for(request.user, slug)
    if band.party.is_solo:
        return redirect("bands:band", band.party.slug)
    is_turned = "month" in request.POST
    form = PollForm(request.POST if request.method == "POST" and not is_turned else None)
    if form.is_bound and form.is_valid():
        made = form.act(
            ask_members,
            acting_user=request.user,
            party=band.party,
            nights=form.cleaned_data["nights"],
            title=form.cleaned_data["title"],
            is_poll=True,
        )
        if made:
            messages.success(request, _("Sent. Answers appear here right away."))
            return redirect("bands:ask", band.party.slug, made.pk)
    context = {"band": band, "party": band.party, "form": form, "is_leader": True}
    context |= _month(request, band)
    return render(request, "bands/ask_new.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@vary_on_headers("HX-Request")
@require_safe
def ask(request, slug, ask_id):
    """One question: my answers, and the nights as everybody's time has them, the best first."""
    band = get_own_band_for(request.user, slug)
    template = "bands/_ask_panel.html" if request.htmx else "bands/ask.html"
    return render(request, template, _ask_context(request, band, get_ask_of(band, ask_id)))


@login_required
@require_POST
def ask_reply(request, slug, ask_id):
    """My answer to one night, or to all of them."""
    band = get_own_band_for(request.user, slug)
    found = get_ask_of(band, ask_id)
    form = AnswerForm(request.POST, nights=open_nights(found, now()))
    said = None
    if form.is_valid():
        said = form.act(answer_ask, acting_user=request.user, ask=found, answers=form.cleaned_data["answer"])
    if said is None:
        context = _ask_context(request, band, found) | {"form": form}
        template = "bands/_ask_panel.html" if request.htmx else "bands/ask.html"
        return render(request, template, context, status=422)
    titles = promised_titles(request.user, said.contradicts)
    if request.htmx:
        found = get_ask_of(get_own_band_for(request.user, slug), ask_id)
        return render(request, "bands/_ask_panel.html", _ask_context(request, band, found) | {"promised": titles})
    for text in _contradictions(titles):
        messages.warning(request, text)
    return redirect("bands:ask", band.party.slug, found.pk)


@login_required
@require_POST
def ask_close(request, slug, ask_id):
    """Take no more answers."""
    band = get_led_band_for(request.user, slug)
    close_ask(acting_user=request.user, ask=get_ask_of(band, ask_id))
    messages.success(request, _("Poll closed. The answers stay in everyone’s calendar."))
    return redirect("bands:ask", band.party.slug, ask_id)


def _for_one_reader(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An address that is a key: kept out of caches, search engines and the `Referer` of whatever it links to."""

    @wraps(view)
    def kept(*args, **kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(kept)


# Browsers send "Origin: null" from a page without referrer, which no CSRF check lets pass; and there is no cookie to
# misuse: whatever is done here is done by the key in the address.
@csrf_exempt
@_for_one_reader
@require_http_methods(["GET", "HEAD", "POST"])
def ask_answer(request, token):
    """The page behind a mail's link, whoever is signed in: a button for each answer; only the POST acts."""
    try:
        asked = opened_by_answer_token(token)
        with as_read_by(asked.user):
            return _answer(request, asked)
    except AskOver as refusal:
        return render(request, "bands/ask_over.html", {"refusal": refusal}, status=refusal.status)


def _answer(request, asked: AskedMember) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" else None, nights=open_nights(asked.ask, now()))
    titles = []
    if request.method == "POST" and form.is_valid():
        said = form.act(answer_ask, acting_user=asked.user, ask=asked.ask, answers=form.cleaned_data["answer"])
        if said is not None:
            titles = promised_titles(asked.user, said.contradicts)
            asked.answered_at = now()
            form = AnswerForm(nights=())
    context = {
        "ask": asked.ask,
        "asked": asked,
        "party": asked.ask.party,
        "nights": nights_to_answer(asked.ask, asked.user, at=now()),
        "reply_path": reverse("bands:ask_answer", args=[answer_token(asked)]),
        "promised": titles,
        "has_answered": request.method == "POST" and not form.errors,
        "form": form,
    }
    return render(request, "bands/ask_answer.html", context, status=422 if form.errors else 200)


def _ask_context(request, band: Band, found: Ask) -> dict:
    at, topic = now(), topic_of(band)
    mine = next((asked for asked in found.asked.all() if asked.user_id == request.user.pk), None)
    still_open = is_open(found, at)
    return {
        "band": band,
        "party": band.party,
        "ask": found,
        "is_open": still_open,
        "asked": mine,
        "nights": nights_to_answer(found, request.user, at=at) if mine and still_open else [],
        "reply_path": reverse("bands:ask_reply", args=[band.party.slug, found.pk]),
        "waiting": [asked.user.display_name for asked in found.asked.all() if asked.answered_at is None],
        "results": results(found),
        "is_leader": can_lead(request.user, band.party),
        "topic": topic,
        "token": sign_topics(request.user.pk, [topic]),
    }


def _contradictions(titles: list[str]) -> list[str]:
    if not titles:
        return []
    text = ngettext(
        "Saved, but you’re booked then: %(gigs)s. You’re still playing until you drop out.",
        "Saved, but you’re booked then: %(gigs)s. You’re still playing until you drop out.",
        len(titles),
    )
    return [text % {"gigs": ", ".join(titles)}]


def _month(request, band: Band) -> dict:
    """The weeks to choose from, those ticked before kept: on the calendar, or beside it where they lie elsewhere."""
    today = tonight(band.party)
    sent = request.POST if request.method == "POST" else request.GET
    this_month, latest = today.replace(day=1), (today + dt.timedelta(days=POLL_DAYS)).replace(day=1)
    first = min(max(month_of(sent.get("month") or sent.get("shown", ""), today), this_month), latest)
    following = _months_on(first, 2)
    zone = green_zone(band.party, max(first, today), following - dt.timedelta(days=1))
    ticked = set(sent.getlist("nights"))
    weeks = zone.weeks(today)
    shown = {night.night.isoformat() for night in zone.nights}
    for week in weeks:
        for cell in week["cells"]:
            cell["is_checked"] = cell["date"].isoformat() in ticked
            cell["label"] = str(cell["label"]).replace("\N{NO-BREAK SPACE}", " ")  # beside a box it may need two lines
    return {
        "weeks": weeks,
        "elsewhere": [day for day in days_among(ticked) if day.isoformat() not in shown],
        "shown": f"{first:%Y-%m}",
        "earlier": f"{max(_months_on(first, -2), this_month):%Y-%m}" if first > this_month else "",
        "later": f"{following:%Y-%m}" if following <= latest else "",
        "title": sent.get("title", "")[:TITLE_MAX],
    }


def _months_on(first: dt.date, count: int) -> dt.date:
    """The first day of the month so many months after that of another first day."""
    months = first.year * 12 + first.month - 1 + count
    return dt.date(months // 12, months % 12 + 1, 1)
