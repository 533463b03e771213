"""A press kit behind a secret link: what the public does not see of it, and the recordings one hears there.

Whoever holds the address may look, until it ends. Nothing here sets a cookie, asks for one, or tells another site where
its reader came from; opens and plays are counted as `bands.press.visits` says.
"""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from bands.access import get_kit_link_by_token
from bands.models import KitLink
from bands.press.plots import render_stage_plot
from bands.press.visits import count_open, count_play
from bands.queries import CountedLink, is_link_open, press_kit
from discovery.queries.acts import act_page, told_of
from media.files.renditions import Rendition
from media.files.serving import serve
from web.context import THEME_COOKIE, THEMES
from web.security import private_kit_policy, shared_policy

HEARD_AS = ("opus", "m4a")


def by_kit_link(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of the private link whose address this is: 404 for one that never was, 410 for one that is over
    or whose creator may no longer issue it."""

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, token: str, *args: str, **kwargs: str) -> HttpResponseBase:
        link = get_kit_link_by_token(token)
        response = view(request, link, token, *args, **kwargs) if is_link_open(link) else _over(request)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    return shown


@by_kit_link
def kit(request: HttpRequest, link: KitLink, token: str) -> HttpResponse:
    """The press kit as this link shows it."""
    told = told_of(link.party_id)
    party = told.party
    shown = press_kit(party, link=link)
    page = act_page(told, shown, lambda track: f"{request.path}tracks/{track.id}")
    public = [reverse(f"discovery:{name}", args=[party.slug]) for name in ("act", "act_pdf", "act_zip")]
    page_url, pdf_url, zip_url = public if party.is_public else ("", "", "")
    link.party = party
    context = _frame(request) | {
        "page": page,
        "party": party,
        "plot": render_stage_plot(shown.plot),
        "works_until": CountedLink(link, 0, 0, None, is_live=True).works_until,
        "page_url": page_url,
        "pdf_url": pdf_url,
        "zip_url": zip_url,
        "lent_photos": "" if party.is_public else f"{request.path}photos/",
        "lent_rider": "" if party.is_public else f"{request.path}rider.pdf",
    }
    response = render(request, "discovery/kit.html", context)
    response.headers["Content-Security-Policy"] = private_kit_policy(shown.frame_origins)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    count_open(link, request)
    return response


@by_kit_link
def kit_track(request: HttpRequest, link: KitLink, token: str, track_id: str, form: str) -> HttpResponseBase:
    """A recording of the kit, unlisted ones too where the link shows them: whole, or the part that is asked for."""
    tracks = press_kit(link.party, link=link).tracks
    track = next((track for track in tracks if track.id == track_id), None)
    found = track.sound.rendition(form) if track and form in HEARD_AS else None
    if track and found and request.method == "GET":
        count_play(link, request, track.sound.pk)
    return _serve_lent(request, found)


@by_kit_link
def kit_photo(
    request: HttpRequest, link: KitLink, token: str, picture_id: UUID, width: int, form: str
) -> HttpResponseBase:
    """A photo of an act that has no public page, for as long as the link works."""
    photos = press_kit(link.party, link=link).photos
    picture = next((photo.picture for photo in photos if photo.picture_id == picture_id), None)
    return _serve_lent(request, picture.rendition(form, width) if picture else None)


@by_kit_link
def kit_rider(request: HttpRequest, link: KitLink, token: str) -> HttpResponseBase:
    """The rider as a PDF, of such an act."""
    document = press_kit(link.party, link=link).rider_document
    return _serve_lent(request, document.rendition("pdf") if document else None)


def _serve_lent(request: HttpRequest, found: Rendition | None) -> HttpResponseBase:
    if found is None:
        raise Http404
    return serve(request, found.name, is_lent=True)


def _over(request: HttpRequest) -> HttpResponse:
    response = render(request, "bands/shared_gone.html", _frame(request), status=410)
    response.headers["Content-Security-Policy"] = shared_policy()
    return response


def _frame(request: HttpRequest) -> dict[str, object]:
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {"language": get_language(), "theme": chosen if chosen in THEMES and chosen != "system" else ""}
