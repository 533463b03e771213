"""Engineers, producers, session musicians and studios."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Router, Status

from api.protocol.answering import Made, fresh, once
from api.protocol.auth import anybody, somebody
from api.protocol.declared import NOTHING, answers
from api.protocol.lookups import named_city, named_genres
from api.protocol.problems import renamed
from api.routes.parties import moved
from api.shapes.professionals import ProfessionalIn, ProfessionalOut, ServiceIn, ServiceOut
from catalogue.models import Currency
from studio.access import get_led_professional_for, get_professional_for, get_service_for
from studio.actions import add_service, create_professional, retire_service, update_service
from web.users import SignedInRequest

router = Router(tags=["professionals"])


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
