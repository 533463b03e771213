"""Sessions of the demo's engineer: one in each state, of five clients, with files, mixes to compare and comments."""

import array
import datetime as dt
import io
import math
import wave
from collections.abc import Callable

import pgtrigger
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from accounts.actions.parties import ensure_person_party
from accounts.models import Party, User
from catalogue.models import Currency
from demo.world.cast import SESSION_REVIEWS
from demo.world.logins import CLIENT, ENGINEER
from media.actions import keep_file
from messaging.access import get_thread_for
from messaging.actions import send_message
from payments.actions import expire_payment
from payments.actions.outside import record_paid_outside
from payments.models import Payment
from payments.states import Means
from reviews.actions import write_review
from studio.actions import answer_split, offer_split
from studio.actions.changes import propose_terms
from studio.actions.projects import add_project_files, create_project, create_project_link
from studio.actions.sessions import (
    approve_session,
    begin_session,
    book_session,
    cancel_session,
    complete_session,
    decline_session,
    deliver_session,
    give_tip,
    report_problem,
    set_project,
    withdraw_session,
)
from studio.actions.work import add_files, add_mix, answer_comment, comment_mix, resolve_comment
from studio.models import Mix, Professional, Service, Session, SessionEvent
from studio.queries.slots import slots
from studio.rules.prices import price_of
from studio.states import SessionState

RATE, SECONDS = 22_050, 24
NOTES_A_SECOND = 2
NOTES = (220.0, 277.2, 329.6, 440.0)
DAY = dt.timedelta(days=1)
FINISHED = (
    (300, "The first demo."), (210, "Three songs for a split single."), (205, "The fourth song."),
    (120, "A remix."), (64, "A live recording from the cellar."),
)  # fmt: skip
"""How many days ago somebody asked for what is done by now, and what for."""


def add_sessions(world, add_person: Callable[[str], User]) -> list[Callable[[], object]]:
    """The steps: each makes a session and brings it as far as its state."""
    zone = "Europe/Berlin"
    band = world.bands[0]
    clients = [
        (world.logins[CLIENT], None),
        (world.leaders[band], band),
        *((add_person(zone), None) for _person in range(3)),
    ]
    desk = _Desk(world.logins[ENGINEER])
    return [
        lambda: desk.requested(*clients[0]),
        lambda: desk.countered(*clients[1]),
        lambda: desk.to_be_paid(*clients[0]),
        lambda: desk.booked(*clients[1]),
        lambda: desk.in_progress(*clients[1]),
        lambda: desk.delivered(*clients[0]),
        lambda: desk.completed(*clients[2]),
        lambda: desk.finished(*clients[2]),
        lambda: desk.ended(*clients[3]),
        lambda: desk.disputed(*clients[4]),
        lambda: desk.project(clients[0][0]),
        lambda: desk.shares(clients[4][0]),
    ]


class _Desk:
    """What the engineer works on."""

    def __init__(self, engineer: User) -> None:
        self.engineer = engineer

    @property
    def professional(self) -> Professional:
        return Professional.objects.select_related("party").filter(party__memberships__user=self.engineer)[0]

    def service(self, **wanted) -> Service:
        found = self.professional.services.select_related("professional__party", "currency", "room")
        return found.filter(**wanted).order_by("created_at", "id")[0]

    def ask(self, user: User, party: Party | None, notes: str, *, days_ago: int, discipline: str = "mixing") -> Session:
        """Somebody asks for a song, so many days ago."""
        service = self.service(rate_kind="fixed", discipline=discipline)
        return book_session(
            acting_user=user, service=service, client=party or ensure_person_party(user), is_remote=True, notes=notes,
            expected_price=service.amount_minor, at=now() - days_ago * DAY,
        )  # fmt: skip

    def approved(self, user: User, party: Party | None, notes: str, *, days_ago: int, **more) -> Session:
        session = self.ask(user, party, notes, days_ago=days_ago, **more)
        return approve_session(acting_user=self.engineer, session_id=session.pk, at=session.created_at)

    def paid(self, user: User, party: Party | None, notes: str, *, days_ago: int, **more) -> Session:
        session = self.approved(user, party, notes, days_ago=days_ago, **more)
        self.take_money(session)
        return session

    def begun(self, user: User, party: Party | None, notes: str, *, days_ago: int, **more) -> Session:
        session = self.paid(user, party, notes, days_ago=days_ago, **more)
        begin_session(acting_user=self.engineer, session_id=session.pk, at=session.created_at + DAY)
        return session

    def take_money(self, session: Session) -> None:
        """The client has paid by bank transfer, an hour after they could."""
        payment = Session.objects.select_related("payment").get(pk=session.pk).payment
        assert payment  # noqa: S101 — it is approved
        Payment.objects.filter(pk=payment.pk).update(expires_at=now() + DAY)
        record_paid_outside(
            acting_user=self.engineer, payment_id=payment.pk, means=Means.TRANSFER, version=payment.version
        )
        with pgtrigger.ignore("studio.SessionEvent:sessionevent_stays"):
            paid = SessionEvent.objects.filter(session=session, event="confirmed")
            paid.update(at=min(session.created_at + dt.timedelta(hours=1), now()))

    def mix(self, session: Session, title: str, note: str, *, level: float, brightness: float, days: int) -> Mix:
        file = keep_file(acting_user=self.engineer, upload=_upload(f"{title}.wav", _song(level, brightness)))
        at = session.created_at + days * DAY
        return add_mix(acting_user=self.engineer, session_id=session.pk, title=title, note=note, file=file.pk, at=at)

    def requested(self, user: User, party: Party | None) -> None:
        self.ask(user, party, "A waltz for my parents. The stems are from a phone, sorry.", days_ago=0)

    def countered(self, user: User, party: Party | None) -> None:
        """Asked for, and answered with another price."""
        session = self.ask(user, party, "A live set of ninety minutes, as one mix.", days_ago=0)
        propose_terms(
            acting_user=self.engineer, session_id=session.pk, price_minor=session.price_minor * 3,
            text="Ninety minutes take me three days. I can do it for this.",
        )  # fmt: skip

    def to_be_paid(self, user: User, party: Party | None) -> None:
        self.approved(user, party, "The same waltz, mastered for a vinyl single.", days_ago=0, discipline="mastering")

    def booked(self, user: User, party: Party | None) -> None:
        """An afternoon next week, with a reference and a message."""
        service, professional = self.service(rate_kind="hour"), self.professional
        since = now() + 3 * DAY
        slot = slots(
            professional, services=professional.services.filter(pk=service.pk), since=since, until=since + 9 * DAY
        )[0]
        minutes = service.min_minutes
        session = book_session(
            acting_user=user, service=service, client=party or ensure_person_party(user),
            starts_at=slot.starts_at, minutes=minutes, is_remote=False,
            notes="Three songs, we bring coffee.", expected_price=price_of(service, minutes),
        )  # fmt: skip
        self.take_money(session)
        self.send(user, session, "references", "How the toms should sound.wav", level=0.5, brightness=0.9)
        thread = get_thread_for(user, session.pk)
        send_message(acting_user=user, thread=thread, text="Is there parking for a van?")

    def in_progress(self, user: User, party: Party | None) -> None:
        session = self.begun(user, party, "“Below the Line”: keep the hiss.", days_ago=4)
        self.send(user, session, "stems", "Below the Line, drums.wav", level=0.8, brightness=0.2)
        self.send(user, session, "stems", "Below the Line, voice.wav", level=0.4, brightness=0.6)
        mix = self.mix(session, "Below the Line", "A first balance.", level=0.5, brightness=0.3, days=2)
        comment = comment_mix(acting_user=user, mix_id=mix.pk, at_ms=4_200, text="The second voice is too loud here.")
        answer_comment(acting_user=self.engineer, comment_id=comment.pk, text="Down by 2 dB in the next mix.")

    def delivered(self, user: User, party: Party | None) -> None:
        """Two mixes to compare: the second is louder and brighter."""
        session = self.begun(user, party, "“Curtains”, for the wedding video.", days_ago=6)
        first = self.mix(session, "Curtains", "Warm and quiet.", level=0.3, brightness=0.2, days=2)
        comment = comment_mix(acting_user=user, mix_id=first.pk, at_ms=9_000, text="More sparkle from here on, please.")
        resolve_comment(acting_user=self.engineer, comment_id=comment.pk)
        self.mix(session, "Curtains", "More sparkle, and louder.", level=0.9, brightness=0.8, days=4)
        deliver_session(
            acting_user=self.engineer, session_id=session.pk, text="Compare both at the same loudness.",
            at=now() - dt.timedelta(hours=30),
        )  # fmt: skip

    def completed(self, user: User, party: Party | None) -> None:
        session = self.begun(user, party, "One song about rain.", days_ago=20)
        self.mix(session, "Rain", "", level=0.7, brightness=0.5, days=3)
        deliver_session(
            acting_user=self.engineer, session_id=session.pk, text="Here it is.", at=session.created_at + 4 * DAY
        )
        done_at = session.created_at + 5 * DAY
        complete_session(acting_user=user, session_id=session.pk, at=done_at)
        session = Session.objects.select_related("professional", "client").get(pk=session.pk)
        for author, (rating, text) in zip((user, self.engineer), SESSION_REVIEWS, strict=True):
            write_review(acting_user=author, occasion=session, rating=rating, text=text, at=done_at + DAY)
        self.tipped(user, session)

    def finished(self, user: User, party: Party | None) -> None:
        """What the same client has had done in the months before."""
        for days_ago, notes in FINISHED:
            session = self.begun(user, party, notes, days_ago=days_ago)
            delivered_at = session.created_at + 3 * DAY
            deliver_session(acting_user=self.engineer, session_id=session.pk, text="As asked.", at=delivered_at)
            complete_session(acting_user=user, session_id=session.pk, at=delivered_at + DAY)

    def tipped(self, user: User, session: Session) -> None:
        """The client gives something on top, by bank transfer."""
        tip = give_tip(acting_user=user, session_id=session.pk, amount_minor=15_00, at=now() - dt.timedelta(hours=2))
        record_paid_outside(
            acting_user=self.engineer, payment_id=tip.payment_id, means=Means.TRANSFER, version=tip.payment.version
        )

    def shares(self, label: User) -> None:
        """From now on a label gets a part of each mix, and another one is offered."""
        told = {"acting_user": self.engineer, "professional": self.professional, "kind": "percent"}
        split, _no_token = offer_split(**told, value=12_50, member=label)
        answer_split(acting_user=label, split_id=split.pk, accepts=True)
        offer_split(**told, value=5_00, service=self.service(rate_kind="hour"), name="The assistant")

    def ended(self, user: User, party: Party | None) -> None:
        """Declined, taken back, called off, and not paid in time."""
        declined = self.ask(user, party, "A podcast of four hours, by tomorrow.", days_ago=9)
        decline_session(acting_user=self.engineer, session_id=declined.pk, text="Not by tomorrow, sorry.")
        withdrawn = self.ask(user, party, "A podcast of four hours.", days_ago=8)
        withdraw_session(acting_user=user, session_id=withdrawn.pk)
        called_off = self.paid(user, party, "A podcast of one hour.", days_ago=7)
        cancel_session(acting_user=self.engineer, session_id=called_off.pk, text="My desk is at the repair shop.")
        unpaid = self.approved(user, party, "A podcast of two hours.", days_ago=6)
        payment = Session.objects.select_related("payment").get(pk=unpaid.pk).payment
        assert payment  # noqa: S101 — it is approved
        expire_payment(payment_id=payment.pk)

    def disputed(self, user: User, party: Party | None) -> None:
        session = self.begun(user, party, "An album opener.", days_ago=12)
        self.mix(session, "Opener", "", level=0.6, brightness=0.9, days=3)
        deliver_session(acting_user=self.engineer, session_id=session.pk, text="Mix 1.", at=now() - DAY)
        report_problem(acting_user=user, session_id=session.pk, kind="work", text="This is the rough mix, unchanged.")

    def project(self, user: User) -> None:
        """The wedding of the client: the mixes to compare, and a master at another desk, with a file and a link."""
        client = ensure_person_party(user)
        project = create_project(
            acting_user=user, client=client, name="Anna's wedding", notes="Two songs for the video, by May.",
            budget_minor=600_00, currency=Currency.objects.get(code="EUR"),
        )  # fmt: skip
        curtains = Session.objects.filter(client=client, state=SessionState.DELIVERED)[0]
        set_project(acting_user=user, session_id=curtains.pk, project_id=project.pk)
        service = Service.objects.select_related("professional__party", "currency", "room").get(
            professional__party__name="Halbton Mastering", rate_kind="fixed"
        )
        book_session(
            acting_user=user, service=service, client=client, is_remote=True, notes="Once the mix is accepted.",
            expected_price=service.amount_minor, project_id=project.pk,
        )  # fmt: skip
        file = keep_file(acting_user=user, upload=_upload("Order of the songs.txt", b"1. Curtains\n2. The waltz\n"))
        add_project_files(acting_user=user, project_id=project.pk, files=[file.pk])
        create_project_link(acting_user=user, project_id=project.pk, label="The film maker")

    def send(self, user: User, session: Session, folder: str, name: str, *, level: float, brightness: float) -> None:
        file = keep_file(acting_user=user, upload=_upload(name, _song(level, brightness)))
        add_files(acting_user=user, session_id=session.pk, folder=folder, files=[file.pk])


def _upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, ContentFile(content).read())


def _song(level: float, brightness: float) -> bytes:
    """Some seconds of four notes again and again, as a WAV: the same music at any level (of full scale), with more or
    fewer overtones."""
    notes = b"".join(_note(hertz, level, brightness) for hertz in NOTES)
    times = SECONDS * NOTES_A_SECOND // len(NOTES)
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(RATE)
        recording.writeframes(notes * times)
    return file.getvalue()


def _note(hertz: float, level: float, brightness: float) -> bytes:
    """Samples of one note that fades."""
    turn = 2 * math.pi * hertz / RATE
    samples = array.array("h")
    for age in range(RATE // NOTES_A_SECOND):
        tone = math.sin(turn * age) + brightness * math.sin(turn * 3 * age) / 2
        samples.append(int(32_000 * level * math.exp(-3 * age / RATE) * tone / 1.5))
    return samples.tobytes()
