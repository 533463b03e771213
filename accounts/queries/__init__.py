"""Reads about people and parties."""

from accounts.queries.feeds import SubscribableCalendar, calendars_with_feeds
from accounts.queries.months import PersonMonth, last_known_day, month_of, person_month
from accounts.queries.parties import (
    MyParty,
    Teammate,
    find_api_token,
    find_invite,
    is_backed,
    is_last_leader,
    is_open,
    issuers_of,
    leaders,
    may_issue,
    open_invites,
    parties_of,
    party_path,
    person_party,
    roles_of,
    site_settings,
    team,
    teammates,
)
from accounts.queries.said import Said, said_by

__all__ = [
    "MyParty",
    "PersonMonth",
    "Said",
    "SubscribableCalendar",
    "Teammate",
    "calendars_with_feeds",
    "find_api_token",
    "find_invite",
    "is_backed",
    "is_last_leader",
    "is_open",
    "issuers_of",
    "last_known_day",
    "leaders",
    "may_issue",
    "month_of",
    "open_invites",
    "parties_of",
    "party_path",
    "person_month",
    "person_party",
    "roles_of",
    "said_by",
    "site_settings",
    "team",
    "teammates",
]
