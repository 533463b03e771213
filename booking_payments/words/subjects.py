"""What payments of bookings are for, in words."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from booking_payments.models import BookingPayment
from booking_payments.words.payments import otherwise
from payments.hooks import Subject
from web.dates import say_full_day
from web.texts import isolated_words


def subjects_of(payments: Collection[UUID]) -> Mapping[UUID, Subject]:
    """The bookings that these payments are for, by the ids of the payments. One query."""
    rows = BookingPayment.objects.filter(payment__in=payments).select_related(
        "payment", "booking__act", "booking__spot__show__owner"
    )
    return {row.pk: _subject(row) for row in rows}


def _subject(row: BookingPayment) -> Subject:
    booking, show = row.booking, row.booking.spot.show
    names = {"act": booking.act.name, "show": show.title or show.owner.name, "night": say_full_day(show.night)}
    said = _("%(act)s for %(show)s, %(night)s") if show.is_for_client else _("%(act)s at %(show)s, %(night)s")
    title = said % isolated_words(names)
    return Subject(title, reverse("bookings:booking", args=[booking.pk]), booking.spot.starts_at, otherwise(row, now()))
