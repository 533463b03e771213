"""Open nights as the subject of a search."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import acting_party, can_lead, my_parties
from accounts.models import Party, User
from accounts.queries import parties_of
from accounts.states import PartyKind
from bookings.models import Spot
from bookings.queries.lists import spots_with_draft
from bookings.states import SpotRole
from bookings.views.applying import led_bands
from discovery.forms.filters import FilterForm
from discovery.forms.open_nights import OpenNightsForm
from discovery.models import SearchKind
from discovery.queries.fits import who_cannot
from discovery.queries.search.spots.facets import spot_facets
from discovery.queries.search.spots.finder import OpenSpot, OpenSpots, open_spots
from discovery.queries.search.spots.wishes import SpotWish
from discovery.queries.search.wishes import USUAL_CURRENCY
from discovery.subjects.parts import CAPACITIES, CAPACITY, GENRE, GENRES, RATING, REGION, place_part, words_part
from discovery.subjects.subject import FacetGroup, Parameters, Part, Subject
from web.dates import say_day
from web.filters import Chip, MapPoint, SearchAddress
from web.money import format_range, typed_amount
from web.texts import isolated_words


def _date_chips(form: FilterForm, wish: SpotWish, address: SearchAddress) -> Iterator[Chip]:
    if address.values("first") or address.values("last"):
        asked = form.cleaned_data
        yield Chip(f"{say_day(asked['first'])} – {say_day(asked['last'])}", address.without("first", "last"))


def _say_fitting(band: Party) -> str:
    return _("nights %(band)s can play") % isolated_words({"band": band.name})


PARTS = (
    words_part(lambda wish: " ".join(wish.words)),
    Part("dates", ("first", "last"), chips=_date_chips),
    place_part(),
    REGION,
    GENRE,
    Part("role", ("role",), ("role",), lambda wish: str(SpotRole(wish.role).label) if wish.role else None),
    Part(
        "fee",
        ("fee_min", "currency"),
        ("fee_min", "currency"),
        lambda wish: format_range(wish.fee_min, None, wish.currency) if wish.asks_fee else None,
    ),
    CAPACITY,
    Part(
        "draw",
        ("draw",),
        ("draw",),
        lambda wish: None if wish.draw is None else _("draws %(count)d") % {"count": wish.draw},
    ),
    RATING,
    Part(
        "only_fitting",
        ("only_fitting",),
        ("only_fitting",),
        lambda wish: _say_fitting(wish.band) if wish.is_for_fitting else None,
    ),
)


def _asked_by_fee(value: str, wish: SpotWish) -> Parameters:
    currency = wish.currency or USUAL_CURRENCY
    return {"fee_min": typed_amount(int(value), currency), "currency": currency}


FACETS = {
    "role": FacetGroup(gettext_lazy("Slot"), lambda role, wish: {"role": role}),
    "genre": GENRES,
    "fee": FacetGroup(gettext_lazy("Fee"), _asked_by_fee),
    "capacity": CAPACITIES,
}


def _form_of(request: HttpRequest, given: QueryDict) -> OpenNightsForm:
    """The filters of the address; whoever has not chosen a band looks for the one they act for, or their only one."""
    asked = given.copy()
    if "band" not in asked and (band := _usual_band(request)) is not None:
        asked["band"] = band.slug
    zone = request.user.timezone if request.user.is_authenticated else "UTC"
    return _form(asked, my_parties(request), zone)


def _usual_band(request: HttpRequest) -> Party | None:
    acting, led = acting_party(request), led_bands(request)
    return acting if acting in led else led[0] if len(led) == 1 else None


def _usual(request: HttpRequest) -> list[QueryDict]:
    """Nights that the usual band can play: near its town, else anywhere, else all. Only a band says what fits."""
    band = _usual_band(request)
    if band is None:
        return []
    whose = {"band": band.slug}
    fitting = whose | {"only_fitting": "on"}
    near = [fitting | {"city": band.city.full_label, "city-id": str(band.city_id)}] if band.city else []
    return [_query(each) for each in (*near, fitting, whose)]


def _query(values: Mapping[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(values)
    return query


def _form_for(user: User, data: QueryDict) -> OpenNightsForm:
    return _form(data, parties_of(user), user.timezone)


def _form(data: QueryDict, mine, zone: str) -> OpenNightsForm:
    """The bands whose time one may look at are all that one belongs to."""
    own = [each.party.pk for each in mine if each.party.kind == PartyKind.BAND]
    bands = Party.objects.filter(pk__in=own).order_by("name")
    return OpenNightsForm(data, bands=bands, today=timezone.localdate(timezone=ZoneInfo(zone)))


def _context(request: HttpRequest, form: FilterForm) -> dict[str, Any]:
    band = form.cleaned_data.get("band")
    return {"band": band, "has_bands": bool(led_bands(request))}


def _find(viewer, wish: SpotWish, sort: str | None, cursor: str | None, limit: int) -> OpenSpots:
    found = open_spots(wish, sort=sort, cursor=cursor, limit=limit)
    if wish.band is None or not found.items:
        return found
    drafts = spots_with_draft(viewer, [each.spot for each in found.items], wish.band)
    taken = [each.spot for each in found.items if each.fits == "no"]
    names = who_cannot(taken, wish.band) if taken and can_lead(viewer, wish.band) else {}
    items = [
        replace(each, cannot=names.get(each.spot.pk, []), has_draft=each.spot.pk in drafts) for each in found.items
    ]
    return replace(found, items=items)


def _point(found: OpenSpot) -> MapPoint | None:
    """At the venue where it says where it is, else in its town."""
    spot, show = found.spot, found.spot.show
    venue = show.stage.venue if show.stage else None
    where = venue if venue and venue.latitude is not None else show.city
    if where is None or where.latitude is None or where.longitude is None:
        return None
    return MapPoint(
        key=f"spot-{spot.pk}",
        name=f"{say_day(show.night)}, {venue.party.name if venue else show.place or show.owner.name}",
        text=" · ".join([str(spot.get_role_display()), *found.reasons]),
        href=reverse("bookings:spot_apply", args=[spot.pk]),
        latitude=where.latitude,
        longitude=where.longitude,
    )


def _changed_since(keys: Collection[UUID], instant: dt.datetime):
    return Spot.objects.filter(pk__in=keys, show__history__at__gte=instant)


def _is_over(form: FilterForm, today: dt.date) -> bool:
    return bool(form.data.get("last")) and form.cleaned_data["last"] < today


OPEN_NIGHTS = Subject(
    kind=SearchKind.NIGHTS,
    page="discovery:open_nights",
    title=gettext_lazy("Open nights"),
    about=gettext_lazy("Slots that venues want to fill."),
    form_of=_form_of,
    form_for=_form_for,
    find=_find,
    count_facets=lambda viewer, wish: spot_facets(wish),
    parts=PARTS,
    facets=FACETS,
    cards=list,
    point=_point,
    say_all=lambda count: ngettext("%(count)d open slot", "%(count)d open slots", count) % {"count": count},
    say_more=lambda count: _("First %(count)d results") % {"count": count},
    lead=gettext_lazy("Slots that venues want to fill. Choose your band to see the ones you can all play."),
    filters="discovery/_open_night_filters.html",
    hits="discovery/_open_spots.html",
    nothing=(
        gettext_lazy("No matching open nights"),
        gettext_lazy("Try other dates or a wider area. New nights appear as soon as venues publish them."),
    ),
    saved_whole="sort=soonest",
    context=_context,
    usual=_usual,
    said_empty=("band",),
    key=lambda found: found.spot.pk,
    changed_since=_changed_since,
    is_over=_is_over,
)
