"""Who acts: people who sign in, parties that book or are booked, and the memberships between them."""

import datetime as dt
from collections.abc import Iterable

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.conditions import PUBLIC_PARTY
from accounts.names.forgotten import NobodysName, PartyNameField, former_member
from accounts.states import APPROVAL_TRANSITIONS, INACTIVE, LEADING_ROLES, Approval, PartyKind, Role, TokenScope
from availability.models import Calendar, calendar_never_changes
from catalogue.models import City, Currency, Genre
from media.models import Picture, PicturedQuerySet
from posters.drawing import Drawing, mood_of
from posters.drawing import Kind as DrawnKind
from web.identifiers import uuid7

NAME_MAX = 120
"""How long the name of a person may be."""
FORGOTTEN_AT = "deleted.invalid"
"""Where the address of a deleted account leads: nowhere (RFC 2606)."""


class UserManager(BaseUserManager["User"]):
    """Makes users together with their only calendar."""

    use_in_migrations = False

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """A user with a calendar of their own; without a password one signs in by code or passkey."""
        if not email:
            raise ValueError("a user needs an e-mail address")
        fields.setdefault("calendar", Calendar.objects.create())
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Their calendar is the only one they have, whatever bands they play in.

    A calendar that has aged is asked about on `nudge_weekday` (0 is Monday; None: never) at `nudge_time` of their zone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("email"), unique=True)
    name = models.CharField(_("name"), max_length=NAME_MAX, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    language = models.CharField(_("language"), max_length=8, default="en")
    calendar = models.OneToOneField(Calendar, on_delete=models.RESTRICT, related_name="+")
    nudge_weekday = models.PositiveSmallIntegerField(
        _("remind me about my availability on"), null=True, blank=True, default=6
    )
    nudge_time = models.TimeField(_("at"), default=dt.time(18, 0))
    nudged_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_whatever_case")]
        triggers = [calendar_never_changes("user_calendar_never_changes")]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self) -> str:
        """How others read of them; their address is nobody's business."""
        return former_member() if self.is_forgotten else self.name or gettext("Someone")

    @property
    def own_name(self) -> str:
        """How they read of themselves."""
        return self.name or self.email

    @property
    def is_forgotten(self) -> bool:
        """Whether the account was deleted, with its name and address."""
        return self.email.endswith(f"@{FORGOTTEN_AT}")


Viewer = User | AnonymousUser
"""Whoever looks at a page: a signed-in user or an anonymous visitor."""


DRAWN_AS = {
    PartyKind.VENUE: DrawnKind.ROOM,
    PartyKind.PERSON: DrawnKind.PORTRAIT,
    PartyKind.PROFESSIONAL: DrawnKind.PORTRAIT,
}
"""A party of any other kind has a poster."""


class PartyQuerySet(models.QuerySet["Party"]):
    def public(self):
        """Parties that everybody may see: approved ones that have a page."""
        return self.filter(PUBLIC_PARTY.q())

    def led_by(self, user: User):
        """Parties in whose name this user may book."""
        return self.filter(
            memberships__user=user, memberships__left_at=None, memberships__role__in=[Role.OWNER, Role.MANAGER]
        ).distinct()

    def of(self, user: User):
        """Parties with which this user has anything to do at present."""
        return self.filter(memberships__user=user, memberships__left_at=None).distinct()


class Party(models.Model):
    """A band, venue, agency, professional or person that books or is booked. Bookings, reviews and teams point here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=PartyKind)
    name = PartyNameField(_("name"), max_length=300)
    slug = models.SlugField(max_length=80, unique=True)
    calendar = models.OneToOneField(Calendar, on_delete=models.RESTRICT, related_name="+")
    timezone = models.CharField(_("time zone"), max_length=64)
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.SET_NULL, related_name="parties")
    genres = models.ManyToManyField(Genre, blank=True, related_name="parties")
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    bio = models.TextField(_("about"), max_length=10_000, blank=True)
    fee_min_minor = models.BigIntegerField(null=True, blank=True)
    fee_max_minor = models.BigIntegerField(null=True, blank=True)
    fee_currency = models.ForeignKey(Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approval = models.CharField(max_length=12, choices=Approval, default=Approval.DRAFT)
    is_listed = models.BooleanField(default=True)
    shows_pending = models.BooleanField(_("show nights with open requests as pending"), default=True)
    takes_enquiries = models.BooleanField(_("allows messages before a booking"), default=True, db_default=True)
    rating_average = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    rating_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=now, db_default=Now())
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    soloist = models.ForeignKey(User, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    """Whose solo act this is: nobody else ever belongs to it."""

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.CheckConstraint(
                name="party_fees_are_not_negative",
                condition=(Q(fee_min_minor=None) | Q(fee_min_minor__gte=0))
                & (Q(fee_max_minor=None) | Q(fee_max_minor__gte=0)),
            ),
            models.CheckConstraint(
                name="party_fee_range_in_order",
                condition=Q(fee_min_minor=None)
                | Q(fee_max_minor=None)
                | Q(fee_min_minor__lte=models.F("fee_max_minor")),
            ),
            models.CheckConstraint(
                name="party_fees_have_a_currency",
                condition=Q(fee_min_minor=None, fee_max_minor=None) | Q(fee_currency__isnull=False),
            ),
            models.CheckConstraint(name="party_solo_is_an_act", condition=Q(soloist=None) | Q(kind=PartyKind.BAND)),
            models.UniqueConstraint(
                name="party_one_solo_act_each",
                fields=["soloist"],
                condition=Q(soloist__isnull=False) & ~Q(approval=Approval.CLOSED),
            ),
            models.CheckConstraint(name="party_has_a_name", condition=Q(kind=PartyKind.PERSON) | ~Q(name="")),
        ]
        indexes = [
            models.Index(name="party_kind_approval", fields=["kind", "approval"]),
            # "Which of all bands are free" reads this and the masks, and no party.
            models.Index(
                name="party_public_calendar",
                fields=["kind", "calendar"],
                condition=PUBLIC_PARTY.q(),
            ),
        ]
        triggers = [
            calendar_never_changes("party_calendar_never_changes"),
            pgtrigger.FSM(
                name="party_approval_steps",
                field="approval",
                transitions=[
                    (before.value, after.value) for before, afters in APPROVAL_TRANSITIONS.items() for after in afters
                ],
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_forgotten(self) -> bool:
        """Whether its person has deleted their account: no other party is without a stored name."""
        return isinstance(self.name, NobodysName)

    @property
    def is_inactive(self) -> bool:
        return self.approval in INACTIVE

    @property
    def is_solo(self) -> bool:
        """Whether it is one person's own act; no query."""
        return self.soloist_id is not None

    @property
    def drawn(self) -> Drawing:
        """What is drawn where it has no picture: a poster, a room, a portrait. Of its genres' mood where these are
        loaded; no query."""
        loaded = getattr(self, "_prefetched_objects_cache", {}).get("genres", ())
        return self.drawn_for(genre.slug for genre in loaded)

    def drawn_for(self, genres: Iterable[str]) -> Drawing:
        """The same, in the mood of these genres, by slug or name."""
        kind = DRAWN_AS.get(PartyKind(self.kind), DrawnKind.POSTER)
        words = self.name if kind is DrawnKind.POSTER else ""
        return Drawing(kind, self.slug, str(words), mood=mood_of(genres))

    @property
    def is_public(self) -> bool:
        return PUBLIC_PARTY.holds_for(self)


class SlugRedirect(models.Model):
    """A slug that a party once had: it leads to the party for ever and is never given to another."""

    slug = models.SlugField(max_length=80, primary_key=True)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="old_slugs")

    def __str__(self):
        return self.slug


class PartyLink(models.Model):
    """A website or a profile elsewhere."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(max_length=60)
    url = models.URLField(max_length=500)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return self.label


class PartyPhoto(models.Model):
    """A photo on a party's page, in its order: the first one stands at the top."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="photos")
    picture = models.OneToOneField(Picture, on_delete=models.RESTRICT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    objects = PicturedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return str(self.picture)


class ApprovalDecision(models.Model):
    """What staff decided about a party, in order; never changed."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="approval_decisions")
    approval = models.CharField(max_length=12, choices=Approval)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(default=now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["decided_at", "id"]

    def __str__(self):
        return f"{self.party}: {self.approval}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self):
        return self.filter(left_at=None)

    def parties_of(self, user: Viewer):
        """The parties in which a user has a role, for a subquery."""
        return self.current().filter(user=user).values("party")

    def parties_led_by(self, user: Viewer):
        """The parties that a user leads, for a subquery."""
        return self.current().filter(user=user, role__in=LEADING_ROLES).values("party")


SOLO_ALONE = """
IF EXISTS (SELECT FROM accounts_party WHERE id = NEW.party_id AND soloist_id <> NEW.user_id) THEN
  RAISE EXCEPTION 'a solo act has nobody but its soloist' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'membership_solo_alone';
END IF;
RETURN NEW;
"""


class Membership(models.Model):
    """A user's role in a party: the whole of authorisation. One row a role; a leader who plays has two.

    `instrument` and `may_be_booked` belong to the playing roles: whether the band may promise this person's time
    without asking each time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role)
    instrument = models.CharField(_("instrument"), max_length=80, blank=True)
    may_be_booked = models.BooleanField(_("can book me"), default=True)
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "id"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                name="membership_role_held_once", fields=["party", "user", "role"], condition=Q(left_at=None)
            ),
            models.CheckConstraint(
                name="membership_role_is_known", condition=Q(role__in=[role.value for role in Role])
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="membership_solo_alone",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("user_id", "party_id", "left_at"),
                condition=pgtrigger.Condition("NEW.left_at IS NULL"),
                func=SOLO_ALONE,
            )
        ]

    def __str__(self):
        return f"{self.user} {self.role} of {self.party}"


class Invite(models.Model):
    """A link by which people join a party in one role: limited in uses and time, revocable. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="invites")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    token_hash = models.CharField(max_length=64, unique=True)
    uses_max = models.PositiveSmallIntegerField(default=1)
    uses_count = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invite")
        verbose_name_plural = _("invites")
        constraints = [
            models.CheckConstraint(
                name="invite_never_overused", condition=Q(uses_count__lte=models.F("uses_max"), uses_max__gte=1)
            ),
            models.CheckConstraint(name="invite_never_for_owners", condition=~Q(role=Role.OWNER)),
        ]

    def __str__(self):
        return f"{self.role} of {self.party}"


NINETY_DAYS = dt.timedelta(days=90)


def in_ninety_days() -> dt.datetime:
    return now() + NINETY_DAYS


class ApiToken(models.Model):
    """A personal token for programs. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=8, choices=TokenScope))
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(default=in_ninety_days, db_default=Now() + NINETY_DAYS)
    last_used_at = models.DateTimeField(null=True, blank=True)
    """To the hour."""
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self):
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= now()


class SiteSettings(models.Model):
    """What staff may set for the whole site: exactly one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    approval_required = models.BooleanField(_("staff approve new bands and venues"), default=True)
    application_days = models.PositiveSmallIntegerField(_("days to answer an application"), default=7)

    class Meta:
        verbose_name = verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(name="sitesettings_is_one_row", condition=Q(id=1))]

    def __str__(self):
        return "site settings"
