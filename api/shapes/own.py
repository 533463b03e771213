"""One's own shows and kept applications, as lists; the whole of a show is at `GET /shows/{id}`."""

import datetime as dt
from typing import Self
from zoneinfo import ZoneInfo

from ninja import Schema
from pydantic import Field

from accounts.states import Approval
from api.shapes.basics import Id
from api.shapes.shows import DraftOut, StageName
from bookings.models import ApplicationDraft, Show


class OwnShowOut(Schema):
    """A show of a party that you lead."""

    id: Id
    state: str
    version: int
    host: str = Field(description="Slug of the party whose show it is")
    venue: str | None
    stage: StageName | None
    place: str
    title: str
    night: dt.date
    timezone: str
    load_in_at: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime

    @classmethod
    def of(cls, show: Show) -> Self:
        """Reads its owner and its stage with the venue."""
        zone, stage = ZoneInfo(show.timezone), show.stage
        return cls(
            id=show.pk,
            state=show.state,
            version=show.version,
            host=show.owner.slug,
            venue=stage.venue.party.slug if stage else None,
            stage=StageName(id=stage.pk, name=stage.name) if stage else None,
            place=show.place,
            title=show.title,
            night=show.night,
            timezone=show.timezone,
            load_in_at=show.load_in_at.astimezone(zone),
            starts_at=show.starts_at.astimezone(zone),
            ends_at=show.ends_at.astimezone(zone),
        )


class KeptApplicationOut(DraftOut):
    """A kept application with its show; `may_be_sent` once the act is approved."""

    show: Id
    host: str
    title: str
    night: dt.date
    starts_at: dt.datetime
    may_be_sent: bool

    @classmethod
    def of(cls, draft: ApplicationDraft) -> Self:
        """Reads its act, and its spot with show and host."""
        show = draft.spot.show
        return cls(
            **DraftOut.of(draft).model_dump(),
            show=show.pk,
            host=show.owner.slug,
            title=show.title,
            night=show.night,
            starts_at=draft.spot.starts_at.astimezone(ZoneInfo(show.timezone)),
            may_be_sent=draft.act.approval == Approval.APPROVED,
        )
