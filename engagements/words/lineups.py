"""Who of a line-up may not be there, in words: for the leaders of the act alone."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engagements.queries.lineups import LineupCheck
from engagements.states import ConflictState
from web.texts import isolated, isolated_names

NOBODY_AGREED = gettext_lazy("Nobody in the line-up has agreed to play yet.")
SENTENCES = {
    ConflictState.BUSY: gettext_lazy("Busy then: %(names)s."),
    ConflictState.MAYBE: gettext_lazy("Maybe: %(names)s."),
    ConflictState.UNKNOWN: gettext_lazy("No answer yet: %(names)s."),
    ConflictState.ASKED: gettext_lazy("Asked, no answer yet: %(names)s."),
}


def lineup_sentences(check: LineupCheck) -> list[str]:
    """One sentence for each reason, the strongest first; none where everybody is free and has agreed."""
    said = [str(NOBODY_AGREED)] if check.nobody_agreed else []
    for state in ConflictState:
        names = [each.name for each in check.conflicts if each.state == state and not each.joined_later]
        if names:
            said.append(str(SENTENCES[state]) % {"names": isolated_names(names)})
    if late := [each.name for each in check.conflicts if each.joined_later]:
        said.append(_("Joined since, and busy then: %(names)s.") % {"names": isolated_names(late)})
    return said


def busy_sentence(check: LineupCheck) -> str:
    """Who is busy, and that they are told."""
    return str(SENTENCES[ConflictState.BUSY]) % {"names": isolated_names(each.name for each in check.busy)}


def say_asked(names: Sequence[str], *, has_others: bool) -> str:
    """That these have not said yet whether they play; empty where all have. `has_others`: somebody else has agreed."""
    if not names:
        return ""
    if not has_others:
        return str(NOBODY_AGREED)
    words = {"names": ", ".join(map(isolated, names))}
    said = ngettext(
        "%(names)s hasn’t said yes yet; everyone else is in.",
        "%(names)s haven’t said yes yet; everyone else is in.",
        len(names),
    )
    return said % words
