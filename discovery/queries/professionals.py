"""What the public page of a professional shows, with the words made here."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from discovery.queries.parties import Facts, PartyPage
from reviews.queries import reviews_of, say_rating
from studio.models import Credit, Professional
from studio.queries import SamplePair, ServiceLine, language_names, samples_of, service_lines
from studio.queries.sessions import completed_counts
from studio.queries.strip import Strip, professional_strip


@dataclass(frozen=True)
class ProfessionalPage(PartyPage):
    """All that the page of a professional shows."""

    professional: Professional
    credits: list[Credit]
    samples: list[SamplePair]
    services: list[ServiceLine]
    strip: Strip | None


def professional_page(professional: Professional, project: UUID | None = None) -> ProfessionalPage:
    """The page of a professional, for whoever came to book for a project if one is named. Five queries, one more where
    somebody has reviewed them, and those of its strip where it has services."""
    party = professional.party
    prefetch_related_objects([party], "genres")
    services = service_lines(professional)
    return ProfessionalPage(
        party=party,
        facts=_facts(professional),
        chips=professional.discipline_labels,
        shows=[],
        reviews=reviews_of(party) if party.rating_count else [],
        rating=say_rating(party),
        professional=professional,
        credits=list(professional.credits.all()),
        samples=samples_of(professional),
        services=services,
        strip=professional_strip(professional, project=project) if services else None,
    )


def _facts(professional: Professional) -> Facts:
    party = professional.party
    genres = ", ".join(genre.name for genre in party.genres.all())
    languages = ", ".join(name for _code, name in language_names(professional.languages))
    done = completed_counts([party.pk]).get(party.pk, 0)
    return [
        (_("Rating"), say_rating(party)),
        (_("Sessions done"), str(done) if done else ""),
        (_("Where"), party.city.label if party.city else ""),
        (_("Works"), say_places(professional)),
        (_("Genres"), genres),
        (_("Languages"), languages),
    ]


def say_places(professional: Professional) -> str:
    """Where a professional works, in words."""
    if professional.is_remote and professional.is_on_site:
        return _("remotely and on site")
    return _("remotely") if professional.is_remote else _("on site")
