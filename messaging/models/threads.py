"""Threads."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bookings.models import Booking, Show
from messaging.states import About
from studio.models import Session
from web.identifiers import uuid7


def about(kind: About, *fields: str) -> Q:
    """The condition that a thread of this kind points to exactly these."""
    pointers = ("booking", "session", "show", "party", "asker")
    return Q(kind=kind, **{f"{name}__isnull": name not in fields for name in pointers})


class ThreadQuerySet(models.QuerySet["Thread"]):
    def with_subject(self):
        """With all that its title reads."""
        return self.select_related(
            "booking__act", "booking__spot__show__owner", "booking__spot__show__stage__venue__party", "show__owner",
            "show__stage__venue__party", "session__client", "session__professional", "party", "asker",
        )  # fmt: skip

    def between(self, one: Party | UUID, other: Party | UUID):
        """The enquiry between two parties, whichever of them began it: at most one."""
        return self.filter(Q(party=one, asker=other) | Q(party=other, asker=one), kind=About.ENQUIRY)

    def of_two(self, one: Party | UUID, other: Party | UUID):
        """All threads in which nobody but these two parties writes: their enquiry, and those of bookings and sessions
        between them."""
        enquiries = Q(party=one, asker=other) | Q(party=other, asker=one)
        bookings = [Q(booking__act=act, booking__spot__show__owner=host) for act, host in ((one, other), (other, one))]
        sessions = [
            Q(session__client=client, session__professional=each) for client, each in ((one, other), (other, one))
        ]
        return self.filter(enquiries & Q(kind=About.ENQUIRY) | bookings[0] | bookings[1] | sessions[0] | sessions[1])


class Thread(models.Model):
    """The messages about one subject. A thread about a booking, a session, a show or a band has the id of its subject,
    so its address is known in advance; the row is created with the first message. `party` is the band, or the act or
    venue that gets an enquiry; `asker` is the party that enquires. Two parties have one enquiry. Who may read it is
    never stored: see `messaging.access`. `last_number` is the number of the last message; the first one has 1."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=7, choices=About)
    booking = models.OneToOneField(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="thread")
    session = models.OneToOneField(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="thread")
    show = models.OneToOneField(Show, null=True, blank=True, on_delete=models.CASCADE, related_name="thread")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    last_number = models.PositiveIntegerField(default=0)
    last_message_at = models.DateTimeField(default=now)
    created_at = models.DateTimeField(default=now)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [
            models.CheckConstraint(
                name="thread_is_about_one_thing",
                condition=about(About.BOOKING, "booking")
                | about(About.SESSION, "session")
                | about(About.SHOW, "show")
                | about(About.BAND, "party")
                | about(About.ENQUIRY, "party", "asker"),
            ),
            models.UniqueConstraint(name="thread_once_per_band", fields=["party"], condition=Q(kind=About.BAND)),
            models.UniqueConstraint(
                Least("party", "asker"),
                Greatest("party", "asker"),
                name="thread_once_per_two_parties",
                condition=Q(kind=About.ENQUIRY),
            ),
            models.CheckConstraint(
                name="thread_enquiry_has_two_sides", condition=~Q(kind=About.ENQUIRY) | ~Q(party=F("asker"))
            ),
        ]
        indexes = [models.Index(name="thread_newest_first", fields=["-last_message_at", "-id"])]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def versions(self) -> dict[str, int]:
        """The live topics of the thread's subject, each with its version: when one rises, the steps may have
        changed."""
        subjects = [subject for subject in (self.booking, self.session, self.show) if subject]
        return {subject.topic: subject.version for subject in subjects}
