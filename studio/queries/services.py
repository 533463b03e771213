"""Services in words."""

from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from studio.models import DAY_MINUTES, HOUR_MINUTES, Professional, Service, Session
from studio.states import RateKind
from web.money import currencies_of_country, format_amount


@dataclass(frozen=True)
class ServiceLine:
    """A service as lists show it: its price ("€60 an hour"), how long it lasts, and what else belongs to it."""

    service: Service
    price: str
    length: str
    terms: list[str]


def service_lines(professional: Professional) -> list[ServiceLine]:
    """All services that are offered, in the order of their making. One query."""
    return [service_line(service) for service in professional.services.offered()]


def service_line(service: Service) -> ServiceLine:
    """Reads nothing."""
    return ServiceLine(service, say_price(service), say_length(service), _terms(service))


def say_price(service: Service) -> str:
    """ "€60 an hour"."""
    amount = format_amount(service.amount_minor, service.currency_id)
    if service.rate_kind == RateKind.FIXED:
        return amount
    words = _("%(price)s an hour") if service.rate_kind == RateKind.HOUR else _("%(price)s a day")
    return words % {"price": amount}


def say_length(service: Service) -> str:
    """ "2–8 hours", "1 day"; empty for a fixed price."""
    if service.min_minutes is None or service.max_minutes is None:
        return ""
    unit = service.unit_minutes
    least, most = _number(service.min_minutes / unit), _number(service.max_minutes / unit)
    lengths = least if least == most else f"{least}–{most}"
    count = 1 if lengths == "1" else 2
    words = (
        ngettext("%(lengths)s day", "%(lengths)s days", count)
        if unit == DAY_MINUTES
        else ngettext("%(lengths)s hour", "%(lengths)s hours", count)
    )
    return words % {"lengths": lengths}


def say_minutes(minutes: int) -> str:
    """ "30 minutes", "2.5 hours", "1 day"."""
    if minutes % DAY_MINUTES == 0:
        days = minutes // DAY_MINUTES
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if minutes < HOUR_MINUTES:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    count = 1 if minutes == HOUR_MINUTES else 2
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": _number(minutes / HOUR_MINUTES)}


def usual_currency(professional: Professional) -> str | None:
    """The currency of the latest service, else that of the town's country. Two queries at most."""
    latest = professional.services.order_by("-created_at", "-id").values_list("currency", flat=True).first()
    city = professional.party.city
    return latest or (next(iter(currencies_of_country(city.country_id)), None) if city else None)


def _terms(service: Service) -> list[str]:
    revisions, days = service.revisions, service.delivery_days
    told = []
    if revisions:
        told.append(ngettext("%(count)d revision", "%(count)d revisions", revisions) % {"count": revisions})
    if service.revision_minor is not None:
        price = format_amount(service.revision_minor, service.currency_id)
        told.append(_("each further revision %(price)s") % {"price": price})
    if days is not None:
        told.append(ngettext("delivered in %(count)d day", "delivered in %(count)d days", days) % {"count": days})
    return told


def say_work_terms(session: Session) -> list[str]:
    """What a session agreed on revisions and delivery: "1 of 2 revisions used", "delivered in 7 days"."""
    told = []
    if session.revisions:
        words = ngettext(
            "%(used)d of %(count)d revision used", "%(used)d of %(count)d revisions used", session.revisions
        )
        told.append(words % {"used": session.revisions_used, "count": session.revisions})
    if session.revision_minor is not None:
        price = format_amount(session.revision_minor, session.currency_id)
        told.append(_("each further revision %(price)s") % {"price": price})
    if (days := session.delivery_days) is not None:
        told.append(ngettext("delivered in %(count)d day", "delivered in %(count)d days", days) % {"count": days})
    return told


def _number(value: float) -> str:
    return format_decimal(value, "0.#", locale=to_locale(get_language() or "en"))
