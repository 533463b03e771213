"""Sessions as programs see them, with their files and mixes."""

import datetime as dt
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from ninja import Field, Schema

from accounts.models import User
from api.shapes.basics import Count, Id, Instant, Money, Page, Slug, Text, Word
from api.shapes.shows import ReviewOut
from reviews.models import Review
from studio.access import can_read_projects, may_have_original, sees_money
from studio.models import Mix, MixComment, Session, SessionChange, SessionFile
from studio.queries.sessions import SessionTotals


class SessionIn(Schema):
    """What to book. `as` is the slug of a party that you lead, null for yourself; `starts_at` and `minutes` are null
    for a fixed price. `price`: what you have read; where it is another by now, nothing is booked."""

    service: Id
    speaker: Slug | None = Field(default=None, alias="as")
    starts_at: Instant | None = None
    minutes: Count | None = None
    is_remote: bool | None = Field(default=None, description="Unless said, remotely where the professional offers that")
    place: Word | None = None
    notes: Text = ""
    project: Id | None = Field(default=None, description="One of the projects of whoever books")
    price: Money | None = None


class NoteIn(Schema):
    """What you say to it; the other side reads it."""

    note: Text = ""


class DisputeIn(NoteIn):
    """What went wrong. The other side and staff read `note`."""

    kind: Literal["no_show", "work", "other"] = "other"


class DeliverIn(NoteIn):
    """`files` are ids of uploads that have come whole: recordings become mixes named by their files, others stems."""

    files: Annotated[list[Id], Field(max_length=50)] = []


class CommentIn(Schema):
    """Something about a moment of a mix, in milliseconds from its beginning."""

    at_ms: Annotated[int, Field(ge=0, le=24 * 3600 * 1000, strict=True)]
    text: Text


class CommentOut(Schema):
    id: Id
    mix: Id
    author: Id | None
    side: str = Field(description="client or professional")
    at_ms: int
    text: str
    made_at: dt.datetime
    resolved_at: dt.datetime | None

    @classmethod
    def of(cls, comment: MixComment) -> Self:
        return cls(
            id=comment.pk, mix=comment.mix_id, author=comment.author_id, side=comment.side, at_ms=comment.at_ms or 0,
            text=comment.text, made_at=comment.made_at, resolved_at=comment.resolved_at,
        )  # fmt: skip


class SessionFileOut(Schema):
    """A file, bit for bit. `url` is null for work that the client has not accepted yet; `preview_url` is what can be
    heard of a recording: marked, where `url` is null."""

    id: Id
    name: str
    folder: str
    bytes: int
    sha256: str
    added_at: dt.datetime
    url: str | None
    preview_url: str | None

    @classmethod
    def of(cls, file: SessionFile, session: Session, user: User) -> Self:
        has_original = may_have_original(user, file, session)
        preview = file.preview
        is_heard = preview is not None and preview.copy("m4a", marked=not has_original) is not None
        heard = reverse("studio:session_heard", args=[session.pk, file.pk, "m4a"])
        return cls(
            id=file.file_id,
            name=file.file.name,
            folder=file.folder,
            bytes=file.file.bytes,
            sha256=file.file.sha256,
            added_at=file.added_at,
            url=settings.SITE_URL + reverse("api:file_download", args=[file.file_id]) if has_original else None,
            preview_url=settings.SITE_URL + heard if is_heard else None,
        )


class MixOut(Schema):
    """A mix; `file` is one of the session's. Loudness in LUFS, true peak in dBTP (EBU R 128)."""

    id: Id
    title: str
    number: int
    note: str
    file: Id
    preview_state: str = Field(description="waiting, ready or refused")
    duration_ms: int | None
    loudness: float | None
    true_peak: float | None
    sample_rate: int | None
    delivered_at: dt.datetime | None
    accepted_at: dt.datetime | None

    @classmethod
    def of(cls, mix: Mix) -> Self:
        preview = mix.session_file.preview
        return cls(
            id=mix.pk,
            title=mix.title,
            number=mix.number,
            note=mix.note,
            file=mix.session_file.file_id,
            preview_state=preview.state if preview else "refused",
            duration_ms=preview.duration_ms if preview and preview.is_ready else None,
            loudness=preview.loudness if preview else None,
            true_peak=preview.true_peak if preview else None,
            sample_rate=preview.sample_rate if preview else None,
            delivered_at=mix.delivered_at,
            accepted_at=mix.accepted_at,
        )


class TermsIn(NoteIn):
    """Other terms for what is asked for: what is left out stays; `price` is of all of it."""

    starts_at: Instant | None = None
    minutes: Count | None = None
    price: Money


class MoveIn(NoteIn):
    """Another start for what is booked."""

    starts_at: Instant


class ExtendIn(NoteIn):
    """So many minutes more, in steps of 30."""

    minutes: Count


class ChangeOut(Schema):
    """What is proposed about a session. `kind`: terms, move, extension or revision; `side`: who proposes it, client or
    professional. `price`: of all of it for terms, else what is added. `payment` is to be paid by the client until
    `expires_at`."""

    id: Id
    kind: str
    state: str
    side: str
    note: str
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    minutes: int | None
    price: Money | None
    answer_by: dt.datetime | None
    expires_at: dt.datetime | None
    payment: Id | None

    @classmethod
    def of(cls, change: SessionChange, session: Session) -> Self:
        zone, price = ZoneInfo(session.professional.timezone), change.price_minor
        same = ("kind", "state", "side", "minutes", "answer_by", "expires_at")
        return cls(
            **{name: getattr(change, name) for name in same},
            id=change.pk,
            note=change.text,
            starts_at=change.starts_at.astimezone(zone) if change.starts_at else None,
            ends_at=change.ends_at.astimezone(zone) if change.ends_at else None,
            price=Money(amount_minor=price, currency=session.currency_id) if price is not None else None,
            payment=change.payment_id,
        )


class RevisionsOut(Schema):
    """`price`: of one more than those included, null where none is offered."""

    included: int
    used: int
    price: Money | None


class SessionLine(Schema):
    """A session in a list. Times are on the clocks of the professional, null for a fixed price. `answer_by`: until when
    a request waits; `expires_at`: until when it is to be paid; `auto_accepts_at`: when what was delivered counts as
    accepted. `call_link`: where both sides of a remote session meet, null until it is paid. `price` and `payment` are
    null for whoever only works in it."""

    id: Id
    state: str
    version: int
    service: Id
    name: str
    mode: str
    professional: str
    client: str
    worker: Id | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    minutes: int | None
    is_remote: bool
    place: str
    call_link: str | None
    price: Money | None
    answer_by: dt.datetime | None
    expires_at: dt.datetime | None
    payment: Id | None
    revisions: RevisionsOut
    auto_accepts_at: dt.datetime | None

    @classmethod
    def line_fields(cls, session: Session, *, sees_money: bool) -> dict:
        zone = ZoneInfo(session.professional.timezone)
        same = ("state", "version", "name", "mode", "minutes", "is_remote", "place", "answer_by", "expires_at")
        return {name: getattr(session, name) for name in same} | {
            "id": session.pk,
            "service": session.service_id,
            "professional": session.professional.slug,
            "client": session.client.slug,
            "worker": session.worker_id,
            "call_link": session.call_link or None if session.shows_call_link else None,
            "starts_at": session.starts_at.astimezone(zone) if session.starts_at else None,
            "ends_at": session.ends_at.astimezone(zone) if session.ends_at else None,
            "price": Money(amount_minor=session.price_minor, currency=session.currency_id) if sees_money else None,
            "payment": session.payment_id if sees_money else None,
            "revisions": _revisions(session, sees_money=sees_money),
            "auto_accepts_at": session.accept_by,
        }

    @classmethod
    def line(cls, session: Session, *, sees_money: bool) -> Self:
        return cls(**cls.line_fields(session, sees_money=sees_money))


def _revisions(session: Session, *, sees_money: bool) -> RevisionsOut:
    amount = session.revision_minor if sees_money else None
    price = Money(amount_minor=amount, currency=session.currency_id) if amount is not None else None
    return RevisionsOut(included=session.revisions, used=session.revisions_used, price=price)


class SessionOut(SessionLine):
    """A session, for both sides and whoever works in it. `change`: what is proposed and waits, for both sides."""

    thread: Id = Field(description="Of the messages of both sides, also where nobody has written yet")
    notes: str
    change: ChangeOut | None
    project: Id | None = Field(description="Of the client; null for everyone else")
    files: list[SessionFileOut]
    mixes: list[MixOut]
    reviews: list[ReviewOut] = Field(description="What both sides said, once everyone may read it")

    @classmethod
    def of(
        cls,
        session: Session,
        files: list[SessionFile],
        mixes: list[Mix],
        reviews: list[Review],
        change: SessionChange | None,
        user: User,
    ) -> Self:
        return cls(
            **cls.line_fields(session, sees_money=sees_money(user, session)),
            thread=session.pk,
            notes=session.notes,
            change=ChangeOut.of(change, session) if change else None,
            project=session.project_id if session.project_id and can_read_projects(user, session.client) else None,
            files=[SessionFileOut.of(each, session, user) for each in files],
            mixes=[MixOut.of(each) for each in mixes],
            reviews=[ReviewOut.of(each) for each in reviews],
        )


class SessionStats(Schema):
    """About all that fit, not only about this page; `revenue` and `minutes` of what is booked and paid; no
    revenue of what you only work in."""

    total: int
    by_state: dict[str, int]
    revenue: list[Money]
    minutes: int

    @classmethod
    def of(cls, totals: SessionTotals) -> Self:
        return cls(
            total=totals.count,
            by_state=totals.by_state,
            revenue=[Money(amount_minor=amount, currency=currency) for amount, currency in totals.revenue],
            minutes=totals.minutes,
        )


class SessionsOut(Page[SessionLine]):
    stats: SessionStats
