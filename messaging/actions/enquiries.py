"""Writing to an act, a venue or a professional before any booking."""

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions import ensure_person_party
from accounts.actions.memberships import lock_parties
from accounts.actions.naming import give_name, require_name
from accounts.models import Party, User
from accounts.states import PartyKind
from engagements.actions.transactions import one_transaction
from messaging.access.enquiries import require_may_ask, require_may_begin
from messaging.actions.sending import send_message
from messaging.models import Message, Thread
from messaging.states import About

NIGHTS_AHEAD = dt.timedelta(days=3 * 366)


@one_transaction
def send_enquiry(
    *, acting_user: User, party: Party, text: str, asker: Party | None = None, night: dt.date | None = None,
    your_name: str = "", key: UUID | None = None,
) -> Message:  # fmt: skip
    """Write to an act, a venue or a professional in the name of a party that the user leads, or in their own. Two
    parties have one enquiry: a second message goes into the same thread. The same `key` again returns the message that
    it made. Raises ValidationError by field, and whatever `require_may_ask`, `require_may_begin` and `send_message`
    raise."""
    at = now()
    # Enquiries of one person queue here, before all other locks, so that no two of them pass the limit together.
    user = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=acting_user.pk)
    if not user.is_active:
        raise PermissionDenied
    give_name(acting_user, your_name)
    if asker is None or asker.kind == PartyKind.PERSON:
        require_name(acting_user)
    asker = asker or ensure_person_party(acting_user)
    locked = lock_parties(asker, party)  # two leaders of one side begin one thread
    asker, party = locked[asker.pk], locked[party.pk]
    require_may_ask(acting_user, asker, party)
    night = _clean_night(night, party, at)
    thread = Thread.objects.between(asker, party).first()
    if thread is None:
        require_may_begin(user, party, at)
        thread = _begin(asker, party)
    # The form of an enquiry shows no message of the thread that it goes on in.
    return send_message(acting_user=acting_user, thread=thread, text=text, party=asker, night=night, key=key, seen=0)


def _begin(asker: Party, party: Party) -> Thread:
    Thread.objects.bulk_create([Thread(kind=About.ENQUIRY, asker=asker, party=party)], ignore_conflicts=True)
    return Thread.objects.between(asker, party).get()


def _clean_night(night: dt.date | None, party: Party, at: dt.datetime) -> dt.date | None:
    if night is None:
        return None
    today = at.astimezone(ZoneInfo(party.timezone)).date()
    # Until the morning it is still the night before.
    if night < today - dt.timedelta(days=1):
        raise ValidationError({"night": [_("This date has passed.")]})
    if night > today + NIGHTS_AHEAD:
        raise ValidationError({"night": [_("Choose another date.")]})
    return night
