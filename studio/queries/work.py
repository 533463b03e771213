"""The files and mixes of a session, as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.models import Mix, MixComment, Session, SessionFile
from studio.states import Folder


@dataclass(frozen=True)
class Title:
    """A title with its mixes, the newest first."""

    name: str
    mixes: Sequence[Mix]

    @property
    def newest(self) -> Mix:
        return self.mixes[0]


def files_by_folder(session: Session) -> dict[str, list[SessionFile]]:
    """The files of a session that are no mixes, in the order in which they came; every folder is there. One query."""
    found: dict[str, list[SessionFile]] = {str(folder): [] for folder in Folder}
    files = session.files.filter(mix=None).select_related("file", "preview", "added_by")
    for file in files:
        found[file.folder].append(file)
    return found


def all_files(session: Session) -> list[SessionFile]:
    """All files of a session, mixes too, in the order in which they came. One query."""
    return list(session.files.select_related("file", "preview"))


def titles(session: Session) -> list[Title]:
    """What there is to listen to, the title that came first first. One query."""
    mixes = session.mixes.select_related("session_file__file", "session_file__preview").order_by("-number")
    groups: dict[str, list[Mix]] = {}
    for mix in mixes:
        groups.setdefault(mix.title, []).append(mix)
    found = [Title(name, each) for name, each in groups.items()]
    return sorted(found, key=lambda title: (title.mixes[-1].made_at, title.name))


def delivered_mixes(session: Session) -> list[Mix]:
    """The newest mix of each title that the client is asked to accept. One query."""
    newest = [next((mix for mix in title.mixes if mix.delivered_at is not None), None) for title in titles(session)]
    return [mix for mix in newest if mix is not None]


def comments_of(mix: Mix) -> list[tuple[MixComment, list[MixComment]]]:
    """What was said about a mix, by the moment, each with its answers. One query."""
    found = list(mix.comments.select_related("author", "resolved_by").order_by("made_at", "id"))
    answers: dict[object, list[MixComment]] = {}
    for each in found:
        if each.answer_to_id:
            answers.setdefault(each.answer_to_id, []).append(each)
    firsts = sorted((each for each in found if not each.answer_to_id), key=lambda each: (each.at_ms, each.made_at))
    return [(each, answers.get(each.pk, [])) for each in firsts]
