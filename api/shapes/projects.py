"""Projects of a client as programs see them, with their sessions, files, budget and links."""

import datetime as dt
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from ninja import Field, Schema

from api.shapes.basics import Id, Money, Slug, Text, Word
from studio.models import Project, ProjectFile, ProjectLink, Session
from studio.queries.projects import Budget, Contents, Sums


class ProjectIn(Schema):
    """A new project. `as` is the slug of a party that you lead, null for yourself; `budget` null for none."""

    speaker: Slug | None = Field(default=None, alias="as")
    name: Word
    notes: Text = ""
    budget: Money | None = None


class ProjectLine(Schema):
    """A project in a list. `budget` is null where none is set; `archived_at`: since when nothing more is booked for it,
    null while it goes on."""

    id: Id
    client: str
    name: str
    notes: str
    budget: Money | None
    created_at: dt.datetime
    archived_at: dt.datetime | None

    @classmethod
    def line_fields(cls, project: Project) -> dict[str, Any]:
        budget, currency = project.budget_minor, project.currency_id
        return {
            "id": project.pk,
            "client": project.client.slug,
            "name": project.name,
            "notes": project.notes,
            "budget": Money(amount_minor=budget, currency=currency) if budget is not None and currency else None,
            "created_at": project.created_at,
            "archived_at": project.archived_at,
        }

    @classmethod
    def line(cls, project: Project) -> Self:
        return cls(**cls.line_fields(project))


class SumsOut(Schema):
    """What the sessions come to in one currency: `spent` is paid and did not go back, `promised` is asked for or still
    to be paid."""

    spent: Money
    promised: Money

    @classmethod
    def of(cls, sums: Sums) -> Self:
        return cls(
            spent=Money(amount_minor=sums.spent, currency=sums.currency),
            promised=Money(amount_minor=sums.promised, currency=sums.currency),
        )


class ProjectSessionOut(Schema):
    """A session of a project. Times are on the clocks of the professional, null for a fixed price."""

    id: Id
    state: str
    name: str
    professional: str
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    price: Money

    @classmethod
    def of(cls, session: Session) -> Self:
        zone = ZoneInfo(session.professional.timezone)
        return cls(
            id=session.pk,
            state=session.state,
            name=session.name,
            professional=session.professional.slug,
            starts_at=session.starts_at.astimezone(zone) if session.starts_at else None,
            ends_at=session.ends_at.astimezone(zone) if session.ends_at else None,
            price=Money(amount_minor=session.price_minor, currency=session.currency_id),
        )


class ProjectFileOut(Schema):
    """A file of the project itself, bit for bit."""

    id: Id
    name: str
    bytes: int
    sha256: str
    added_at: dt.datetime
    url: str

    @classmethod
    def of(cls, file: ProjectFile) -> Self:
        return cls(
            id=file.file_id,
            name=file.file.name,
            bytes=file.file.bytes,
            sha256=file.file.sha256,
            added_at=file.added_at,
            url=settings.SITE_URL + reverse("api:file_download", args=[file.file_id]),
        )


class ProjectOut(ProjectLine):
    """A project with everything in it. `sums` are by currency, that of the budget first. `left_minor`, in minor units
    of the budget's currency, is what they leave of it: below zero where it is exceeded, null without a budget."""

    left_minor: int | None
    sums: list[SumsOut]
    sessions: list[ProjectSessionOut]
    files: list[ProjectFileOut]

    @classmethod
    def of(cls, contents: Contents) -> Self:
        budget = contents.budget
        return cls(
            **cls.line_fields(contents.project),
            left_minor=budget.left if budget.own else None,
            sums=[SumsOut.of(each) for each in _sums(budget)],
            sessions=[ProjectSessionOut.of(each) for each in contents.sessions],
            files=[ProjectFileOut.of(each) for each in contents.files],
        )


def _sums(budget: Budget) -> list[Sums]:
    return [*([budget.own] if budget.own else []), *budget.others]


class ProjectLinkIn(Schema):
    """A link for others. `label` says for whom, to your own people only. It works to the end of `expires_on` on the
    clock of the client, null until it is revoked."""

    label: Word
    expires_on: dt.date | None = None
    shows_budget: bool = Field(default=False, description="Whether it shows prices and the budget")


class ProjectLinkOut(Schema):
    """A link to a project. `uses` counts how often it was opened. `url` is shown once, to whoever makes the link: null
    in lists and in a repeat."""

    id: Id
    label: str
    shows_budget: bool
    created_at: dt.datetime
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None
    uses: int
    last_used_at: dt.datetime | None
    url: str | None

    @classmethod
    def of(cls, link: ProjectLink, url: str | None = None) -> Self:
        same = ("label", "shows_budget", "created_at", "expires_at", "revoked_at", "uses", "last_used_at")
        return cls(id=link.pk, url=url, **{name: getattr(link, name) for name in same})
