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
from studio.access import may_have_original
from studio.models import Mix, MixComment, Session, SessionFile
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


class RevisionsOut(Schema):
    included: int
    used: int


class SessionLine(Schema):
    """A session in a list. Times are on the clocks of the professional, null for a fixed price. `answer_by`: until when
    a request waits; `expires_at`: until when it is to be paid; `auto_accepts_at`: when what was delivered counts as
    accepted."""

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
    price: Money
    answer_by: dt.datetime | None
    expires_at: dt.datetime | None
    payment: Id | None
    revisions: RevisionsOut
    auto_accepts_at: dt.datetime | None

    @classmethod
    def line_fields(cls, session: Session) -> dict:
        zone = ZoneInfo(session.professional.timezone)
        same = ("state", "version", "name", "mode", "minutes", "is_remote", "place", "answer_by", "expires_at")
        return {name: getattr(session, name) for name in same} | {
            "id": session.pk,
            "service": session.service_id,
            "professional": session.professional.slug,
            "client": session.client.slug,
            "worker": session.worker_id,
            "starts_at": session.starts_at.astimezone(zone) if session.starts_at else None,
            "ends_at": session.ends_at.astimezone(zone) if session.ends_at else None,
            "price": Money(amount_minor=session.price_minor, currency=session.currency_id),
            "payment": session.payment_id,
            "revisions": RevisionsOut(included=session.revisions, used=session.revisions_used),
            "auto_accepts_at": session.accept_by,
        }

    @classmethod
    def line(cls, session: Session) -> Self:
        return cls(**cls.line_fields(session))


class SessionOut(SessionLine):
    """A session, for both sides and whoever works in it."""

    thread: Id = Field(description="Of the messages of both sides, also where nobody has written yet")
    notes: str
    files: list[SessionFileOut]
    mixes: list[MixOut]
    reviews: list[ReviewOut] = Field(description="What both sides said, once everybody may read it")

    @classmethod
    def of(
        cls, session: Session, files: list[SessionFile], mixes: list[Mix], reviews: list[Review], user: User
    ) -> Self:
        return cls(
            **cls.line_fields(session),
            thread=session.pk,
            notes=session.notes,
            files=[SessionFileOut.of(each, session, user) for each in files],
            mixes=[MixOut.of(each) for each in mixes],
            reviews=[ReviewOut.of(each) for each in reviews],
        )


class SessionStats(Schema):
    """About all that fit, not only about this page; `revenue` and `minutes` of what is booked and paid."""

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
