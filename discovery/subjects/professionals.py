"""Professionals as the subject of a search."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from discovery.forms.filters import FilterForm
from discovery.forms.professionals import ProfessionalsForm, SavedProfessionalsForm
from discovery.models import SearchKind
from discovery.queries.professionals import say_places
from discovery.queries.search import Sort, Wish
from discovery.queries.search.parties.facets import facets
from discovery.queries.search.professionals import ProfessionalHit, ProfessionalPage, search_professionals
from discovery.queries.search.wishes import USUAL_CURRENCY
from discovery.subjects.parties import (
    CLOCK,
    NIGHT,
    TIMES,
    WORDS,
    are_nights_over,
    count_parties_of,
    night_chips,
    parties_changed_since,
    say_best,
)
from discovery.subjects.parts import GENRE, GENRES, RATING, REGION, STARS, place_part
from discovery.subjects.subject import FacetGroup, Parameters, Part, Subject
from reviews.queries import say_rating
from studio.queries import language_names
from studio.queries.slots import Slot
from studio.states import Discipline, RateKind
from web.addresses import address_of
from web.dates import say_moment
from web.filters import Chip, MapPoint, SearchAddress
from web.money import format_amount, typed_amount

RATE = ("rate_max", "rate_kind", "currency")


@dataclass(frozen=True)
class ProfessionalCard:
    """A professional found, the address of their page, what they do, and when they are free next: "Tue 24 Nov,
    10:00", with the address that books it."""

    found: ProfessionalHit
    href: str
    disciplines: list[str]
    slots: list[tuple[str, str]]
    facts: str

    @property
    def next_free(self) -> list[tuple[str, str]]:
        """The slots; their addresses carry along what that of the page does."""
        carried = self.href.partition("?")[2]
        return [(words, f"{path}&{carried}" if carried else path) for words, path in self.slots]


def _card(found: ProfessionalHit) -> ProfessionalCard:
    zone = found.professional.party.timezone
    slots = [(say_moment(slot.starts_at, zone), _booking(slot, found)) for slot in found.next_slots]
    href = address_of("discovery:professional", found.hit.party.slug)
    facts = " · ".join(_facts(found))
    return ProfessionalCard(found, href, found.professional.discipline_labels, slots, facts)


def _booking(slot: Slot, found: ProfessionalHit) -> str:
    """Where the service of a slot is booked, opened at its day by the clock of the professional."""
    party = found.hit.party
    day = slot.starts_at.astimezone(ZoneInfo(party.timezone)).date()
    return f"{reverse('studio:book_time', args=[party.slug, slot.service.pk])}?day={day}"


def _facts(found: ProfessionalHit) -> Iterator[str]:
    if city := found.hit.party.city:
        yield city.label
    yield say_places(found.professional)
    if rating := say_rating(found.hit.party):
        yield rating
    if found.languages:
        yield ", ".join(found.languages)
    if done := found.sessions_completed:
        yield ngettext("%(count)d session completed", "%(count)d sessions completed", done) % {"count": done}


def _cards(items: Iterable[ProfessionalHit]) -> list[ProfessionalCard]:
    return [_card(found) for found in items]


def _point(card: ProfessionalCard) -> MapPoint | None:
    hit = card.found.hit
    if hit.latitude is None or hit.longitude is None:
        return None
    return MapPoint(
        key=f"hit-{hit.party.pk}",
        name=hit.party.name,
        text=" · ".join([*hit.reasons, card.found.rate or ", ".join(card.disciplines)]),
        href=card.href,
        latitude=hit.latitude,
        longitude=hit.longitude,
    )


def _find(viewer, wish: Wish, sort: str | None, cursor: str | None, limit: int) -> ProfessionalPage:
    return search_professionals(viewer, wish, sort=sort, cursor=cursor, limit=limit)


def _say_rate(wish: Wish) -> str | None:
    if wish.rate_max is None:
        return None
    words = _("up to %(price)s a day") if wish.rate_kind == RateKind.DAY else _("up to %(price)s an hour")
    return words % {"price": format_amount(wish.rate_max, wish.currency)}


def _project_chips(form: FilterForm, wish: Wish, address: SearchAddress) -> Iterator[Chip]:
    if address.values("project"):
        yield Chip(_("for a project"), address.without("project"))


PARTS = (
    WORDS,
    Part(
        "discipline",
        ("discipline",),
        ("discipline",),
        lambda wish: str(Discipline(wish.discipline).label) if wish.discipline else None,
    ),
    Part("night", NIGHT, ("nights", "any_night", *TIMES), chips=night_chips, without=gettext_lazy("on any day")),
    CLOCK,
    place_part(),
    REGION,
    GENRE,
    Part("rate", RATE, RATE, _say_rate),
    Part(
        "language",
        ("language",),
        ("language",),
        lambda wish: language_names([wish.language])[0][1] if wish.language else None,
    ),
    RATING,
    Part("role", ("role",), ("roles",), lambda wish: ", ".join(wish.roles)),
    Part("is_verified", ("is_verified",), ("is_verified",), lambda wish: _("verified") if wish.is_verified else None),
    Part("project", ("project",), (), chips=_project_chips),
    Part("is_remote", ("is_remote",), ("is_remote",), lambda wish: _("works remotely") if wish.is_remote else None),
)


def _asked_by_rate(value: str, wish: Wish) -> Parameters:
    currency = wish.currency or USUAL_CURRENCY
    asked: Parameters = {"rate_max": typed_amount(int(value), currency), "currency": currency}
    return asked | ({"rate_kind": wish.rate_kind} if wish.rate_kind != RateKind.HOUR else {})


FACETS = {
    "discipline": FacetGroup(gettext_lazy("What they do"), lambda value, wish: {"discipline": value}),
    "genre": GENRES,
    "rate": FacetGroup(gettext_lazy("Rate"), _asked_by_rate),
    "rating": STARS,
    "verified": FacetGroup(gettext_lazy("Checked"), lambda value, wish: {"is_verified": value}),
    "language": FacetGroup(gettext_lazy("Language"), lambda value, wish: {"language": value}),
    "remote": FacetGroup(gettext_lazy("Where"), lambda value, wish: {"is_remote": value}),
}

PROFESSIONALS = Subject(
    kind=SearchKind.PROFESSIONALS,
    page="discovery:professionals",
    title=gettext_lazy("Studio professionals"),
    about=gettext_lazy("Engineers, producers, session musicians and studios, with rates and free times."),
    lead=gettext_lazy("Engineers, producers, session musicians and studios, with rates and free times."),
    form_of=lambda request, asked: ProfessionalsForm(asked),
    form_for=lambda user, data: SavedProfessionalsForm(data),
    find=_find,
    count_only=count_parties_of,
    count_facets=facets,
    parts=PARTS,
    facets=FACETS,
    cards=_cards,
    point=_point,
    say_all=lambda count: ngettext("%(count)d professional", "%(count)d professionals", count) % {"count": count},
    say_more=say_best,
    filters="discovery/_professional_filters.html",
    hits="discovery/_professional_hits.html",
    nothing=(
        gettext_lazy("No matches"),
        gettext_lazy("Try another day, a wider area or fewer filters."),
    ),
    nobody_yet=(
        gettext_lazy("No profiles yet"),
        gettext_lazy("Approved profiles appear here."),
    ),
    offer=("studio:professional_new", gettext_lazy("Offer studio time")),
    nothing_asked=gettext_lazy("Any day, any place"),
    key=lambda found: found.hit.party.pk,
    carried=("project",),
    changed_since=parties_changed_since,
    is_over=are_nights_over,
    wish_again=lambda wish: replace(wish, near_genres=False),
    sort_again=Sort.NEWEST,
)
