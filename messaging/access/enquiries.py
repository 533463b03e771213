"""Who may begin an enquiry, in whose name, and with whom."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.errors import NotApproved
from accounts.models import Party, User
from accounts.queries import parties_of, person_party
from accounts.states import ENQUIRY_KINDS, Approval
from messaging.access.blocks import is_unwanted, off, unwelcome
from messaging.errors import TooManyEnquiries
from messaging.models import Message
from messaging.states import About
from web.errors import Refusal
from web.texts import isolated_words

DAY = dt.timedelta(days=1)
USUAL_A_DAY, NEW_A_DAY = 10, 3
"""So many enquiries a person begins within 24 hours, whatever parties they write for."""
NEW_FOR = dt.timedelta(days=7)
"""How long an account counts as new."""


def may_be_asked(party: Party, *, is_led: bool) -> bool:
    """Whether the pages offer to write to the party: to everybody but its leaders (`is_led`), while it takes
    enquiries."""
    return not is_led and party.is_public and party.kind in ENQUIRY_KINDS and party.takes_enquiries


def askers_of(user: User, party: Party) -> list[Party]:
    """The approved parties for which the user may write to this one, by name. They may always write in their own
    name."""
    led = [mine.party for mine in parties_of(user) if mine.is_led]
    return [each for each in led if each.approval == Approval.APPROVED and each != party]


def waiting_askers(user: User, party: Party) -> list[Party]:
    """The parties for which the user cannot write to this one until staff have approved them, by name."""
    led = [mine.party for mine in parties_of(user) if mine.is_led]
    return [each for each in led if each.approval == Approval.DRAFT and each != party]


def why_nobody_asks(user: User, askers: Sequence[Party], party: Party) -> Refusal | None:
    """Why the user may write to the party for none of these `askers`, nor in their own name, since one side has blocked
    the other; None where there is a way."""
    own = person_party(user)
    found = [unwelcome(user, asker, party) for asker in (*askers, own) if asker]
    if own is None:
        found.append(off(party) if is_unwanted(user, party) else None)
    return found[0] if all(found) else None


def require_may_ask(user: User, asker: Party, party: Party) -> None:
    """Raises PermissionDenied, ValidationError by field, NotApproved for either side, EnquiriesOff if the party accepts
    none. Assumes both parties locked and read again."""
    if not can_lead(user, asker):
        raise PermissionDenied
    if party.kind not in ENQUIRY_KINDS:
        raise ValidationError({"party": [_("Choose an act, a venue or a studio professional to write to.")]})
    if asker == party or can_lead(user, party):
        raise ValidationError(
            {"speaker": [_("You’re in the team of %(name)s yourself.") % isolated_words({"name": party.name})]}
        )
    NotApproved.unless_all(party, asker)
    if not (party.is_listed and party.takes_enquiries):
        raise off(party)


def require_may_begin(user: User, party: Party, at: dt.datetime) -> None:
    """Raise EnquiriesOff where the party has blocked this person, TooManyEnquiries at the limit. Assumes the user's row
    locked."""
    if is_unwanted(user, party):
        raise off(party)
    is_new = at - user.date_joined < NEW_FOR
    begun = Message.objects.filter(author=user, number=1, thread__kind=About.ENQUIRY, sent_at__gt=at - DAY).count()
    if is_new and begun >= NEW_A_DAY:
        most = {"count": NEW_A_DAY}
        text = _("In your first week you can write to %(count)s new people in 24 hours. Try again later.")
        raise TooManyEnquiries(text % most)
    if begun >= USUAL_A_DAY:
        most = {"count": USUAL_A_DAY}
        raise TooManyEnquiries(_("You can write to %(count)s new people in 24 hours. Try again later.") % most)
