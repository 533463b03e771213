"""Contracts: made of the agreed terms, frozen with their hash, signed by typed name; a changed term needs a new one."""

import datetime as dt
import hashlib

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.access import require_active
from accounts.models import User
from bookings.actions.doing import Doing
from bookings.actions.locking import lock_booking
from bookings.actions.moves import raise_version
from bookings.actions.telling import tell
from bookings.models import Booking, Contract, ContractSignature
from bookings.pdf.contracts import contract_pdf
from bookings.queries.contracts import current_terms_hash, hash_of, place_in, terms_of
from bookings.queries.money import latest_contract, money_sides, parties_of
from bookings.states import BookingState, Event
from engagements.actions.signatures import clean_signature, require_unsigned
from engagements.actions.transactions import one_transaction
from engagements.errors import ChangedMeanwhile, WrongState
from engagements.queries.people import leaders_of
from engagements.states import Channel, Side, other_side

PAGE = "bookings:contract"


@one_transaction
def make_contract(
    *,
    acting_user: User,
    booking: Booking,
    language: str,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Contract:
    """Freeze the terms of a confirmed booking into the next version of its contract, in one of the site's languages.

    By the leaders of either side; the other side is told. Raises WrongState unless it is confirmed, or where a version
    of these very terms stands that somebody has signed or that is of this language; ValidationError({"language": ...}),
    PermissionDenied, NotApproved.
    """
    doing = Doing.begin(acting_user, channel, at)
    if language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": [_("Choose one of the languages of this site.")]})
    locked = lock_booking(booking)
    sides = money_sides(acting_user, locked)
    if not sides:
        raise PermissionDenied
    require_active(*(parties_of(locked)[side] for side in sides))
    if locked.state != BookingState.CONFIRMED:
        raise WrongState(locked.state, _("You can create a contract once the booking is confirmed."))
    terms = terms_of(locked)
    latest = latest_contract(locked)
    if latest and latest.terms_hash == hash_of(terms) and (latest.language == language or latest.signatures.exists()):
        raise WrongState(locked.state, _("Nothing has changed since the last contract."))
    contract = _freeze(locked, terms, language, latest.number + 1 if latest else 1, doing)
    raise_version(locked)
    doing.note(Event.CONTRACT_MADE, show=locked.spot.show, booking=locked, changes=_new_number(latest, contract))
    _tell_others(doing, "contract_made", locked, sides)
    return contract


def _freeze(booking: Booking, terms: dict, language: str, number: int, doing: Doing) -> Contract:
    show = booking.spot.show
    worded = terms | {"place": place_in(language, show)} | ({"is_for_client": True} if show.is_for_client else {})
    with override(language):
        pdf = contract_pdf(worded, number=number, made_at=doing.at)
    return Contract.objects.create(
        booking=booking,
        number=number,
        language=language,
        terms=worded,
        terms_hash=hash_of(terms),
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        made_by=doing.user,
        made_at=doing.at,
    )


def _new_number(latest: Contract | None, contract: Contract) -> dict[str, list]:
    return {"contract": [latest.number if latest else None, contract.number]}


@one_transaction
def sign_contract(
    *,
    acting_user: User,
    contract: Contract,
    side: Side,
    name: str,
    address: str | None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> ContractSignature:
    """Sign one version with one's typed name, for a side that one leads; `address` is the one it is sent from.

    Raises ChangedMeanwhile unless it is the newest version and of the terms as they are now, WrongState where this side
    has signed it or nothing is booked any more, ValidationError({"name": ...}), PermissionDenied, NotApproved.
    """
    doing = Doing.begin(acting_user, channel, at)
    name = clean_signature(name)
    locked = lock_booking(contract.booking)
    if side not in money_sides(acting_user, locked):
        raise PermissionDenied
    require_active(parties_of(locked)[side])
    if locked.state != BookingState.CONFIRMED:
        raise WrongState(locked.state)
    latest = latest_contract(locked)
    if latest is None or latest.pk != contract.pk or latest.terms_hash != current_terms_hash(locked):
        raise ChangedMeanwhile(_("The terms have changed. This version can’t be signed any more."))
    require_unsigned(side, {signature.side for signature in latest.signatures.all()}, locked.state)
    signature = ContractSignature.objects.create(
        contract=latest,
        side=side,
        name=name,
        signed_by=acting_user,
        signed_at=doing.at,
        address=address,
        sha256=latest.sha256,
    )
    raise_version(locked)
    doing.note(Event.CONTRACT_SIGNED, show=locked.spot.show, booking=locked, text=name)
    tell(doing, leaders_of(parties_of(locked)[other_side(side)]), "contract_signed", locked, page=PAGE)
    return signature


def _tell_others(doing: Doing, kind: str, booking: Booking, sides: frozenset[Side]) -> None:
    parties = parties_of(booking)
    others = [party for side, party in parties.items() if side not in sides] or list(parties.values())
    tell(doing, leaders_of(*others), kind, booking, page=PAGE)
