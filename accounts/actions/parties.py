"""Making parties, naming them, and what their pages say."""

from collections.abc import Collection, Iterable, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import connection, transaction
from django.db.models import F
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_open
from accounts.actions.texts import clean_line, clean_text, clean_zone
from accounts.actions.waiting import tell_of_new_party, tell_staff_of_new_name
from accounts.hooks import party_redescribed, party_renamed
from accounts.models import Membership, Party, PartyLink, SlugRedirect, User
from accounts.names.slugs import numbered, slug_base
from accounts.queries import person_party, site_settings
from accounts.states import Approval, PartyKind, Role
from availability.actions import rename_feeds, touch
from availability.actions.versions import one_touch
from availability.models import Calendar
from availability.states import FeedKind
from catalogue.models import City, Currency, Genre
from web.money import AMOUNT_MINOR_MAX

LINKS_MAX = 12
GENRES_MAX = 8
SLUG_LOCK = 0x536C7567
TEXT_LENGTHS = {"tagline": 200, "bio": 10_000}
PLAIN_FIELDS = {"is_listed", "shows_pending", "takes_enquiries", "city"}


@transaction.atomic
def create_party(
    *,
    acting_user: User,
    kind: str,
    name: str,
    timezone: str,
    city: City | None = None,
    genres: Iterable[Genre] = (),
    soloist: User | None = None,
) -> Party:
    """A new party with its calendar and its slug, owned by the acting user. With a `soloist` it is theirs alone.

    It waits for approval by staff, who are told, unless the site does without. Raises ValidationError by field.
    """
    party = Party(
        kind=PartyKind(kind),
        name=clean_line("name", name, longest=300, required=True),
        timezone=clean_zone(timezone),
        city=city,
        soloist=soloist,
        approval=Approval.DRAFT if site_settings().approval_required else Approval.APPROVED,
    )
    party.slug = _take_slug(party)
    party.calendar = Calendar.objects.create()
    party.save(force_insert=True)
    party.genres.set(_checked_genres(genres))
    Membership.objects.create(user=acting_user, party=party, role=Role.OWNER)
    if party.approval == Approval.DRAFT:
        tell_of_new_party(party, acting_user)
    return party


@transaction.atomic
def ensure_person_party(user: User) -> Party:
    """The party under which a person asks an act to play: unlisted, on the person's own calendar, made once."""
    if not User.objects.select_for_update(no_key=True).get(pk=user.pk).is_active:
        raise PermissionDenied
    party = person_party(user)
    if party is None:
        party = Party(kind=PartyKind.PERSON, name=user.display_name, timezone=user.timezone, is_listed=False)
        party.approval = Approval.APPROVED
        party.slug = _take_slug(party)
        party.calendar = user.calendar
        party.save(force_insert=True)
        Membership.objects.create(user=user, party=party, role=Role.OWNER)
    return party


@transaction.atomic
def rename_party(*, acting_user: User, party: Party, name: str) -> Party:
    """A new name and the slug that goes with it; the old slug leads here for ever.

    Raises ValidationError, PermissionDenied, NotApproved for a party that is closed.
    """
    if not can_lead(acting_user, party):
        raise PermissionDenied
    require_open(party)
    name = clean_line("name", name, longest=300, required=True)
    old_slug, former = party.slug, party.name
    party.name = name
    new_slug = _take_slug(party)
    if new_slug != old_slug:
        SlugRedirect.objects.filter(slug=new_slug).delete()
        SlugRedirect.objects.create(slug=old_slug, party=party)
        party.slug = new_slug
    party.save(update_fields=["name", "slug"])
    rename_feeds(calendar=party.calendar, name=party.name, kind=FeedKind.PARTY)
    raise_mentions(party)
    party_redescribed(party)
    tell_staff_of_new_name(party, former)
    return party


@transaction.atomic
def update_party(
    *,
    acting_user: User,
    party: Party,
    genres: Iterable[Genre] | None = None,
    links: Sequence[tuple[str, str]] | None = None,
    **fields,
) -> Party:
    """Change what the party's page says; what is not named stays, and nothing named, nothing is written.

    `fields`: name, timezone, city, tagline, bio, fee_min_minor, fee_max_minor, fee_currency, is_listed, shows_pending,
    takes_enquiries. `links` are (label, address) in order. Raises ValidationError by field, PermissionDenied,
    NotApproved for a party that is closed.
    """
    if not can_lead(acting_user, party):
        raise PermissionDenied
    require_open(party)
    if not fields and genres is None and links is None:
        return party
    if "name" in fields and (name := fields.pop("name")) != party.name:
        rename_party(acting_user=acting_user, party=party, name=name)
    for field, value in fields.items():
        setattr(party, field, _checked_field(field, value))
    _check_fees(party)
    party.save(update_fields=list(fields))
    if genres is not None:
        party.genres.set(_checked_genres(genres))
    if links is not None:
        _replace_links(party, links)
    (raise_mentions if "is_listed" in fields else raise_version)(party)
    if "city" in fields:
        party_redescribed(party)
    return party


def raise_version(party: Party) -> None:
    """Let go of every cached picture of the party, and tell open pages. Inside the transaction of the change."""
    raise_versions([party])
    party.refresh_from_db(fields=["version"])


def raise_mentions(party: Party) -> None:
    """The same, and of all that names the party on pages of others: for a new name, and where it is seen no more."""
    with one_touch():
        raise_version(party)
        party_renamed(party)


def raise_versions(parties: Collection[Party]) -> None:
    """The same for several at once: first the parties, by id, then their calendars, so that nobody waits in a ring."""
    ids = [party.pk for party in parties]
    locked = Party.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    Party.objects.filter(pk__in=[party.pk for party in locked]).update(version=F("version") + 1, changed_at=now())
    touch([party.calendar_id for party in parties], public=True, alone=True)


def _take_slug(party: Party) -> str:
    """The slug for the party's present name: its own old one again, or one that nobody has or ever had.

    Slugs are given one transaction at a time, so that a slug seen to be free stays so until this one commits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SLUG_LOCK])
    base = slug_base(party.name, party.kind)
    alike = rf"^{base}(-\d+)?$"
    current = Party.objects.exclude(pk=party.pk).filter(slug__regex=alike)
    former = SlugRedirect.objects.exclude(party_id=party.pk).filter(slug__regex=alike)
    return numbered(base, {*current.values_list("slug", flat=True), *former.values_list("slug", flat=True)})


def _checked_field(field: str, value):
    if field in TEXT_LENGTHS:
        clean = clean_line if field == "tagline" else clean_text
        return clean(field, value, longest=TEXT_LENGTHS[field])
    if field == "timezone":
        return clean_zone(value)
    if field in {"fee_min_minor", "fee_max_minor"}:
        return _checked_amount(field, value)
    if field == "fee_currency":
        return value or None
    if field not in PLAIN_FIELDS:
        raise TypeError(f"a party has no field {field} to change")
    return value


def _checked_amount(field: str, amount: int | None) -> int | None:
    if amount is not None and not 0 <= amount <= AMOUNT_MINOR_MAX:
        raise ValidationError({field: [_("This amount is out of range.")]})
    return amount


def _check_fees(party: Party) -> None:
    lowest, highest = party.fee_min_minor, party.fee_max_minor
    if lowest is not None and highest is not None and lowest > highest:
        raise ValidationError({"fee_max_minor": [_("The highest fee must be at least the lowest.")]})
    if (lowest is not None or highest is not None) and not isinstance(party.fee_currency, Currency):
        raise ValidationError({"fee_currency": [_("Choose the currency of the fee.")]})


def _checked_genres(genres: Iterable[Genre]) -> list[Genre]:
    chosen = list(genres)
    if len(chosen) > GENRES_MAX:
        raise ValidationError({"genres": [_("Choose at most %(count)s genres.") % {"count": GENRES_MAX}]})
    return chosen


def _replace_links(party: Party, links: Sequence[tuple[str, str]]) -> None:
    if len(links) > LINKS_MAX:
        raise ValidationError({"links": [_("Add at most %(count)s links.") % {"count": LINKS_MAX}]})
    is_address = URLValidator(schemes=["http", "https"])
    rows = []
    for position, (label, url) in enumerate(links):
        address = clean_line("links", url, longest=500, required=True)
        try:
            is_address(address)
        except ValidationError as error:
            raise ValidationError({"links": [_("“%(url)s” isn’t a valid link.") % {"url": address}]}) from error
        text = clean_line("links", label, longest=60) or address.split("/")[2][:60]
        rows.append(PartyLink(party=party, label=text, url=address, position=position))
    party.links.all().delete()
    PartyLink.objects.bulk_create(rows)
