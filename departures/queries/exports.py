"""Everything the site holds about one person, in sections, for a copy of their data (GDPR, articles 15 and 20).

No section holds a secret (a hash, a key, a password), and none holds what others wrote. Each is read when it is
written.
"""

from collections.abc import Callable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q, QuerySet

from accounts.models import ApiToken, Membership, User
from availability.models import AvailabilityRule, Feed, ImportedCalendar
from bands.models import AskedMember, Musician
from bookings.models import ContractSignature, HistoryEntry, LineupEntry, Report, SettlementSignature
from bookings.queries.lists import bookings_of
from departures.hooks import own_data
from departures.models import DataExport, Departure
from holds.models import Hold, HoldEvent
from media.models import File, Picture
from messaging.models import Message, MessageReport
from notifications.models import Notification, Preference
from payments.models import Attempt
from reviews.models import Review
from studio.models import MixComment, Session

Rows = Callable[[User], QuerySet[Any, Any]]

SECTIONS: dict[str, Rows] = {
    "profile": lambda user: User.objects.filter(pk=user.pk).values(
        "id", "email", "name", "timezone", "language", "nudge_weekday", "nudge_time", "date_joined", "last_login"
    ),
    "email_addresses": lambda user: EmailAddress.objects.filter(user=user).values("email", "verified", "primary"),
    "connected_accounts": lambda user: SocialAccount.objects.filter(user=user).values(
        "provider", "uid", "date_joined", "last_login", "extra_data"
    ),
    "musician_profile": lambda user: Musician.objects.filter(user=user).values(
        "is_public", "is_dep", "instruments", "city__name", "changed_at"
    ),
    "memberships": lambda user: Membership.objects.filter(user=user).values(
        "party__name", "party__kind", "role", "instrument", "may_be_booked", "joined_at", "left_at"
    ),
    "api_tokens": lambda user: ApiToken.objects.filter(user=user).values("name", "scopes", "created_at", "revoked_at"),
    "availability": lambda user: AvailabilityRule.objects.filter(calendar=user.calendar_id).values(
        "kind", "starts_at", "ends_at", "timezone", "rrule", "exdates", "note", "created_at"
    ),
    "imported_calendars": lambda user: ImportedCalendar.objects.filter(calendar=user.calendar_id).values(
        "kind", "name", "username", "timezone", "created_at", "good_at"
    ),
    "calendar_feeds": lambda user: Feed.objects.filter(user=user).values(
        "kind", "name", "created_at", "revoked_at", "last_fetched_at", "last_client"
    ),
    "date_polls": lambda user: AskedMember.objects.filter(user=user).values(
        "ask__party__name", "ask__title", "ask__nights", "answered_at"
    ),
    "bookings": lambda user: bookings_of(user)
    .order_by("spot__starts_at", "id")
    .values(
        "id", "state", "act__name", "spot__show__title", "spot__show__night", "spot__starts_at", "spot__ends_at",
        "spot__show__owner__name", "created_at",
    ),
    "line_ups": lambda user: LineupEntry.objects.filter(user=user).values(
        "booking", "booking__act__name", "booking__spot__show__night", "name", "instrument", "state", "fee_minor",
        "fee_currency",
    ),
    "signatures_of_contracts": lambda user: ContractSignature.objects.filter(signed_by=user).values(
        "contract__booking", "side", "name", "signed_at", "address"
    ),
    "signatures_of_settlements": lambda user: SettlementSignature.objects.filter(signed_by=user).values(
        "settlement__booking", "side", "name", "signed_at"
    ),
    "reports": lambda user: Report.objects.filter(reported_by=user).values("booking", "kind", "text", "reported_at"),
    "what_you_did_with_bookings": lambda user: HistoryEntry.objects.filter(actor=user).values(
        "at", "channel", "event", "text", "show", "booking"
    ),
    "holds": lambda user: Hold.objects.filter(created_by=user).values(
        "id", "night", "state", "holder__name", "act_name", "note", "created_at", "ended_at"
    ),
    "what_you_did_with_holds": lambda user: HoldEvent.objects.filter(actor=user).values(
        "at", "channel", "event", "text", "hold"
    ),
    "messages": lambda user: Message.objects.filter(author=user, deleted_at=None).values(
        "thread", "text", "night", "sent_at", "edited_at"
    ),
    "messages_reported": lambda user: MessageReport.objects.filter(reported_by=user).values(
        "reason", "text", "reported_at"
    ),
    "reviews": lambda user: Review.objects.filter(Q(written_by=user)).values(
        "author__name", "subject__name", "rating", "text", "created_at", "revealed_at"
    ),
    "payments": lambda user: Attempt.objects.filter(begun_by=user).values(
        "payment", "payment__amount_minor", "payment__currency", "payment__purpose", "means", "state", "begun_at",
        "ended_at",
    ),
    "sessions": lambda user: Session.objects.filter(Q(booked_by=user) | Q(worker=user)).values(
        "id", "state", "name", "professional__name", "client__name", "starts_at", "ends_at", "created_at"
    ),
    "comments_on_mixes": lambda user: MixComment.objects.filter(author=user).values("mix", "at_ms", "text", "made_at"),
    "notifications": lambda user: Notification.objects.filter(user=user).values(
        "kind", "path", "created_at", "read_at", "email_sent_at"
    ),
    "notification_settings": lambda user: Preference.objects.filter(user=user).values("kind", "by_email", "in_app"),
    "departures": lambda user: Departure.objects.filter(person=user).values("kind", "party__name", "at"),
    "files_sent": lambda user: files_sent_by(user).values("id", "name", "bytes", "media_type", "sha256", "created_at"),
    "pictures": lambda user: pictures_by(user).values("id", "alt", "credit", "created_at"),
}  # fmt: skip
"""By the name of its file: what is read, and no more of each row than stands here."""


def sections_of(user: User) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each section with its rows, one after the other: a query each, and those of upper apps."""
    for name, rows in SECTIONS.items():
        yield name, list(rows(user))
    for sections in own_data(user):
        yield from sections.items()


def files_sent_by(user: User) -> QuerySet[File]:
    """The files that they sent and that are still kept."""
    return File.objects.filter(sent_by=user, state="ready").order_by("created_at", "pk")


def pictures_by(user: User) -> QuerySet[Picture]:
    """The pictures that they gave us and that can be shown."""
    return Picture.objects.filter(made_by=user).exclude(files=[]).order_by("created_at", "pk")


def last_export(user: User) -> DataExport | None:
    """The copy that they asked for last, whatever has become of it. One query."""
    return DataExport.objects.filter(user=user).order_by("-created_at").first()
