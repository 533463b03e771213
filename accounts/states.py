"""Kinds of parties, roles, and the steps of staff approval."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyKind(models.TextChoices):
    BAND = "band", _("Band")
    VENUE = "venue", _("Venue")
    PERSON = "person", _("Person")
    AGENCY = "agency", _("Agency or promoter")
    PROFESSIONAL = "professional", _("Professional")


PLAYING_KINDS = frozenset({PartyKind.BAND, PartyKind.PERSON})
"""The kinds of party that can be an act: venues, agencies and professionals do not play."""

LISTED_KINDS = frozenset({PartyKind.BAND, PartyKind.VENUE})
"""The kinds of party that a search finds unless it asks for one."""

ENQUIRY_KINDS = LISTED_KINDS | {PartyKind.PROFESSIONAL}
"""The kinds of party to which others may write before any booking."""

NIGHT_KINDS = frozenset({PartyKind.BAND, PartyKind.VENUE, PartyKind.PERSON, PartyKind.AGENCY})
"""The kinds of party whose public calendar tells of nights: professionals are booked by the hour."""


class Approval(models.TextChoices):
    DRAFT = "draft", _("Not approved yet")
    APPROVED = "approved", _("Approved")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


APPROVAL_TRANSITIONS: dict[Approval, tuple[Approval, ...]] = {
    Approval.DRAFT: (Approval.APPROVED, Approval.SUSPENDED, Approval.CLOSED),
    Approval.APPROVED: (Approval.SUSPENDED, Approval.CLOSED),
    Approval.SUSPENDED: (Approval.APPROVED, Approval.CLOSED),
    Approval.CLOSED: (),
}

INACTIVE = frozenset({Approval.SUSPENDED, Approval.CLOSED})
"""Parties in whose name nobody may act: staff have suspended them, or their last leader has closed them."""


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")
    STAFF = "staff", _("Staff")
    DEP = "dep", _("Dep")


LEADING_ROLES = frozenset({Role.OWNER, Role.MANAGER})
"""Who books in the party's name and edits its page."""

PLAYING_ROLES = frozenset({Role.MEMBER, Role.DEP})
"""Who may stand in a line-up."""


ROLES_BY_KIND = {
    PartyKind.BAND: frozenset(Role),
    PartyKind.VENUE: frozenset({Role.OWNER, Role.MANAGER, Role.STAFF}),
    PartyKind.PERSON: frozenset({Role.OWNER}),
    PartyKind.AGENCY: frozenset({Role.OWNER, Role.MANAGER, Role.STAFF}),
    PartyKind.PROFESSIONAL: frozenset({Role.OWNER, Role.MANAGER, Role.MEMBER, Role.STAFF}),
}
"""The roles there are in each kind of party: nobody plays in a venue."""

ROLES_BY_INVITE = {
    PartyKind.BAND: (Role.MEMBER, Role.DEP, Role.MANAGER),
    PartyKind.VENUE: (Role.MANAGER, Role.STAFF),
    PartyKind.PERSON: (),
    PartyKind.AGENCY: (Role.MANAGER, Role.STAFF),
    PartyKind.PROFESSIONAL: (Role.MEMBER, Role.MANAGER, Role.STAFF),
}
"""What an invite link of each kind of party may make somebody; nobody becomes an owner by a link."""


def roles_by_invite(kind: str, *, is_solo: bool) -> tuple[Role, ...]:
    """What an invite link of such a party may make somebody: nothing where it is one person's own act."""
    return () if is_solo else ROLES_BY_INVITE[PartyKind(kind)]


def inviting_roles(role: str) -> frozenset[Role]:
    """Who may invite somebody in this role: leaders, and only owners where the link makes a leader."""
    return frozenset({Role.OWNER}) if role in LEADING_ROLES else LEADING_ROLES


class TokenScope(models.TextChoices):
    READ = "read", _("Read")
    WRITE = "write", _("Write")
    FEEDS = "feeds", _("Calendar feeds")


class NudgeAnswer(models.TextChoices):
    """The one-tap answers to the question whether a calendar is still right."""

    FREE = "free", _("Free for 8 more weeks")
    RHYTHM = "rhythm", _("My usual week for 8 more weeks")
    NEVER = "never", _("Don’t remind me")
