"""Engineers, producers, session musicians and studios."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accounts.states import PartyKind
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import anybody, somebody
from api.protocol.declared import NOTHING, answers
from api.protocol.lookups import named_city, named_genres, named_region, near_point
from api.protocol.paging import page_of
from api.protocol.problems import renamed
from api.routes.parties import moved
from api.shapes.basics import DEFAULT_LIMIT, Amount, Cursor, Id, Instant, Kilometres, Limit, Miles, Page, Slug, Word
from api.shapes.professionals import (
    FoundProfessional,
    HoursIn,
    HoursOut,
    ProfessionalIn,
    ProfessionalOut,
    ProfessionalsOut,
    ServiceIn,
    ServiceOut,
    SlotOut,
    SlotsOut,
    StatisticsOut,
)
from availability.models import AvailabilityRule
from availability.ranges import DAY, Period, at_wall_clock
from availability.states import SaidKind
from catalogue.models import Currency
from discovery.queries.search import Wish
from discovery.queries.search.parties.statistics import professional_statistics
from discovery.queries.search.professionals import search_professionals
from discovery.queries.search.wishes import KM_PER_MILE, MOST_GENRES
from studio.access import get_hours_for, get_led_professional_for, get_professional_for, get_service_for
from studio.actions import (
    add_hours,
    add_service,
    create_professional,
    remove_hours,
    retire_service,
    update_service,
)
from studio.queries.hours import hours_by_series
from studio.queries.slots import LONGEST_LOOK, slots
from studio.states import Discipline
from web.users import SignedInRequest

router = Router(tags=["professionals"])
MOST_ROLES = 8
WEEK, TWO_WEEKS = 7 * DAY, 14 * DAY
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


@router.post("/professionals", response=answers(ProfessionalOut, status=201), auth=somebody)
@once
def professional_make(request: SignedInRequest, payload: ProfessionalIn):
    """A new professional, owned by you."""
    professional = create_professional(
        acting_user=request.user,
        name=payload.name,
        timezone=payload.timezone,
        disciplines=payload.disciplines,
        city=named_city(payload.city),
        genres=named_genres(payload.genres),
        is_remote=payload.is_remote,
        is_on_site=payload.is_on_site,
    )
    return Made(ProfessionalOut.of(professional))


class ProfessionalSearch(Schema):
    """What to search for. `genre` may be repeated: one of them is enough. With `free_from` and `free_to`: a slot lies
    between. `rate_max` is in minor units of `currency`, and met by rates in any."""

    q: Word = ""
    discipline: Slug = ""
    genre: list[Slug] = Field([], max_length=MOST_GENRES)
    near_genres: bool = Field(True, description="With `genre`: also, behind all others, who has only one near it")
    language: Slug = Field("", description="ISO 639-1")
    remote: bool = Field(False, description="Only those who work remotely")
    rate_max: Amount | None = None
    rate_kind: Literal["hour", "day"] = "hour"
    currency: Slug = ""
    free_from: Instant | None = None
    free_to: Instant | None = None
    city: Id | None = None
    region: Slug = Field("", description="The id of a region: only what lies in it")
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    radius_km: Kilometres | None = None
    radius_mi: Miles | None = Field(None, description="Instead of `radius_km`, in miles of 1.609344 km")
    rating_min: Annotated[float, Field(ge=0, le=5)] | None = None
    verified: bool = Field(False, description="Only those whom the staff of the site have checked")
    roles: list[Slug] = Field(
        [], max_length=MOST_ROLES, description="One of them is what they did on a record, by their credits"
    )
    sort: Literal["fit", "rating", "rate", "distance", "newest"] | None = None
    cursor: Cursor | None = None
    limit: Limit = DEFAULT_LIMIT

    def wish(self) -> Wish:
        """Raises ValidationError at the field for a name that nothing has, half a place and half a period."""
        if (self.free_from is None) != (self.free_to is None):
            raise ValidationError({"free_to": [_("Give both free_from and free_to.")]})
        if self.radius_km and self.radius_mi:
            raise ValidationError({"radius_mi": [_("Give the radius in kilometres or in miles, not in both.")]})
        if self.discipline and self.discipline not in Discipline.values:
            raise ValidationError({"discipline": [_("We don’t know this discipline.")]})
        if self.free_from and self.free_to and self.free_to <= self.free_from:
            raise ValidationError({"free_to": [_("The end must be after the start.")]})
        between = Period(self.free_from, self.free_to) if self.free_from and self.free_to else None
        return Wish(
            kind=PartyKind.PROFESSIONAL,
            q=self.q,
            genres=tuple(filter(None, self.genre)),
            near_genres=self.near_genres,
            city=named_city(self.city),
            region=named_region(self.region),
            near=near_point(self.lat, self.lon),
            radius_km=self.radius_mi * KM_PER_MILE if self.radius_mi else self.radius_km,
            in_miles=self.radius_mi is not None,
            rating_min=self.rating_min,
            is_verified=self.verified,
            roles=tuple(filter(None, map(str.strip, self.roles))),
            discipline=self.discipline,
            language=self.language.lower(),
            is_remote=self.remote,
            rate_max=self.rate_max,
            rate_kind=self.rate_kind,
            currency=self.currency.upper(),
            free_between=between,
        )


@router.get("/professionals", response=answers(ProfessionalsOut), auth=anybody)
@fresh
def professional_search(request: HttpRequest, wanted: ProfessionalSearch = Query(...)):
    """Approved professionals that fit, sorted by `sort`; by fit unless said: by place, by likeness to `q`, or by
    rating, which is worth more the more reviews it is made of. `stats` is about all that fit, not only about this page.
    """
    wish = wanted.wish()
    found = search_professionals(request.user, wish, sort=wanted.sort, cursor=wanted.cursor, limit=wanted.limit)
    items = [FoundProfessional.of(each, asks_genre=any(wanted.genre)) for each in found.items]
    stats = StatisticsOut.of(professional_statistics(request.user, wish))
    return ProfessionalsOut(items=items, next=found.next, stats=stats)


@router.get("/professionals/{slug}", response=answers(ProfessionalOut), auth=anybody)
@fresh
def professional_show(request: HttpRequest, slug: str):
    """A professional's page. An old slug leads to the present one."""
    professional = get_professional_for(request.user, slug)
    if professional.party.slug != slug:
        return moved("professional_show", professional.party.slug)
    return ProfessionalOut.of(professional)


@router.post("/professionals/{slug}/services", response=answers(ServiceOut, status=201), auth=somebody)
@once
def service_make(request: SignedInRequest, slug: str, payload: ServiceIn):
    """Something more that a professional you lead can be booked for. `name`, `discipline`, `mode` and `rate` are
    needed, and a length unless the price is fixed."""
    professional = get_led_professional_for(request.user, slug)
    with _at_rate():
        service = add_service(acting_user=request.user, professional=professional, **_fields(payload))
    return Made(ServiceOut.of(service))


@router.patch("/professionals/{slug}/services/{uuid:service_id}", response=answers(ServiceOut), auth=somebody)
def service_change(request: SignedInRequest, slug: str, service_id: uuid.UUID, payload: ServiceIn):
    """Change a service; what is left out stays."""
    service = get_service_for(request.user, slug, service_id)
    with _at_rate():
        return ServiceOut.of(update_service(acting_user=request.user, service=service, **_fields(payload)))


@router.delete("/professionals/{slug}/services/{uuid:service_id}", response=NOTHING, auth=somebody)
def service_unmake(request: SignedInRequest, slug: str, service_id: uuid.UUID):
    """Retire a service: it is offered no more."""
    retire_service(acting_user=request.user, service=get_service_for(request.user, slug, service_id))
    return Status(204, None)


@router.get("/professionals/{slug}/hours", response=answers(Page[HoursOut]), auth=somebody)
@fresh
def hours_list(request: SignedInRequest, slug: str, cursor: Cursor | None = None, limit: Limit = DEFAULT_LIMIT):
    """When a professional you lead can be booked, by start; past hours too."""
    professional = get_led_professional_for(request.user, slug)
    rules = AvailabilityRule.objects.filter(calendar=professional.party.calendar_id, kind=SaidKind.FREE)
    shown, following = page_of(rules, by="starts_at", cursor=cursor, limit=limit)
    meant = hours_by_series(rule.series for rule in shown)
    return Page[HoursOut](items=[HoursOut.of(rule, meant.get(rule.series)) for rule in shown], next=following)


@router.post("/professionals/{slug}/hours", response=answers(HoursOut, status=201), auth=somebody)
@once
def hours_make(request: SignedInRequest, slug: str, payload: HoursIn):
    """Open a professional you lead, once or by a recurrence rule; for one service, or booked in another way, if said
    so."""
    professional = get_led_professional_for(request.user, slug)
    service = professional.services.offered().filter(pk=payload.service).first() if payload.service else None
    if payload.service and service is None:
        raise ValidationError({"service": [_("This service doesn’t exist here.")]})
    rule = add_hours(
        acting_user=request.user,
        professional=professional,
        starts_at=payload.starts_at,
        ends_at=payload.ends_at,
        rrule=payload.rrule or "",
        service=service,
        mode=payload.mode or "",
    )
    return Made(HoursOut.of(rule, hours_by_series([rule.series]).get(rule.series)))


@router.delete("/professionals/{slug}/hours/{uuid:rule_id}", response=NOTHING, auth=somebody)
def hours_unmake(request: SignedInRequest, slug: str, rule_id: uuid.UUID):
    """Take hours back; of what recurs, what is not over. What was booked in them stays booked."""
    professional, rule = get_hours_for(request.user, slug, rule_id)
    remove_hours(acting_user=request.user, professional=professional, rule=rule)
    return Status(204, None)


@router.get("/professionals/{slug}/slots", response=answers(SlotsOut), auth=anybody)
@fresh
def slots_show(
    request: HttpRequest,
    slug: str,
    service: uuid.UUID | None = None,
    first: dt.date | None = Query(None, alias="from"),
    last: dt.date | None = Query(None, alias="to"),
    minutes: int | None = Query(None, ge=1, le=7 * 24 * 60),
):
    """The free slots that start on these days, on the clocks of the professional: the next week, at most 14 days, or 62
    of one `service`. Each is as short as its service allows, or `minutes` long. To book one that is listed succeeds,
    unless someone else was quicker."""
    professional = get_professional_for(request.user, slug)
    if professional.party.slug != slug:
        return moved("slots_show", professional.party.slug)
    timezone = professional.party.timezone
    since, until = _days_asked(first, last, timezone, LONGEST_LOOK if service else TWO_WEEKS)
    services = professional.services.offered().select_related("room").order_by("created_at", "id")
    if service:
        services = services.filter(pk=service)
        if not services.exists():
            raise Http404
    found = slots(professional, services=services, since=since, until=until, minutes=minutes)
    return SlotsOut(timezone=timezone, slots=[SlotOut.of(slot, ZoneInfo(timezone)) for slot in found])


def _days_asked(
    first: dt.date | None, last: dt.date | None, timezone: str, longest: dt.timedelta
) -> tuple[dt.datetime, dt.datetime]:
    """From the beginning of the first day to the end of the last. Raises ValidationError."""
    first = first or localdate(timezone=ZoneInfo(timezone))
    last = last or min(first, dt.date.max - WEEK) + WEEK - DAY
    if not FIRST_DAY <= first <= last <= LAST_DAY:
        raise ValidationError({"to": [_("This is before the first day, or too far away.")]})
    if last - first >= longest:
        raise ValidationError({"to": [_("Ask for at most %(count)s days.") % {"count": longest.days}]})
    return at_wall_clock(first, dt.time(), timezone), at_wall_clock(last + DAY, dt.time(), timezone)


@contextmanager
def _at_rate() -> Iterator[None]:
    """What is wrong with kind, amount or currency is wrong with `rate`."""
    try:
        yield
    except ValidationError as error:
        raise renamed(error, dict.fromkeys(("rate_kind", "amount_minor", "currency"), "rate")) from error


def _fields(payload: ServiceIn) -> dict[str, Any]:
    fields = payload.fields()
    if "currency" in fields:
        fields["currency"] = Currency.objects.filter(pk=fields["currency"]).first()
    return fields
