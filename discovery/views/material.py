"""Press material to take away: one page as a PDF, and everything as a ZIP."""

from functools import partial

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.access import get_party_for
from accounts.states import PartyKind
from bands.queries import press_kit
from discovery.pages.material import press_material, zipped
from discovery.pdf import kept_press_kit_pdf
from discovery.queries.acts import ActPage, act_page, told_of
from web.fragments import key_of


@require_safe
def act_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The press kit on one sheet of paper."""
    page, key = _page(request, slug)
    response = _unchanged(request, key)
    if response is None:
        response = HttpResponse(kept_press_kit_pdf(page, key), content_type="application/pdf")
        name = f"{page.party.slug}-press-kit.pdf"
        response.headers["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return _told(response, page, key)


@require_safe
def act_zip(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Photos, texts, rider, stage plot and input list in one file, written as it is sent."""
    page, key = _page(request, slug)
    response: HttpResponseBase | None = _unchanged(request, key)
    if response is None:
        material = press_material(page, partial(kept_press_kit_pdf, page, key))
        response = StreamingHttpResponse(zipped(material, page), content_type="application/zip")
        name = f"{page.party.slug}-press-kit.zip"
        response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return _told(response, page, key)


def _page(request: HttpRequest, slug: str) -> tuple[ActPage, str]:
    """What is public of the act, and what names this state of it."""
    told = told_of(get_party_for(request.user, slug, PartyKind.BAND).pk)
    return act_page(told, press_kit(told.party)), key_of("kit", told.fingerprint, get_language())


def _unchanged(request: HttpRequest, key: str) -> HttpResponse | None:
    return get_conditional_response(request, etag=quote_etag(key))


def _told(response: HttpResponseBase, page: ActPage, key: str) -> HttpResponseBase:
    response.headers["ETag"] = quote_etag(key)
    response.headers["Cache-Control"] = "no-cache" if page.party.is_public else "private, no-cache"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response
