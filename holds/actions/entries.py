"""What calendars tell of holds: TENTATIVE, to those concerned alone; everybody else reads that the night is pending.

An entry bears the uid `hold-<id>`, one on each calendar, for the whole life of the hold. All assume the calendars
locked.
"""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from availability.actions import EntryDraft
from availability.states import EntryStatus
from holds.access.projections import hold_name, rank_label
from holds.actions.news import hold_path
from holds.models import Hold
from holds.queries.periods import hold_period
from web.dates import say_moment


def hold_uid(hold: Hold) -> str:
    return f"hold-{hold.pk}@stageslot"


def hold_calendars(hold: Hold) -> set[int]:
    """The calendars that tell of a hold: its stage's, the venue's, the holder's, that of the act."""
    ids = {hold.stage.calendar_id, hold.stage.venue.party.calendar_id, hold.holder.calendar_id}
    return ids | ({hold.act.calendar_id} if hold.act else set())


def hold_entries(hold: Hold, rank: int) -> list[EntryDraft]:
    """What is told of a standing hold, in every language: the venue reads whose it is, its people where it stands."""
    house = {hold.stage.calendar_id, hold.stage.venue.party.calendar_id}
    languages = [language for language, _name in settings.LANGUAGES]
    for_house = {language: _hold_entry(hold, rank, language, is_house=True) for language in languages}
    for_people = {language: _hold_entry(hold, rank, language, is_house=False) for language in languages}
    return [
        told[settings.LANGUAGE_CODE].for_calendar(calendar_id, told)
        for calendar_id in sorted(hold_calendars(hold))
        for told in [for_house if calendar_id in house else for_people]
    ]


def _hold_entry(hold: Hold, rank: int, language: str, *, is_house: bool) -> EntryDraft:
    with translation.override(language):
        words = {"rank": rank_label(rank), "who": hold_name(hold), "place": place_of_hold(hold)}
        starts_at, ends_at = hold_period(hold)
        return EntryDraft(
            calendar_id=hold.stage.calendar_id,
            uid=hold_uid(hold),
            occasion=hold.pk,
            status=EntryStatus.TENTATIVE,
            starts_at=starts_at,
            ends_at=ends_at,
            timezone=hold.stage.venue.party.timezone,
            title=_("%(rank)s hold: %(who)s") % words if is_house else _("%(rank)s hold: %(place)s") % words,
            text=_text(hold),
            place=place_of_hold(hold),
            path=hold_path(hold),
            is_hold=True,
        )


def place_of_hold(hold: Hold) -> str:
    """ "Harbour Cellar, Main stage"."""
    return f"{hold.stage.venue.party.name}, {hold.stage.name}"


def _text(hold: Hold) -> str:
    zone = hold.stage.venue.party.timezone
    until = say_moment(hold.expires_at, zone, viewer_zone=zone) if hold.expires_at else ""
    return _("Held until %(until)s. Not booked yet.") % {"until": until}


def ended_keys(holds: Iterable[Hold]) -> dict[str, set[int]]:
    """The calendars to be told, by uid, that these are off."""
    return {hold_uid(hold): hold_calendars(hold) for hold in holds}
