"""Engineers, producers, session musicians and studios."""

from django.http import HttpRequest
from ninja import Router

from api.protocol.answering import Made, fresh, once
from api.protocol.auth import anybody, somebody
from api.protocol.declared import answers
from api.protocol.lookups import named_city, named_genres
from api.routes.parties import moved
from api.shapes.professionals import ProfessionalIn, ProfessionalOut
from studio.access import get_professional_for
from studio.actions import create_professional
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
