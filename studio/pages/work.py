"""The pages of the work of a session: its files, and a mix with what was said about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from media.models import Preview
from studio.access import folders_for, is_locked, may_have_original, side_in
from studio.forms.work import say_ms
from studio.models import Mix, MixComment, Session, SessionFile
from studio.queries.work import Title, comments_of, files_by_folder, titles
from studio.rules.loudness import gains_of
from studio.states import LOSES_FILES, UNDER_WAY, Folder, SessionState, Side

FORMATS = ("opus", "m4a")


def formats_of(preview: Preview | None, *, is_marked: bool) -> list[str]:
    """The formats in which there is something to hear; none before it is prepared."""
    return [form for form in FORMATS if preview is not None and preview.copy(form, marked=is_marked)]


@dataclass(frozen=True)
class FileLine:
    """A file as one reader sees it. `has_original`: they may have it as it came; `is_marked`: what they hear is marked;
    `may_remove`: they may take it away."""

    file: SessionFile
    has_original: bool
    is_marked: bool
    may_remove: bool


@dataclass(frozen=True)
class FilesPage:
    """The files and mixes of a session for one reader. `folders`: where they may add files now."""

    session: Session
    folders: Sequence[str]
    files: list[tuple[str, str, list[FileLine]]]
    titles: list[Title]
    may_add_mix: bool
    may_remove: frozenset[object]
    is_locked: bool

    @property
    def is_waiting(self) -> bool:
        """Whether the worker still prepares something, so that the page will show more soon."""
        heard = [mix.session_file.preview for title in self.titles for mix in title.mixes]
        heard += [line.file.preview for _folder, _label, lines in self.files for line in lines]
        return any(preview is not None and preview.is_waiting for preview in heard)


def files_page(session: Session, user: User) -> FilesPage:
    """What this user sees of the files of a session. Two queries, and those for the roles of the user."""
    side, folders = side_in(user, session), folders_for(user, session)
    found = files_by_folder(session)
    shown = [
        (folder, str(Folder(folder).label), [_line(each, session, user, side) for each in files])
        for folder, files in found.items()
        if files
    ]
    mixes = titles(session)
    removable = frozenset(
        mix.pk
        for title in mixes
        for mix in title.mixes
        if side == Side.PROFESSIONAL and session.state in LOSES_FILES and mix.delivered_at is None
    )
    return FilesPage(
        session=session,
        folders=folders,
        files=shown,
        titles=mixes,
        may_add_mix=side == Side.PROFESSIONAL and session.state in UNDER_WAY,
        may_remove=removable,
        is_locked=side == Side.CLIENT and session.state != SessionState.COMPLETED,
    )


def _line(file: SessionFile, session: Session, user: User, side: Side | None) -> FileLine:
    has_original = may_have_original(user, file, session)
    return FileLine(
        file=file,
        has_original=has_original,
        is_marked=is_locked(file, session) and not has_original,
        may_remove=session.state in LOSES_FILES and side == file.side,
    )


@dataclass(frozen=True)
class Track:
    """A mix that is played. `gain` in dB brings it to the loudness of the quieter one that it is compared with."""

    mix: Mix
    gain: float
    is_marked: bool

    @property
    def formats(self) -> list[str]:
        """The formats in which there is something to hear."""
        return formats_of(self.mix.session_file.preview, is_marked=self.is_marked)


@dataclass(frozen=True)
class MixPage:
    """A mix for one reader, perhaps beside another one."""

    mix: Mix
    tracks: list[Track]
    others: list[Mix]
    comments: list[tuple[MixComment, list[MixComment]]]
    may_comment: bool
    has_original: bool
    markers: list[dict[str, object]]


def mix_page(mix: Mix, other: Mix | None, user: User) -> MixPage:
    """What this user sees and hears of a mix. Two queries, and those for the roles of the user."""
    session = mix.session
    has_original = may_have_original(user, mix.session_file, session)
    heard = [mix, *([other] if other else [])]
    gains = gains_of([each.session_file.preview.loudness if each.session_file.preview else None for each in heard])
    comments = comments_of(mix)
    everything = [each for title in titles(session) for each in title.mixes]
    return MixPage(
        mix=mix,
        tracks=[Track(each, gain, is_marked=not has_original) for each, gain in zip(heard, gains, strict=True)],
        others=[each for each in everything if each.pk != mix.pk],
        comments=comments,
        may_comment=side_in(user, session) is not None and session.state in UNDER_WAY | {SessionState.DISPUTED},
        has_original=has_original,
        markers=[
            {"id": str(first.pk), "at": (first.at_ms or 0) / 1000, "done": first.resolved_at is not None}
            for first, _answers in comments
        ],
    )


def say_comment_moment(comment: MixComment) -> str:
    """Where in the mix it is, "1:23.4"; nothing for an answer."""
    return say_ms(comment.at_ms) if comment.at_ms is not None else ""
