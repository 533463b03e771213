"""Professionals found: the one search over parties, with what each of them offers and when they are free next."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Viewer
from availability.ranges import DAY
from catalogue.models import ExchangeRate
from discovery.queries.search.parties.builder import search_parties
from discovery.queries.search.parties.hits import Hit
from discovery.queries.search.parties.wishes import Wish
from discovery.queries.search.reasons import say_about
from studio.models import Professional, Service
from studio.queries import SamplePair, first_samples, language_names, say_price
from studio.queries.calendars import Diary, read_diaries
from studio.queries.sessions import completed_counts
from studio.queries.slots import Slot, first_of_days
from studio.states import RateKind
from web.money import currency_digits

SLOTS_SHOWN = 3
SAMPLES_SHOWN = 3
DAYS_AHEAD = 14


@dataclass(frozen=True)
class ProfessionalHit:
    """A professional who fits. `lowest` is the service with the lowest rate: by the hour before by the day, and both
    before a fixed price; `rate` is it in words, empty where nothing is offered. `next_slots`: see the function of
    that name."""

    hit: Hit
    professional: Professional
    languages: list[str]
    lowest: Service | None
    rate: str
    next_slots: list[Slot]
    samples: list[SamplePair]
    sessions_completed: int


@dataclass(frozen=True)
class ProfessionalPage:
    """One page of hits; `next` is the cursor of the page after it, None at the end."""

    items: list[ProfessionalHit]
    next: str | None


def search_professionals(
    viewer: Viewer, wish: Wish, *, sort: str | None = None, cursor: str | None = None, limit: int = 24
) -> ProfessionalPage:
    """What `search_parties` finds for a wish of kind `professional`, with rates and slots. Nine queries more than that
    for any number of hits."""
    found = search_parties(viewer, wish, sort=sort, cursor=cursor, limit=limit)
    return ProfessionalPage(_with_offers(found.items, wish), found.next)


def _with_offers(hits: list[Hit], wish: Wish) -> list[ProfessionalHit]:
    professionals = Professional.objects.in_bulk([hit.party.pk for hit in hits])
    for hit in hits:
        professionals[hit.party.pk].party = hit.party
    at = now()
    until = at + (DAYS_AHEAD + 1) * DAY
    diaries = read_diaries(list(professionals.values()), since=at, until=until)
    samples = first_samples([hit.party.pk for hit in hits], SAMPLES_SHOWN)
    services = [service for diary in diaries.values() for service in diary.services]
    rates = _rates({service.currency_id for service in services} | {wish.currency})
    done = completed_counts(hit.party.pk for hit in hits)
    return [
        _offer(hit, diaries[hit.party.pk], samples.get(hit.party.pk, []), done.get(hit.party.pk, 0), wish, rates, at)
        for hit in hits
    ]


def _offer(
    hit: Hit, diary: Diary, samples: list[SamplePair], done: int, wish: Wish, rates: dict[str, Decimal], at: dt.datetime
) -> ProfessionalHit:
    professional = diary.professional
    lowest = _lowest(diary.services, wish, rates)
    return ProfessionalHit(
        hit,
        professional,
        [name for _code, name in language_names(professional.languages)],
        lowest,
        _say_rate(lowest, wish, rates) if lowest else "",
        next_slots(diary, wish.discipline, at=at),
        samples,
        done,
    )


def next_slots(diary: Diary, discipline: str = "", *, at: dt.datetime) -> list[Slot]:
    """The first slot of each of the next three days that have one, a fortnight ahead at most; of a discipline, if one
    is given. Reads nothing."""
    services = [each for each in diary.services if discipline in ("", each.discipline)]
    return first_of_days(diary, services, at, at + DAYS_AHEAD * DAY, at=at, days=SLOTS_SHOWN)


def _rates(currencies: set[str]) -> dict[str, Decimal]:
    """What a euro is worth in these. One query where they are several, none otherwise: nothing is compared then."""
    wanted = currencies - {""}
    if len(wanted) < 2:
        return {}
    return dict(ExchangeRate.objects.filter(pk__in=wanted).values_list("pk", "per_euro"))


def _lowest(services: list[Service], wish: Wish, rates: dict[str, Decimal]) -> Service | None:
    kinds = [wish.rate_kind, *(kind for kind in RateKind if kind != wish.rate_kind)]
    meant = [each for each in services if each.discipline == wish.discipline] if wish.discipline else services

    def rank(service: Service) -> tuple[int, Decimal]:
        amount = Decimal(service.amount_minor).scaleb(-currency_digits(service.currency_id))
        return kinds.index(service.rate_kind), amount / rates.get(service.currency_id, Decimal(1))

    return min(meant or services, key=rank, default=None)


def _say_rate(service: Service, wish: Wish, rates: dict[str, Decimal]) -> str:
    """ "from €60 an hour", and roughly what it is in the currency of who asks."""
    price = _("from %(amount)s") % {"amount": say_price(service)}
    return say_about(price, service.amount_minor, service.currency_id, wish, rates)
