"""Searches that people keep: saved, changed, looked through again."""

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.actions.texts import clean_line
from accounts.models import User
from discovery.models import SavedSearch, SearchKind
from discovery.subjects.saved import Asking, Looked, asking, changed_since, is_over, look
from notifications.actions import notify

SEARCHES_MAX = 30
QUERY_LONGEST = 1000
LOOKED_AT_ONCE = 200
"""So many hits of the first round are looked through while one waits; the worker goes on."""
TOLD_OF = 5
"""So many are named in one message; the page shows all."""
AGAIN = dt.timedelta(minutes=10)
AGAIN_AFTER_TELLING = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@transaction.atomic
def save_search(*, acting_user: User, kind: SearchKind, name: str, query: str, often: str) -> SavedSearch:
    """Keep a search under a name of one's own. Whoever it finds now is no news.

    Raises ValidationError by field, and at no field for filters that cannot be asked.
    """
    name = clean_line("name", name, longest=80, required=True)
    if often not in SavedSearch.Often.values:
        raise ValidationError({"often": [_("Choose how often to notify you.")]})
    # The lock makes two of one person wait for each other, so that both count.
    User.objects.select_for_update(no_key=True).get(pk=acting_user.pk)
    if SavedSearch.objects.filter(user=acting_user).count() >= SEARCHES_MAX:
        raise ValidationError({"name": [_("You can save at most %(count)d searches.") % {"count": SEARCHES_MAX}]})
    asked = asking(acting_user, kind, query)
    if len(asked.address.query) > QUERY_LONGEST:
        raise ValidationError(_("Use fewer filters."))
    search = SavedSearch(user=acting_user, kind=kind, name=name, query=asked.address.query, often=often)
    _begin(search, asked)
    search.save()
    return search


@transaction.atomic
def change_search(
    *,
    acting_user: User,
    search: SavedSearch,
    name: str | None = None,
    often: str | None = None,
    is_paused: bool | None = None,
) -> SavedSearch:
    """Rename it, tell more or less often, or let it rest; what is None stays.

    Who rested is told of nothing that came meanwhile. Raises ValidationError by field, PermissionDenied for anybody
    else's.
    """
    if search.user_id != acting_user.pk:
        raise PermissionDenied
    said = {"name": name, "often": often, "is_paused": is_paused}
    changes = {field: value for field, value in said.items() if value is not None}
    if "name" in changes:
        changes["name"] = clean_line("name", name or "", longest=80, required=True)
    if changes.get("often", search.often) not in SavedSearch.Often.values:
        raise ValidationError({"often": [_("Choose how often to notify you.")]})
    search = SavedSearch.objects.select_for_update(no_key=True).get(pk=search.pk)
    if search.is_paused and is_paused is False:
        _catch_up(search)
    for field, value in changes.items():
        setattr(search, field, value)
    search.save()
    return search


@transaction.atomic
def drop_search(*, acting_user: User, search: SavedSearch) -> None:
    """Forget a search of one's own. Raises PermissionDenied."""
    if search.user_id != acting_user.pk:
        raise PermissionDenied
    search.delete()


@transaction.atomic
def look_again(*, search_id: UUID, at: dt.datetime | None = None) -> int | None:
    """Look on through a search that is due: one step of its round. At the end of the round its owner is told who is
    new; returns how many that were, None where it is not due, or somebody else is just at it.

    One message a round at most, and the next an hour or a day later. Filters that cannot be asked any more (a genre
    that is gone, a band one has left, a night that has passed) end it.
    """
    at = at or now()
    due = SavedSearch.objects.select_for_update(of=("self",), skip_locked=True, no_key=True).select_related("user")
    search = due.filter(pk=search_id, is_paused=False, look_at__lte=at).first()
    if search is None:
        return None
    looked = _look_on(search)
    if looked is None:
        search.look_at = None
        search.save(update_fields=["look_at"])
        return 0
    told = _note(search, looked, at)
    # Whom the last round has found may be a hundred thousand: that is written only when it changes.
    changed = [] if search.cursor else ["seen"]
    search.save(update_fields=["cursor", "found", "news", "known_at", "look_at", "told_at", *changed])
    return told


def _begin(search: SavedSearch, asked: Asking) -> None:
    """The first round, in which whoever is found is no news; the worker goes on with what is too much to wait for."""
    looked = look(search.user, asked, most=LOOKED_AT_ONCE)
    search.seen, search.news = [], []
    search.found, search.cursor, search.known_at, search.look_at = looked.found, looked.cursor, now(), now()
    if not looked.cursor:
        _end_round(search, now())


def _look_on(search: SavedSearch) -> Looked | None:
    """None where nothing can be found any more. A cursor that leads nowhere any more begins the round anew."""
    try:
        asked = asking(search.user, SearchKind(search.kind), search.query)
        today = timezone.localdate(timezone=ZoneInfo(search.user.timezone))
        if is_over(asked, today):
            return None
    except ValidationError:
        return None
    if search.cursor:
        try:
            return look(search.user, asked, search.cursor)
        except ValidationError:
            search.found = []
    try:
        return look(search.user, asked)
    except ValidationError:
        return None


def _note(search: SavedSearch, looked: Looked, at: dt.datetime) -> int:
    """Add a step to the round, and end it where that was the last; returns how many its owner is told of."""
    known = {*search.seen, *search.found}
    news = [key for key in looked.found if key not in known]
    if search.known_at is not None:
        fits_since = changed_since(SearchKind(search.kind), news, search.known_at)
        news = [key for key in news if key in fits_since]
    search.news += [key for key in news if key not in search.news]
    search.found = list(dict.fromkeys([*search.found, *looked.found]))
    search.cursor = looked.cursor
    if looked.cursor:
        search.look_at = at
        return 0
    return _end_round(search, at)


def _end_round(search: SavedSearch, at: dt.datetime) -> int:
    told = len(search.news) if search.user.is_active else 0
    if told:
        _tell(search, search.news)
        search.told_at = at
    search.seen = search.found
    search.found, search.news, search.cursor, search.known_at = [], [], "", None
    search.look_at = at + _pause(search, has_told=bool(told))
    return told


def _catch_up(search: SavedSearch) -> None:
    try:
        _begin(search, asking(search.user, SearchKind(search.kind), search.query))
    except ValidationError:
        search.look_at = None


def _pause(search: SavedSearch, *, has_told: bool) -> dt.timedelta:
    if search.often == SavedSearch.Often.DAILY:
        return DAY
    return AGAIN_AFTER_TELLING if has_told else AGAIN


def _tell(search: SavedSearch, fresh: list) -> None:
    notify(
        users=[search.user],
        kind=f"discovery.new_{search.kind}",
        path=reverse("discovery:search_open", args=[search.pk]),
        data={"search": str(search.pk), "found": [str(key) for key in fresh[:TOLD_OF]], "count": len(fresh)},
    )
