"""What somebody does next: after making a band or an agency, and on pages that have nothing to show yet."""

from dataclasses import dataclass

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import acting_parties, own_house
from accounts.models import Party
from accounts.queries import person_party
from accounts.states import PartyKind
from discovery.access import dismissed_steps
from discovery.queries import first_steps as queries

register = template.Library()


@dataclass(frozen=True)
class EmptyStep:
    """What to do about a list without shows: a sentence, and the button."""

    text: str
    label: str
    href: str


@register.simple_tag(takes_context=True)
def first_steps(context: Context, party: Party | None = None) -> queries.FirstSteps | None:
    """`{% first_steps as guide %}`: of the newest of the viewer's own bands and agencies that has steps left and was
    not put away, or of one party."""
    request = context["request"]
    away = dismissed_steps(request)
    led = [mine.party for mine in acting_parties(request) if mine.is_led and str(mine.party.pk) not in away]
    wanted = led if party is None else [each for each in led if each.pk == party.pk]
    return queries.first_steps(request.user, wanted, now()) if wanted else None


@register.simple_tag(takes_context=True)
def empty_step(context: Context) -> EmptyStep:
    """`{% empty_step as step %}`: what this person does to get a first show: as a venue, a band that is approved or
    not, an agency, a professional of the studio, a client, or somebody who has not said yet what brings them here."""
    request = context["request"]
    if house := own_house(request):
        return EmptyStep(
            _("Post a night with its slots, and acts can apply."),
            _("New show"),
            reverse("bookings:show_new", args=[house.slug]),
        )
    parties = [mine.party for mine in acting_parties(request)]
    bands = [party for party in parties if party.kind == PartyKind.BAND]
    if bands and not any(band.is_public for band in bands):
        return _waiting_for_approval(bands[0])
    if bands:
        return EmptyStep(_("Find an open night and apply."), _("Open nights"), reverse("discovery:open_nights"))
    if any(party.kind == PartyKind.AGENCY for party in parties):
        text = _("Open a venue’s page, choose a night and put your act on hold. Confirm when it’s ready.")
        return EmptyStep(text, _("Find a venue"), reverse("discovery:venues"))
    if studio := next((party for party in parties if party.kind == PartyKind.PROFESSIONAL), None):
        text = _("Clients book you on your page. Samples and credits help them choose you.")
        return EmptyStep(text, _("See your page"), reverse("discovery:professional", args=[studio.slug]))
    if parties or person_party(request.user):
        text = _("See which acts are free on your date, and ask one to play.")
        return EmptyStep(text, _("Book an act"), reverse("discovery:book"))
    text = _("Tell us what brings you here, and we’ll show you where to start.")
    return EmptyStep(text, _("Get started"), reverse("accounts:welcome"))


def _waiting_for_approval(band: Party) -> EmptyStep:
    return EmptyStep(
        _("We’re reviewing your page. Until then, get your press kit ready.")
        if band.is_solo
        else _("We’re reviewing your band. Until then, get your press kit ready."),
        _("Press kit"),
        reverse("bands:press", args=[band.slug]),
    )
