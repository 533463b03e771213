"""What must hold after stories of sessions among kills: what was acknowledged happened once, nobody's time is promised
twice, and each session agrees with its money, its files and its mails."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from media.files.store import file_store
from media.models import File, Preview
from media.states import State
from payments.hooks import may_be_sent
from payments.models import Payment, PayoutAccount, Transfer
from payments.queries.owed import owed_by_payee
from payments.states import PAYABLE, WAS_PAID, OutgoingState, PaymentState
from studio.models import Session, SessionEvent, SessionFile
from studio.states import SessionState
from tests.chaos.money_verdict import wrongs as wrongs_of_money
from tests.chaos.stories import Story
from tests.chaos.verdict import check_with, mailed

EVENTS = {
    "approve": "approved", "decline": "declined", "withdraw": "withdrawn", "cancel": "cancelled",
    "start": "in_progress", "deliver": "delivered", "request-revision": "revision", "accept": "completed",
    "dispute": "reported_work", "settle": "settled",
}  # fmt: skip
"""What is written into the history for what was asked."""
MONEY_OF = {
    SessionState.REQUESTED: {None},
    SessionState.DECLINED: {None},
    SessionState.APPROVED: PAYABLE,
    SessionState.WITHDRAWN: {None, PaymentState.CANCELLED},
    SessionState.EXPIRED: {None, PaymentState.EXPIRED},
    SessionState.CONFIRMED: {PaymentState.PAID},
    SessionState.IN_PROGRESS: {PaymentState.PAID},
    SessionState.DELIVERED: {PaymentState.PAID},
    SessionState.DISPUTED: {PaymentState.PAID},
    SessionState.COMPLETED: {PaymentState.PAID, PaymentState.PARTLY_REFUNDED},
    SessionState.CANCELLED: WAS_PAID,
}
"""What a session of this state says of its payment; None where there is none."""


def wrongs(stories: Iterable[Story], mails: Counter) -> list[str]:
    """Everything that is not as it must be, in words; empty when all is well."""
    stories = list(stories)
    visits = [story.visit for story in stories if story.visit]
    return [
        *(f"the story of {story.session or 'nothing'} met {story.problem}" for story in stories if story.problem),
        *_booked(stories),
        *_happened(stories),
        *_overlaps(),
        *_agree_with_money(),
        *_released(),
        *_half_written(),
        *wrongs_of_money(visits),
        *check_with("check_claims", "check_masks"),
        *mailed(mails, Counter(), may_skip=True),
    ]


def _booked(stories: list[Story]) -> Iterator[str]:
    """Each acknowledged booking is there once, and no other is."""
    there = Counter(Session.objects.values_list("notes", flat=True))
    done = {one.key for story in stories for one in story.asked if one.what == "book" and one.is_done}
    for key in done - there.keys():
        yield f"booking {key} was acknowledged and is lost"
    for key in there.keys() - done:
        yield f"booking {key} was refused, or never asked for, and is there"
    for key, count in there.items():
        if count > 1:
            yield f"booking {key} is there {count} times"


def _happened(stories: list[Story]) -> Iterator[str]:
    """Each acknowledged step stands in the history once, and none that was refused."""
    wanted = Counter(
        (story.session, EVENTS[one.what])
        for story in stories
        for one in story.asked
        if one.what in EVENTS and one.is_done
    )
    steps = SessionEvent.objects.filter(event__in=EVENTS.values(), actor__isnull=False)
    there = Counter((str(pk), event) for pk, event in steps.values_list("session", "event"))
    for step in wanted.keys() | there.keys():
        if wanted[step] != there[step]:
            often = f"was acknowledged {wanted[step]} times and happened {there[step]} times"
            yield f"{step[1]} of session {step[0]} {often}"


def _overlaps() -> Iterator[str]:
    """Nobody works in two sessions at once, and no room holds two."""
    held = Session.objects.filter(state__in=[SessionState.CONFIRMED, SessionState.IN_PROGRESS], starts_at__isnull=False)
    for who in ("worker_id", "room_id"):
        rows = held.filter(**{f"{who}__isnull": False}).order_by(who, "starts_at")
        for former, later in pairwise(rows):
            if getattr(former, who) == getattr(later, who) and later.starts_at < former.ends_at:
                yield f"sessions {former.pk} and {later.pk} overlap for {who} {getattr(former, who)}"


def _agree_with_money() -> Iterator[str]:
    """Nobody has paid without a session or a refund, and no session is booked without its money."""
    for session in Session.objects.select_related("payment"):
        state = session.payment.state if session.payment else None
        if state not in MONEY_OF[SessionState(session.state)]:
            yield f"session {session.pk} is {session.state}, and its payment {state}"


def _released() -> Iterator[str]:
    """What is done or called off has been sent on, less what went back, and nothing else has been."""
    accounts = set(PayoutAccount.objects.values_list("party", flat=True))
    for payment in Payment.objects.filter(state__in=WAS_PAID):
        sent = Transfer.objects.filter(attempt__payment=payment, state=OutgoingState.DONE)
        is_released = False not in may_be_sent(payment)
        if not is_released and sent.exists():
            yield f"payment {payment.pk} was sent on before the work was done"
        for payee, owed in owed_by_payee(payment).items():
            if is_released and payee in accounts and owed:
                yield f"payment {payment.pk} was released, and {owed} of it is still owed to {payee}"


def _half_written() -> Iterator[str]:
    """Files are whole, and what is heard of them is prepared."""
    for each in SessionFile.objects.select_related("file", "session"):
        if not each.file.is_ready or file_store().receipt(each.file.key) is None:
            yield f"file {each.file_id} of session {each.session_id} is not whole"
    kept = set(file_store().stored_keys())
    for file in File.objects.filter(state="ready"):
        if file.key not in kept:
            yield f"file {file.pk} has nothing in the store"
    for preview in Preview.objects.exclude(state=State.READY):
        yield f"preview {preview.pk} is {preview.state}"
