"""Who may see and do what with a party, and the only loaders of parties.

A party that is not public (not approved, suspended, unlisted) does not exist for others than its team and staff: 404.
"""

import datetime as dt
import uuid
from typing import cast

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from accounts.errors import NotApproved, NudgeOver, PartyClosed
from accounts.models import ApiToken, Invite, Membership, Party, PartyPhoto, User, Viewer
from accounts.queries import MyParty, find_invite, is_last_leader, parties_of, roles_of
from accounts.states import (
    INACTIVE,
    LEADING_ROLES,
    PLAYING_KINDS,
    PLAYING_ROLES,
    Approval,
    PartyKind,
    Role,
    inviting_roles,
    roles_by_invite,
)
from availability.models import AvailabilityRule, Feed, ImportedCalendar
from web.prepared import Parameter, PreparedQuery

ACTING_KEY = "acting_party"
NUDGE_SALT = "accounts.nudges.answer"
NUDGE_ANSWERED_WITHIN = dt.timedelta(days=14)


class _AskingRequest(HttpRequest):
    """A request that keeps what `my_parties` has read."""

    _my_parties: list[MyParty]


def require_active(*parties: Party) -> None:
    """Raise NotApproved where one of them is suspended or closed by now. One query.

    Whoever closes a party holds its calendar: with that locked, the answer stays true until the transaction ends.
    """
    ids = [party.pk for party in parties]
    NotApproved.unless_all(*Party.objects.filter(pk__in=ids, approval__in=INACTIVE))


def require_open(party: Party) -> None:
    """Raise NotApproved where the party was closed for good: nothing is done in its name any more. One query."""
    NotApproved.unless_all(*Party.objects.filter(pk=party.pk, approval=Approval.CLOSED))


def is_member(user: Viewer, party: Party) -> bool:
    """Whether the user belongs to the party in any role."""
    return bool(roles_of(user, party))


def can_lead(user: Viewer, party: Party) -> bool:
    """Whether the user may book and edit in the party's name."""
    return bool(roles_of(user, party) & LEADING_ROLES)


def require_lead(user: Viewer, party: Party) -> None:
    """Raises PermissionDenied unless the user leads the party."""
    if not can_lead(user, party):
        raise PermissionDenied


def can_own(user: Viewer, party: Party) -> bool:
    """Whether the user may decide who leads the party."""
    return Role.OWNER in roles_of(user, party)


def can_close(user: User, party: Party) -> bool:
    """Whether the user may close the party for good: its owners, and whoever leads it alone; for one that is closed,
    its leaders. A person's own ends with their account."""
    if party.kind == PartyKind.PERSON:
        return False
    is_over = party.approval == Approval.CLOSED and can_lead(user, party)
    return is_over or can_own(user, party) or is_last_leader(user, party)


def can_approve(user: Viewer) -> bool:
    """Whether the user decides about parties for the whole site."""
    return bool(user.is_authenticated and user.is_staff)


def may_shut_out(user: User, person: User) -> bool:
    """Whether the user may shut a person out of the site, or let them in again: staff, but those with every right alone
    decide about staff. Nobody about themselves: they delete their account."""
    if user == person or not user.is_active:
        return False
    return user.is_superuser if person.is_staff or person.is_superuser else user.is_staff


def can_invite(user: Viewer, party: Party, role: str) -> bool:
    """Leaders invite; only owners invite somebody to lead. False for roles this kind of party cannot give by a link."""
    if role not in roles_by_invite(party.kind, is_solo=party.is_solo):
        return False
    return bool(roles_of(user, party) & inviting_roles(role))


def can_remove(user: Viewer, party: Party, leaver: User) -> bool:
    """Everybody may leave; leaders remove others, but only owners remove those who lead."""
    if user == leaver:
        return True
    return can_own(user, party) if can_lead(leaver, party) else can_lead(user, party)


def can_see_party(user: Viewer, party: Party) -> bool:
    """Whether the party exists for this user: it is public, their own, or they are staff."""
    return party.is_public or (user.is_authenticated and user.is_staff) or is_member(user, party)


def may_have_photo(user: Viewer, picture_id: uuid.UUID) -> bool | None:
    """Whether the user may have the files of a picture on a party's page: whoever may see the party. None for any other
    picture."""
    photo = PartyPhoto.objects.filter(picture=picture_id).select_related("party").first()
    return can_see_party(user, photo.party) if photo else None


def get_party_for(user: Viewer, slug: str, kind: str | None = None) -> Party:
    """A party the user may see, with city, country and calendar. Raises Http404, and PartyClosed for one that is closed
    and was public before.

    An old slug finds the party too: a page compares `party.slug` with what it was asked for, and redirects.
    """
    party = _find_party(slug, kind)
    if not can_see_party(user, party):
        if party.approval == Approval.CLOSED and party.is_listed:
            raise PartyClosed
        raise Http404
    return party


def get_own_party_for(user: Viewer, slug: str, kind: str | None = None) -> Party:
    """A party the user belongs to. Raises Http404, or PermissionDenied when it is only another's public page."""
    return _party_with_roles(user, slug, kind, frozenset(Role))


def get_led_party_for(user: Viewer, slug: str, kind: str | None = None) -> Party:
    """A party the user leads. Raises Http404, or PermissionDenied where they may only look."""
    return _party_with_roles(user, slug, kind, LEADING_ROLES)


def get_teammate_for(user: Viewer, party: Party, user_id: uuid.UUID) -> User:
    """Somebody who belongs to the party at present; for members of it. Raises Http404."""
    if not is_member(user, party):
        raise Http404
    found = User.objects.filter(pk=user_id, memberships__party=party, memberships__left_at=None).first()
    if found is None:
        raise Http404
    return found


def get_invite_for(user: Viewer, party: Party, invite_id: uuid.UUID) -> Invite:
    """An invite of a party the user leads. Raises Http404."""
    invite = Invite.objects.select_related("party").filter(pk=invite_id, party=party).first()
    if invite is None or not can_lead(user, party):
        raise Http404
    return invite


def get_invite_by_token(token: str) -> Invite | None:
    """The invite of a link, for anybody who holds the link. None if there never was one."""
    return find_invite(token)


def get_photo_for(user: Viewer, party: Party, photo_id: uuid.UUID) -> PartyPhoto:
    """A photo of a party the user leads. Raises Http404."""
    photo = PartyPhoto.objects.select_related("party", "picture").filter(pk=photo_id, party=party).first()
    if photo is None or not can_lead(user, party):
        raise Http404
    return photo


def get_api_token_for(user: Viewer, token_id: uuid.UUID) -> ApiToken:
    """One's own token. Raises Http404."""
    token = ApiToken.objects.filter(pk=token_id, user=user).first() if user.is_authenticated else None
    if token is None:
        raise Http404
    return token


def get_rule_for(user: User, rule_id: uuid.UUID) -> AvailabilityRule:
    """Something the user said of their own time. Raises Http404."""
    rule = AvailabilityRule.objects.filter(pk=rule_id, calendar=user.calendar_id).first()
    if rule is None:
        raise Http404
    return rule


def get_import_for(user: User, import_id: uuid.UUID) -> ImportedCalendar:
    """One's own imported calendar, with its calendar. Raises Http404."""
    mine = ImportedCalendar.objects.select_related("calendar").filter(calendar=user.calendar_id)
    imported = mine.filter(pk=import_id).first()
    if imported is None:
        raise Http404
    return imported


def get_feed_for(user: User, feed_id: uuid.UUID) -> Feed:
    """One's own feed, of whatever calendar. Raises Http404."""
    feed = Feed.objects.select_related("calendar").filter(pk=feed_id, user=user).first()
    if feed is None:
        raise Http404
    return feed


def get_membership_for(user: User, party: Party) -> Membership:
    """One's own playing membership of a party: member before dep. Raises Http404."""
    playing = Membership.objects.current().filter(user=user, party=party, role__in=PLAYING_ROLES)
    membership = playing.select_related("party").order_by("-role").first()
    if membership is None:
        raise Http404
    return membership


def my_parties(request: HttpRequest) -> list[MyParty]:
    """The bands and venues of the signed-in user, with their roles. One query per request, none for an anonymous
    visitor."""
    asking = cast(_AskingRequest, request)
    if not hasattr(asking, "_my_parties"):
        asking._my_parties = parties_of(request.user) if request.user.is_authenticated else []
    return asking._my_parties


def acting_party(request: HttpRequest) -> Party | None:
    """The party in whose name the person browses, as they chose, unless they left it; None: for themselves."""
    chosen = request.session.get(ACTING_KEY) if request.user.is_authenticated else None
    if not chosen:
        return None
    return next((mine.party for mine in acting_parties(request) if str(mine.party.pk) == chosen), None)


def acting_parties(request: HttpRequest) -> list[MyParty]:
    """Those of `my_parties` in whose name something can still be done: none that is closed for good."""
    return [mine for mine in my_parties(request) if mine.party.approval != Approval.CLOSED]


def own_house(request: HttpRequest) -> Party | None:
    """The venue that somebody books for who leads no band, if any: they look for acts, not for nights."""
    led = [mine.party for mine in acting_parties(request) if mine.is_led]
    is_band = any(party.kind in PLAYING_KINDS - {PartyKind.PERSON} for party in led)
    return None if is_band else next((party for party in led if party.kind == PartyKind.VENUE), None)


def nudge_token(user: User, asked_at: str) -> str:
    """What stands in a mail's link: it opens the question asked at this instant (ISO 8601), and nothing else."""
    return signing.dumps([str(user.pk), asked_at], salt=NUDGE_SALT)


def opened_by_nudge_token(token: str) -> User:
    """The person whom a mail's link asks about their time, whoever is signed in. Raises Http404 for a forged token.

    The link ends after two weeks, and sooner where its reader has said anything since: `NudgeOver`.
    """
    try:
        user_id, asked_at = signing.loads(token, salt=NUDGE_SALT, max_age=NUDGE_ANSWERED_WITHIN)
    except signing.SignatureExpired as error:
        raise NudgeOver from error
    except signing.BadSignature as error:
        raise Http404 from error
    user = User.objects.select_related("calendar").filter(pk=user_id, is_active=True).first()
    if user is None or has_spoken_since(user, dt.datetime.fromisoformat(asked_at)):
        raise NudgeOver
    return user


def has_never_spoken(user: User) -> bool:
    """Whether the user has never said anything of their time: there is nothing yet that could be right or wrong."""
    return user.calendar.said_at is None and user.calendar.known_until is None


def has_spoken_since(user: User, instant: dt.datetime) -> bool:
    """Whether the user said anything of their time after that."""
    return bool(user.calendar.said_at and user.calendar.said_at > instant)


def _party_with_roles(user: Viewer, slug: str, kind: str | None, needed: frozenset[Role]) -> Party:
    """A party in which the user has one of these roles; asks for the roles once."""
    party = _find_party(slug, kind)
    roles = roles_of(user, party)
    if not (roles or party.is_public or can_approve(user)):
        raise Http404
    if not roles & needed:
        raise PermissionDenied
    return party


BY_SLUG = PreparedQuery(lambda: _with_place().filter(slug=Parameter("slug")))
BY_OLD_SLUG = PreparedQuery(lambda: _with_place().filter(old_slugs__slug=Parameter("slug")))


def _with_place() -> QuerySet[Party]:
    return Party.objects.select_related("city__country", "calendar").order_by()


def _find_party(slug: str, kind: str | None) -> Party:
    if "\x00" in slug:
        raise Http404
    party = next(iter(BY_SLUG.all(slug=slug) or BY_OLD_SLUG.all(slug=slug)), None)
    if party is None or kind not in (None, "", party.kind):
        raise Http404
    return party
