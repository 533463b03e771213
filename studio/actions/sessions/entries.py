"""What calendars tell of a session: the client, the professional, whoever works in it, and its room.

The uid `session-<id>` is the same on each of them for its whole life. What is asked for or not paid yet is tentative,
and leaves with the options of a feed. The calendar of the professional and of its room are read by the whole team:
they say what is done and when, and not for whom. Who works there is told for whom, and where to call.
"""

from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Party
from availability.actions import EntryDraft, cancel_entries, lock_calendars, write_entries
from availability.models import CalendarEntry
from availability.states import EntryStatus
from engagements.actions.transactions import one_transaction
from studio.access import works_in
from studio.actions.sessions.moving import lock_session
from studio.models import Session
from studio.states import OPEN_SESSIONS, SessionState
from web.dates import say_span

NOT_TOLD = frozenset({SessionState.DECLINED, SessionState.WITHDRAWN, SessionState.EXPIRED, SessionState.CANCELLED})
"""Nothing will take place."""


def session_uid(session: Session) -> str:
    return f"session-{session.pk}@stageslot"


def tell_anew(party: Party) -> None:
    """Have the clock rewrite the calendar entries of the coming sessions of a party that has another name. Assumes the
    party locked. Registered with `accounts.hooks.party_redescribed`."""
    mine = Session.objects.filter(Q(client=party) | Q(professional=party), ends_at__gt=now())
    mine.update(told_version=0)


@one_transaction
def tell_calendars(*, session_id: UUID) -> None:
    """Write the calendar entries of a session as it is now; cancel those of calendars that no longer have one. Raises
    Session.DoesNotExist, Busy."""
    session = lock_session(session_id)
    drafts = session_entries(session)
    uid, wanted = session_uid(session), {draft.calendar_id for draft in drafts}
    told = set(CalendarEntry.objects.filter(uid=uid, occasion=session.pk).values_list("calendar", flat=True))
    if wanted | told:
        lock_calendars(wanted | told)
    cancel_entries(calendar_ids=told - wanted, uid=uid)
    write_entries(drafts=drafts)
    Session.objects.filter(pk=session.pk).update(told_version=session.version)


def session_entries(session: Session) -> list[EntryDraft]:
    """The entry for each calendar; none for a session that has no time or will not take place."""
    if session.starts_at is None or session.state in NOT_TOLD:
        return []
    found: dict[int, EntryDraft] = {}
    team = [session.professional.calendar_id]
    people = {session.client.calendar_id: True}
    if session.state != SessionState.REQUESTED:
        team += [session.room.calendar_id] if session.room else []
        if session.worker and works_in(session.worker, session):
            people[session.worker.calendar_id] = False
    for calendar_id in team:
        found[calendar_id] = _in_all_languages(session, calendar_id, is_team=True)
    for calendar_id, is_client in people.items():
        found[calendar_id] = _in_all_languages(session, calendar_id, is_client=is_client)
    return list(found.values())


def _in_all_languages(session: Session, calendar_id: int, **reader: bool) -> EntryDraft:
    told = {language: _entry(session, calendar_id, language, **reader) for language, _name in settings.LANGUAGES}
    return told[settings.LANGUAGE_CODE].for_calendar(calendar_id, told)


def _entry(
    session: Session, calendar_id: int, language: str, *, is_team: bool = False, is_client: bool = False
) -> EntryDraft:
    assert session.starts_at is not None  # noqa: S101 — nothing else has an entry
    assert session.ends_at is not None  # noqa: S101
    is_open = session.state in OPEN_SESSIONS
    with translation.override(language):
        return EntryDraft(
            calendar_id=calendar_id,
            uid=session_uid(session),
            occasion=session.pk,
            status=EntryStatus.TENTATIVE if is_open else EntryStatus.CONFIRMED,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            timezone=session.professional.timezone,
            title=session.name if is_team else _title(session, is_client=is_client),
            text=_text(session),
            place=_place(session, is_team=is_team),
            call_link="" if is_team or not session.shows_call_link else session.call_link,
            path=reverse("studio:session", args=[session.pk]),
            is_hold=is_open,
        )


def _title(session: Session, *, is_client: bool) -> str:
    if is_client:
        return _("%(service)s with %(name)s") % {"service": session.name, "name": session.professional.name}
    return _("%(service)s for %(name)s") % {"service": session.name, "name": session.client.name}


def _text(session: Session) -> str:
    zone = session.professional.timezone
    where = _("Remotely") if session.is_remote else _("On site")
    span = say_span(session.starts_at, session.ends_at, zone) if session.starts_at and session.ends_at else ""
    state = str(session.get_state_display())
    return "\n".join([state, span, where, _("Local time: %(zone)s") % {"zone": zone}])


def _place(session: Session, *, is_team: bool) -> str:
    """Where to be: the link to call, once it may be known, or the address."""
    room = session.room.name if session.room and session.state != SessionState.REQUESTED else ""
    if is_team:
        return room
    if session.is_remote:
        return session.call_link if session.shows_call_link else ""
    city = session.professional.city.label if session.professional.city else ""
    return session.place or ", ".join(filter(None, [room, session.professional.name, city]))
