"""The pictures by which public pages are previewed elsewhere. What is not public has none, whoever asks."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from accounts.access import get_party_for
from accounts.models import PartyPhoto
from accounts.states import PartyKind
from bookings.access import ShowView, get_show_for, show_view
from bookings.pages.structured import show_name
from bookings.queries.acts import genres_of
from bookings.words.posters import drawn_show
from discovery.cards import Card, card_bytes, card_key
from discovery.cards.wording import city_card, party_card, show_card, site_card
from discovery.queries.cities import find_city
from media.models import Picture
from posters.drawing import Drawing

STRANGER = AnonymousUser()


@require_safe
def card_of_site(request: HttpRequest) -> HttpResponse:
    """The card of the landing page, and of whatever has none of its own."""
    return _answer(request, site_card(), None)


@require_safe
def card_of_act(request: HttpRequest, slug: str) -> HttpResponse:
    """An act over its first photo."""
    return _card_of_party(request, slug, PartyKind.BAND)


@require_safe
def card_of_venue(request: HttpRequest, slug: str) -> HttpResponse:
    """A venue over its first photo."""
    return _card_of_party(request, slug, PartyKind.VENUE)


@require_safe
def card_of_show(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """A show beside its poster, else over the press photo of who plays."""
    show = get_show_for(STRANGER, show_id)
    view = show_view(STRANGER, show, is_named=True)
    picture = show.poster if show.poster and show.poster.files else _photo_of_bill(view)
    acts = [spot.act.pk for spot in view.spots if spot.act and spot.act.is_public]
    drawing = drawn_show(show.pk, show_name(view), view.night, genres_of(acts))
    return _answer(request, show_card(view, picture), picture, drawing)


@require_safe
def card_of_city(request: HttpRequest, slug: str) -> HttpResponse:
    """A town where shows are on."""
    city = find_city(slug)
    if city is None:
        raise Http404
    return _answer(request, city_card(city), None)


def _photo_of_bill(view: ShowView) -> Picture | None:
    """That of who plays last and has one. One query, none while nobody is named."""
    acts = [spot.act.pk for spot in view.spots if spot.act and spot.act.is_public]
    photos = PartyPhoto.objects.shown().filter(party__in=acts).select_related("picture") if acts else ()
    first = {photo.party_id: photo.picture for photo in reversed(list(photos))}
    return next((first[act] for act in reversed(acts) if act in first), None)


def _card_of_party(request: HttpRequest, slug: str, kind: PartyKind) -> HttpResponse:
    party = get_party_for(STRANGER, slug, kind)
    photo = party.photos.shown().first()
    picture = photo.picture if photo else None
    genres = list(party.genres.all())
    drawing = party.drawn_for(genre.slug for genre in genres)
    return _answer(request, party_card(party, picture, genres), picture, drawing)


def _answer(request: HttpRequest, card: Card, picture: Picture | None, drawing: Drawing | None = None) -> HttpResponse:
    """The JPEG, or 304 where the reader has this very one. Asked for anew each time: what is suspended is gone."""
    picture = picture if picture is not None and picture.files else None
    etag = quote_etag(card_key(card, picture, drawing))
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    elif (drawn := card_bytes(card, picture, drawing)) is not None:
        response = HttpResponse(drawn, content_type="image/jpeg")
    else:
        return _too_busy()
    response["ETag"] = etag
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # where a page of ours is mentioned, it is drawn
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _too_busy() -> HttpResponse:
    """Whoever makes previews comes again; nobody is to remember that there was none."""
    response = HttpResponse(status=503, headers={"Retry-After": "60"})
    patch_cache_control(response, no_store=True)
    return response
