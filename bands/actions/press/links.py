"""Private links to a press kit, and folding in who opened them."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_active
from accounts.actions.memberships import lock_led_party
from accounts.models import Party, User
from availability.actions.feeds import hash_token, new_token
from availability.ranges import DAY, at_wall_clock
from bands.models import KitLink, KitLinkDay
from bands.press.visits import forget_folded, visits_noted
from bands.queries import tonight
from web.texts import clean_line

LINKS_MAX = 50
LABEL_MAX = 120
DAYS_MAX = 400


@transaction.atomic
def create_kit_link(
    *,
    acting_user: User,
    party: Party,
    label: str,
    expires_on: dt.date,
    shows_unlisted: bool = True,
    shows_exact_fees: bool = False,
) -> tuple[KitLink, str]:
    """A private link to the published kit, and its token: shown now and never again. It works to the end of the day
    `expires_on` on the band's clock.

    Locks the party. Raises PermissionDenied, NotApproved while it is suspended or closed, and ValidationError by field:
    a band has 50 live links.
    """
    lock_led_party(acting_user, party)
    require_active(party)
    if KitLink.objects.of(party).live(now()).count() >= LINKS_MAX:
        raise ValidationError([_("You have %(count)s links. Revoke one first.") % {"count": LINKS_MAX}])
    token = new_token()
    link = KitLink.objects.create(
        party=party,
        created_by=acting_user,
        label=clean_line("label", label, longest=LABEL_MAX, required=True),
        token_hash=hash_token(token),
        shows_unlisted=shows_unlisted,
        shows_exact_fees=shows_exact_fees,
        expires_at=_end_of(expires_on, party),
    )
    return link, token


@transaction.atomic
def revoke_kit_link(*, acting_user: User, link: KitLink) -> KitLink:
    """End a link at once and for good; its counts stay. Nothing happens where it ended before.

    Raises PermissionDenied.
    """
    if not can_lead(acting_user, link.party):
        raise PermissionDenied
    KitLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now())
    link.refresh_from_db(fields=["revoked_at"])
    return link


def count_visits() -> int:
    """Bring what was noted of visits into the tables; returns how many days of links were written.

    What is noted are sets of visitors, so it may be read any number of times: nobody is counted twice, and a crash
    between reading and forgetting loses nothing. A count never falls.
    """
    visits = visits_noted()
    known = set(KitLink.objects.filter(pk__in={visit.link_id for visit in visits}).values_list("pk", flat=True))
    for visit in visits:
        if visit.link_id in known:
            day, _is_new = KitLinkDay.objects.get_or_create(link_id=visit.link_id, day=visit.day)
            KitLinkDay.objects.filter(pk=day.pk).update(
                opens=Greatest(F("opens"), visit.opens), plays=Greatest(F("plays"), visit.plays)
            )
    forget_folded(visits)
    return len(visits)


def _end_of(expires_on: dt.date, party: Party) -> dt.datetime:
    today = tonight(party)
    if not today <= expires_on <= today + DAYS_MAX * DAY:
        text = _("Choose a day from today, up to %(count)s days ahead.") % {"count": DAYS_MAX}
        raise ValidationError({"expires_on": [text]})
    return at_wall_clock(expires_on + DAY, dt.time(), party.timezone)
