"""Takes the demo world away: whatever belongs to its parties and people, and nothing else."""

import pgtrigger
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.models import ApprovalDecision, Membership, Party, PartyPhoto, User
from availability.models import AvailabilityRule, Calendar, TimeBlock
from bands.models import PressKit, PressSound
from bookings.models import (
    Booking,
    Cancellation,
    Contract,
    ContractSignature,
    HistoryEntry,
    LineupEntry,
    Move,
    MoveSpot,
    Offer,
    Report,
    Settlement,
    Show,
    ShowRoom,
    Spot,
)
from demo.world.logins import DOMAIN
from demo.world.wiping_payments import wipe_payments
from discovery.actions import learn_words
from holds.models import Challenge, ChallengeStep, Hold, HoldEvent, HoldOffer, Proposal
from media.actions import drop, drop_document, drop_file, drop_picture, drop_sound
from media.models import Document, Picture
from messaging.models import Message, Thread
from reviews.models import Review
from studio.models import (
    Hours,
    Mix,
    Project,
    ProjectFile,
    Room,
    Sample,
    Session,
    SessionChange,
    SessionEvent,
    SessionFile,
    Tip,
)
from venues.models import Stage


@transaction.atomic
def wipe() -> int:
    """How many people went. Shows of real parties stay; demo acts vanish from them."""
    people = User.objects.filter(email__endswith=f"@{DOMAIN}")
    # A party of somebody real stays, also where one of the demo world's people has joined it.
    real = Membership.objects.filter(party=OuterRef("pk")).exclude(user__in=people)
    own = Q(memberships__user__in=people) & ~Exists(real)
    parties = Party.objects.filter(Q(is_demo=True) | own).distinct()
    party_ids = list(parties.values_list("pk", flat=True))
    user_ids = list(people.values_list("pk", flat=True))
    calendar_ids = [
        *people.values_list("calendar", flat=True),
        *parties.values_list("calendar", flat=True),
        *Stage.objects.filter(venue__in=party_ids).values_list("calendar", flat=True),
        *Room.objects.filter(professional__in=party_ids).values_list("calendar", flat=True),
    ]
    _wipe_messages(party_ids)
    _wipe_shows(party_ids)
    _forget(user_ids)
    _wipe_press(party_ids)
    _wipe_samples(party_ids)
    for photo in PartyPhoto.objects.filter(party__in=party_ids).select_related("picture"):
        photo.delete()
        drop_picture(acting_user=None, picture=photo.picture)
    ApprovalDecision.objects.filter(party__in=party_ids).delete()
    rules = AvailabilityRule.objects.filter(calendar__in=calendar_ids)
    Hours.objects.filter(series__in=rules.values("series")).delete()
    TimeBlock.objects.filter(calendar__in=calendar_ids).delete()
    Party.objects.filter(pk__in=party_ids).delete()
    User.objects.filter(pk__in=user_ids).delete()
    Calendar.objects.filter(pk__in=calendar_ids).delete()
    learn_words()
    return len(user_ids)


def _wipe_messages(party_ids: list) -> None:
    """Delete threads about a demo party, and messages of demo parties in other threads."""
    sides = Q(party__in=party_ids) | Q(asker__in=party_ids) | Q(show__owner__in=party_ids)
    booking = Q(booking__act__in=party_ids) | Q(booking__spot__show__owner__in=party_ids)
    session = Q(session__client__in=party_ids) | Q(session__professional__in=party_ids)
    Thread.objects.filter(sides | booking | session).delete()
    Message.objects.filter(party__in=party_ids).delete()


def _wipe_shows(party_ids: list) -> None:
    """Histories, offers and signatures are for ever; the demo world is the one thing that may be un-happened."""
    bookings = Booking.objects.filter(Q(act__in=party_ids) | Q(spot__show__owner__in=party_ids))
    shows = Show.objects.filter(owner__in=party_ids)
    booking_ids, show_ids = (list(rows.values_list("pk", flat=True)) for rows in (bookings, shows))
    own = Q(session__client__in=party_ids) | Q(session__professional__in=party_ids)
    Review.objects.filter(Q(booking__in=booking_ids) | own).delete()
    _wipe_sessions(party_ids)
    wipe_payments(party_ids, booking_ids)
    with pgtrigger.ignore(*FOR_EVER):
        _wipe_holds(party_ids, booking_ids, show_ids)
        for model in (ContractSignature, Contract, Settlement, Offer, Cancellation, Report, MoveSpot, LineupEntry):
            model.objects.filter(**{BOOKING_OF.get(model, "booking__in"): booking_ids}).delete()
        HistoryEntry.objects.filter(Q(booking__in=booking_ids) | Q(show__in=show_ids)).delete()
        Move.objects.filter(show__in=show_ids).delete()
    Booking.objects.filter(pk__in=booking_ids).delete()
    ShowRoom.objects.filter(show__in=show_ids).delete()
    Spot.objects.filter(show__in=show_ids).delete()
    posters = list(Picture.objects.filter(poster_of__in=show_ids))
    shows.delete()
    for poster in posters:
        drop_picture(acting_user=None, picture=poster)


def _wipe_sessions(party_ids: list) -> None:
    sessions = Session.objects.filter(Q(client__in=party_ids) | Q(professional__in=party_ids))
    _wipe_work(list(sessions.values_list("pk", flat=True)))
    kept = (
        "studio.SessionEvent:sessionevent_stays", "studio.Session:session_is_kept",
        "studio.SessionChange:sessionchange_is_kept", "studio.Tip:tip_is_kept",
    )  # fmt: skip
    with pgtrigger.ignore(*kept):
        SessionChange.objects.filter(session__in=sessions).delete()
        Tip.objects.filter(session__in=sessions).delete()
        SessionEvent.objects.filter(session__in=sessions).delete()
        sessions.delete()
    _drop_files(ProjectFile.objects.filter(project__client__in=party_ids))
    Project.objects.filter(client__in=party_ids).delete()


def _wipe_work(session_ids: list) -> None:
    """Files, mixes and comments of sessions."""
    with pgtrigger.ignore("studio.Mix:mix_delivered_is_kept"):
        Mix.objects.filter(session__in=session_ids).delete()
    _drop_files(SessionFile.objects.filter(session__in=session_ids))


def _drop_files(files: QuerySet) -> None:
    for kept in files.select_related("file", "preview"):
        kept.delete()
        if kept.preview:
            drop(acting_user=None, kept=kept.preview)
        drop_file(file=kept.file)


def _forget(user_ids: list) -> None:
    """What is left of its people in the shows of others: their places in line-ups, and their names in histories."""
    LineupEntry.objects.filter(user__in=user_ids).delete()
    with pgtrigger.ignore(*FOR_EVER):
        for history in (HistoryEntry, HoldEvent):
            history.objects.filter(actor__in=user_ids).update(actor=None)


def _wipe_press(party_ids: list) -> None:
    """Kits go with their bands; what they let go of first are the files."""
    documents = list(
        Document.objects.filter(pk__in=PressKit.objects.filter(party__in=party_ids).values("rider_document"))
    )
    PressKit.objects.filter(party__in=party_ids).delete()
    for document in documents:
        drop_document(acting_user=None, document=document)
    for own in PressSound.objects.filter(party__in=party_ids).select_related("sound"):
        own.delete()
        drop_sound(acting_user=None, sound=own.sound)


def _wipe_samples(party_ids: list) -> None:
    for sample in Sample.objects.filter(professional__in=party_ids).with_sounds():
        sample.delete()
        for sound in (sample.before, sample.after):
            drop_sound(acting_user=None, sound=sound)


def _wipe_holds(party_ids: list, booking_ids: list, show_ids: list) -> None:
    """The ladders of demo venues, and what demo parties hold elsewhere."""
    involved = Q(holder__in=party_ids) | Q(act__in=party_ids) | Q(stage__venue__in=party_ids)
    made = Q(booking__in=booking_ids) | Q(show__in=show_ids)
    holds = list(Hold.objects.filter(involved | made).values_list("pk", flat=True))
    challenges = Challenge.objects.filter(Q(hold__in=holds) | Q(asked__in=holds) | Q(steps__hold__in=holds))
    challenge_ids = list(challenges.values_list("pk", flat=True))
    offers = list(HoldOffer.objects.filter(holds__in=holds).values_list("pk", flat=True))
    Proposal.objects.filter(Q(hold__in=holds) | Q(challenge__in=challenge_ids)).delete()
    ChallengeStep.objects.filter(challenge__in=challenge_ids).delete()
    Challenge.objects.filter(pk__in=challenge_ids).delete()
    HoldOffer.objects.filter(pk__in=offers).update(settled_on=None)
    HoldEvent.objects.filter(hold__in=holds).delete()
    Hold.objects.filter(pk__in=holds).delete()
    HoldOffer.objects.filter(pk__in=offers, holds=None).delete()


FOR_EVER = (
    "bookings.HistoryEntry:historyentry_is_append_only",
    "holds.HoldEvent:holdevent_is_append_only",
    "bookings.Offer:offer_is_append_only",
    "bookings.SettlementSignature:settlementsignature_is_append_only",
    "bookings.Contract:contract_is_kept",
    "bookings.ContractSignature:contractsignature_is_kept",
)
BOOKING_OF: dict[type[Model], str] = {ContractSignature: "contract__booking__in"}
