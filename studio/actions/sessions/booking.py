"""Booking a service: at once, while the client pays, or by a request."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_active, require_lead
from accounts.actions.memberships import lock_parties
from accounts.models import Party, User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.states import Channel
from studio.actions.sessions.claiming import claim_time, possible_or_refuse
from studio.actions.sessions.grouping import project_of_client
from studio.actions.sessions.moving import note, tell
from studio.actions.sessions.paying import TO_PAY_AT_ONCE, held_until, owe_session
from studio.errors import OtherPrice, OwnService, TooManyLapses, TooManyOpenRequests, TooManyUnpaid
from studio.hooks import unwelcome_client
from studio.models import Lapse, Service, Session
from studio.queries.possible import Possible
from studio.rules.prices import is_length, price_of
from studio.states import RateKind, ServiceMode, SessionState
from web.texts import clean_line, clean_text

UNPAID_MAX = 2
LAPSES_A_DAY = 3
DROPPED_A_DAY = 6
"""So many slots a person may take and give back unpaid: else one slot is kept from others by booking it again and
again, and none of them ever expires."""
DAY = dt.timedelta(days=1)
TO_ANSWER = dt.timedelta(hours=48)
"""So long a professional may think about a request; never beyond the start."""
NOTES_MAX = 4000


@one_transaction
def book_session(
    *,
    acting_user: User,
    service: Service,
    client: Party,
    starts_at: dt.datetime | None = None,
    minutes: int | None = None,
    is_remote: bool = False,
    place: str = "",
    notes: str = "",
    expected_price: int,
    project_id: UUID | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Session:
    """Book a service for `client`, a party that the user leads. What is booked at once is theirs while they pay, for 15
    minutes; a request takes nobody's time until the professional approves it.

    `starts_at` (aware) and `minutes` are None for a fixed price. `expected_price`: what the client was shown, in minor
    units. `project_id`: one of the client's projects. Locks both parties, the service, then calendars. Raises
    PermissionDenied, ValidationError by field, SlotGone, OtherPrice, OwnService, TooManyUnpaid, TooManyLapses,
    TooManyOpenRequests, NotApproved, what `unwelcome_client` answers, and Busy.
    """
    doing = Doing.begin(acting_user, channel, at or now())
    client, professional = _lock_sides(acting_user, client, service.professional.party)
    service = _read(service)
    _check(service, starts_at, minutes, expected_price)
    session = Session(
        **_terms_of(service), professional=professional, client=client, booked_by=acting_user, starts_at=starts_at,
        minutes=minutes, price_minor=expected_price, created_at=doing.at, version=0,
        project=project_of_client(client, project_id) if project_id else None,
        **_where(service, is_remote, place), notes=clean_text("notes", notes, longest=NOTES_MAX),
    )  # fmt: skip
    found = None
    if starts_at is not None and minutes is not None:
        found = possible_or_refuse(service, starts_at, minutes, at=doing.at)
        assert found.period is not None  # noqa: S101 — where there is no reason against it
        session.ends_at, session.mode = found.period.ends_at, found.mode
    if session.mode == ServiceMode.INSTANT:
        _book_at_once(session, found, doing)
    else:
        _request(session, doing)
    return session


def _lock_sides(user: User, client: Party, professional: Party) -> tuple[Party, Party]:
    """Both parties, locked, where the user may book for the one and the other takes the booking."""
    require_lead(user, client)
    locked = lock_parties(client, professional)
    client, professional = locked[client.pk], locked[professional.pk]
    require_active(client, professional)
    if can_lead(user, professional):
        raise OwnService
    if refusal := next(filter(None, unwelcome_client.one_by_one(user, client, professional)), None):
        raise refusal
    return client, professional


def _terms_of(service: Service) -> dict[str, Any]:
    """What a session keeps of its service, whatever becomes of that later."""
    return {
        "service": service,
        "mode": service.mode,
        "name": service.name,
        "rate_kind": service.rate_kind,
        "buffer_minutes": service.buffer_minutes,
        "currency": service.currency,
        "revisions": service.revisions,
        "revision_minor": service.revision_minor,
        "delivery_days": service.delivery_days,
        "cancellation_tiers": service.cancellation_tiers,
    }


def _book_at_once(session: Session, found: Possible | None, doing: Doing) -> None:
    """Claim the time while the client pays; work at a fixed price has none."""
    expires_at = doing.at + TO_PAY_AT_ONCE
    if found is not None:
        _check_limits(doing.person, doing.at)
        claim_time(session, found, expires_at=held_until(expires_at), at=doing.at)
    session.state = SessionState.APPROVED
    owe_session(session, user=doing.user, expires_at=expires_at)
    note(session, "booked", doing)


def _request(session: Session, doing: Doing) -> None:
    """Ask the professional, who has `TO_ANSWER` to answer."""
    _check_requests(session.client)
    session.state = SessionState.REQUESTED
    latest = doing.at + TO_ANSWER
    session.answer_by = min(latest, session.starts_at) if session.starts_at else latest
    note(session, "requested", doing)
    tell(session, "requested", professional=True, by=doing.user)


def _read(service: Service) -> Service:
    """As it is now; nobody changes or retires it until the end of the transaction."""
    found = Service.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("professional__party", "room", "currency").get(pk=service.pk)


def _check(service: Service, starts_at: dt.datetime | None, minutes: int | None, expected_price: int) -> None:
    if service.retired_at is not None:
        raise ValidationError({"service": [_("This service is no longer offered.")]})
    if (starts_at is None) != (service.rate_kind == RateKind.FIXED):
        raise ValidationError(
            {"starts_at": [_("Choose a time.") if starts_at is None else _("This session has no fixed time.")]}
        )
    if not is_length(service, minutes):
        raise ValidationError({"minutes": [_("You can’t book this service for that long.")]})
    if (price := price_of(service, minutes)) != expected_price:
        raise OtherPrice(price)


def _where(service: Service, is_remote: bool, place: str) -> dict[str, bool | str]:
    professional = service.professional
    if is_remote and not professional.is_remote:
        raise ValidationError({"is_remote": [_("They work on site only.")]})
    if not is_remote and not professional.is_on_site:
        raise ValidationError({"is_remote": [_("They work remotely only.")]})
    link = professional.call_link if is_remote else ""
    return {"is_remote": is_remote, "call_link": link, "place": clean_line("place", place, longest=300)}


def _check_limits(user: User, at: dt.datetime) -> None:
    """Assumes the client locked; a person who leads several clients is counted over all of them, at worst one late."""
    unpaid = Session.objects.filter(booked_by=user, mode=ServiceMode.INSTANT, state=SessionState.APPROVED)
    if unpaid.filter(expires_at__gt=at).count() >= UNPAID_MAX:
        raise TooManyUnpaid
    if Lapse.objects.filter(user=user, at__gt=at - DAY).count() >= LAPSES_A_DAY:
        raise TooManyLapses
    held = Session.objects.filter(booked_by=user, mode=ServiceMode.INSTANT, starts_at__isnull=False)
    if held.filter(state=SessionState.WITHDRAWN, created_at__gt=at - DAY).count() >= DROPPED_A_DAY:
        raise TooManyLapses


def _check_requests(client: Party) -> None:
    """Assumes the client locked."""
    most = settings.SESSION_REQUESTS_MAX
    if Session.objects.filter(client=client, state=SessionState.REQUESTED).count() >= most:
        raise TooManyOpenRequests(most)
