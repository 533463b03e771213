"""The page of a project, for the client's people and for whoever has a link."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from accounts.access import can_lead
from accounts.models import Party, User
from media.templatetags.media import CODECS
from studio.access import is_locked
from studio.models import Mix, Project, ProjectFile, ProjectLink, Session
from studio.pages.work import formats_of
from studio.queries.projects import Budget, Contents, LinkLine, contents_of, links_of, sessions_to_add

CHOICES_SHOWN = 200


@dataclass(frozen=True)
class HeardMix:
    """A mix by a link: what is heard of it is what the client hears. `sources`: media types with their addresses."""

    mix: Mix
    is_marked: bool
    sources: list[tuple[str, str]]


@dataclass(frozen=True)
class SessionRow:
    """A session of a project, with the newest mix of each title."""

    session: Session
    mixes: list[Mix]


@dataclass(frozen=True)
class ProjectPage:
    """A project for one of the client's people. `may_edit`: they lead the client. `again`: the professionals of its
    sessions, to book once more."""

    project: Project
    rows: list[SessionRow]
    files: list[ProjectFile]
    budget: Budget
    links: list[LinkLine]
    may_edit: bool
    again: list[Party]
    to_add: list[Session]

    @property
    def is_waiting(self) -> bool:
        """Whether the worker still prepares something, so that the page will show more soon."""
        return any(file.preview is not None and file.preview.is_waiting for file in self.files)


@dataclass(frozen=True)
class SharedPage:
    """A project for whoever has a link: no prices unless it `shows_budget`, and no original."""

    project: Project
    rows: list[tuple[Session, list[HeardMix]]]
    files: list[ProjectFile]
    budget: Budget
    shows_budget: bool


def project_page(project: Project, user: User) -> ProjectPage:
    """What this user sees of a project. Six queries at most, and those for the roles of the user."""
    contents, may_edit = contents_of(project), can_lead(user, project.client)
    return ProjectPage(
        project=project,
        rows=_rows(contents),
        files=contents.files,
        budget=contents.budget,
        links=links_of(project) if may_edit else [],
        may_edit=may_edit,
        again=list(dict.fromkeys(each.professional for each in contents.sessions)),
        to_add=list(sessions_to_add(project)[:CHOICES_SHOWN]) if may_edit and project.archived_at is None else [],
    )


def shared_page(link: ProjectLink, token: str) -> SharedPage:
    """What whoever has this link sees. Four queries."""
    contents = contents_of(link.project)
    return SharedPage(
        project=link.project,
        rows=[(row.session, [_heard(mix, row.session, token) for mix in row.mixes]) for row in _rows(contents)],
        files=contents.files,
        budget=contents.budget,
        shows_budget=link.shows_budget,
    )


def by_client(projects: Iterable[Project]) -> list[tuple[Party, list[Project]]]:
    """Projects in groups; assumes them in the order of their clients."""
    return [(client, list(found)) for client, found in groupby(projects, key=lambda project: project.client)]


def _rows(contents: Contents) -> list[SessionRow]:
    return [SessionRow(each, contents.mixes.get(each.pk, [])) for each in contents.sessions]


def _heard(mix: Mix, session: Session, token: str) -> HeardMix:
    is_marked = is_locked(mix.session_file, session)
    forms = formats_of(mix.session_file.preview, is_marked=is_marked)
    sources = [(CODECS[form], reverse("studio:shared_heard", args=[token, mix.pk, form])) for form in forms]
    return HeardMix(mix, is_marked, sources)
