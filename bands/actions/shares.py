"""Links that show a band's availability to whoever holds them."""

import datetime as dt
import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_active
from accounts.actions.memberships import lock_led_party
from accounts.models import Party, User
from availability.actions.feeds import hash_token, new_token
from availability.ranges import DAY, at_wall_clock
from availability.rules.projection import HORIZON
from bands.models import Share
from bands.queries import live_shares, nights_of, tonight

LIVE_MAX = 50
DAYS_MAX = 400
ORIGINS_MAX = 10
ORIGIN_LENGTH_MAX = 200
NAME_MAX = 120
HOME_HOSTS = frozenset({"localhost", "127.0.0.1"})
HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
PORTS = {"https": 443, "http": 80}


@transaction.atomic
def create_share(
    *,
    acting_user: User,
    party: Party,
    name: str,
    expires_on: dt.date,
    first: dt.date | None = None,
    last: dt.date | None = None,
    weekdays: Iterable[int] = (),
    nights: Iterable[dt.date] = (),
    embed_origins: Iterable[str] = (),
) -> tuple[Share, str]:
    """A link to the band's nights from `first` to `last` on these weekdays (0 is Monday; none: all), or to just the
    `nights`; and its token: shown now and never again. It works to the end of the day `expires_on` on the band's clock.

    Locks the party. Raises PermissionDenied, NotApproved while it is suspended or closed, and ValidationError by
    field: a band has 50 live links, a link 400 days.
    """
    if not can_lead(acting_user, party):
        raise PermissionDenied
    nights, today = sorted(set(nights)), tonight(party)
    first, last = _span(nights) if nights else _period(first, last)
    # Nothing is known of later nights, and clocks end with the year 9999.
    if last > (now() + HORIZON).date():
        raise ValidationError({"nights" if nights else "last": [_("Choose a day within the next 18 months.")]})
    share = Share(
        party=party,
        created_by=acting_user,
        name=_name(name),
        first=first,
        last=last,
        weekdays=[] if nights else _weekdays(weekdays),
        nights=nights,
        embed_origins=_origins(embed_origins),
        expires_at=_end_of(expires_on, today, party.timezone),
    )
    if not any(night >= today for night in nights_of(share)):
        raise ValidationError({"nights" if nights else "last": [_("Choose at least one future night.")]})
    lock_led_party(acting_user, party)
    require_active(party)
    if live_shares(party).count() >= LIVE_MAX:
        raise ValidationError([_("You have %(count)s links. Revoke one first.") % {"count": LIVE_MAX}])
    return _saved(share)


@transaction.atomic
def rotate_share(*, acting_user: User, share: Share) -> tuple[Share, str]:
    """The same under another address, and its token; the old address is over from now on.

    Raises PermissionDenied, and ValidationError for a link that is over.
    """
    locked = _locked(acting_user, share)
    if locked.revoked_at or locked.expires_at <= now():
        raise ValidationError([_("This link has expired. Create a new one.")])
    _end(locked)
    kept = ("party", "name", "first", "last", "weekdays", "nights", "embed_origins", "expires_at")
    return _saved(Share(created_by=acting_user, **{field: getattr(locked, field) for field in kept}))


@transaction.atomic
def revoke_share(*, acting_user: User, share: Share) -> Share:
    """End a link for good. Nothing happens where it ended before. Raises PermissionDenied."""
    locked = _locked(acting_user, share)
    if locked.revoked_at is None:
        _end(locked)
    return locked


def checked_origin(text: str) -> str:
    """A site that may frame a page, as `frame-ancestors` (CSP Level 3, section 6.4.2) wants it: scheme, host and port.

    Only https; http for this very machine where the site itself runs on it. Raises ValidationError for anything more or
    less, so that nothing else can be smuggled into the header.
    """
    problem = ValidationError(_("“%(site)s” isn’t a site address like https://example.org.") % {"site": text[:80]})
    try:
        parts = urlsplit(text.strip().lower())
        host, port = _host(parts), parts.port
    except ValueError as error:  # UnicodeError is one
        raise problem from error
    is_home = settings.IS_LOOPBACK and host in HOME_HOSTS
    is_bare = parts.path in ("", "/") and port != 0 and not (parts.query or parts.fragment or "@" in parts.netloc)
    if not (is_bare and HOST.fullmatch(host) and (parts.scheme == "https" or (is_home and parts.scheme == "http"))):
        raise problem
    origin = f"{parts.scheme}://{host}" + (f":{port}" if port and port != PORTS[parts.scheme] else "")
    if len(origin) > ORIGIN_LENGTH_MAX:
        raise problem
    return origin


def _host(parts: SplitResult) -> str:
    """The host's name as it stands in headers: in ASCII."""
    return (parts.hostname or "").encode("idna").decode()


def _name(name: str) -> str:
    name = " ".join(name.replace("\0", " ").split())
    if not name or len(name) > NAME_MAX:
        raise ValidationError({"name": [_("Enter a name of at most %(count)s characters.") % {"count": NAME_MAX}]})
    return name


def _period(first: dt.date | None, last: dt.date | None) -> tuple[dt.date, dt.date]:
    if first is None or last is None:
        raise ValidationError({"last" if first else "first": [_("Enter a period, or select some nights.")]})
    if last < first:
        raise ValidationError({"last": [_("This must be on or after the first day.")]})
    if (last - first).days >= DAYS_MAX:
        raise ValidationError({"last": [_("At most %(count)s days.") % {"count": DAYS_MAX}]})
    return first, last


def _span(nights: list[dt.date]) -> tuple[dt.date, dt.date]:
    if (nights[-1] - nights[0]).days >= DAYS_MAX:
        raise ValidationError({"nights": [_("At most %(count)s days.") % {"count": DAYS_MAX}]})
    return nights[0], nights[-1]


def _weekdays(weekdays: Iterable[int]) -> list[int]:
    chosen = set(weekdays)
    if not chosen <= set(range(7)):
        raise ValidationError({"weekdays": [_("Choose days from Monday to Sunday.")]})
    return sorted(chosen)


def _origins(texts: Iterable[str]) -> list[str]:
    try:
        origins = list(dict.fromkeys(checked_origin(text) for text in texts if text.strip()))
    except ValidationError as error:
        raise ValidationError({"embed_origins": error.messages}) from error
    if len(origins) > ORIGINS_MAX:
        raise ValidationError({"embed_origins": [_("At most %(count)s sites.") % {"count": ORIGINS_MAX}]})
    return origins


def _end_of(expires_on: dt.date, today: dt.date, timezone: str) -> dt.datetime:
    if not today <= expires_on <= today + DAYS_MAX * DAY:
        text = _("Choose a day from today, up to %(count)s days ahead.") % {"count": DAYS_MAX}
        raise ValidationError({"expires_on": [text]})
    return at_wall_clock(expires_on + DAY, dt.time(), timezone)


def _locked(acting_user: User, share: Share) -> Share:
    lock_led_party(acting_user, share.party)
    return Share.objects.select_for_update(of=("self",), no_key=True).select_related("party").get(pk=share.pk)


def _end(share: Share) -> None:
    share.revoked_at = now()
    share.save(update_fields=["revoked_at"])


def _saved(share: Share) -> tuple[Share, str]:
    token = new_token()
    share.token_hash = hash_token(token)
    share.save()
    return share, token
