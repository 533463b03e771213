"""Why an imported calendar could not be fetched or read, in words for its owner. Its row stores a code of these."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

MESSAGES: dict[str, str] = {
    # The address.
    "bad_url": _("Enter a link that starts with https://."),
    "url_with_password": _("Leave the user name and password out of the link. There are fields for them."),
    "bad_port": _("We can only reach web ports 80 and 443."),
    "not_public": _("%(host)s isn’t on the public internet."),
    "no_such_host": _("We can’t find a server called %(host)s."),
    "secret_needs_https": _("We only send a password to links that start with https://."),
    "secret_lost": _("Please enter the password again."),
    # The download.
    "no_connection": _("We couldn’t reach %(host)s."),
    "bad_certificate": _("%(host)s has an invalid security certificate."),
    "too_slow": _("%(host)s took longer than %(seconds)s seconds to answer."),
    "too_big": _("The calendar is larger than %(megabytes)s MB."),
    "cut_off": _("The connection to %(host)s was lost."),
    "not_http": _("%(host)s didn’t send a web page or calendar."),
    "bad_encoding": _("We couldn’t unpack the calendar from %(host)s."),
    "redirects": _("This link redirects more than %(count)s times."),
    "unauthorized": _("%(host)s refused the user name or the password."),
    "gone": _("There’s no calendar at this link."),
    "later": _("%(host)s is busy. We’ll try again later."),
    "status": _("%(host)s answered with an error (%(status)s)."),
    "not_caldav": _("We found no CalDAV server at this address on %(host)s."),
    "no_collection": _("There’s no calendar with events at this address on %(host)s."),
    "elsewhere": _(
        "%(host)s redirects to %(other)s. For safety, we don’t send your password there. Enter that address instead."
    ),
    "no_password_here": _("%(host)s doesn’t accept a user name and password."),
    "google_off": _("This site isn’t connected to Google."),
    "connect_again": _("Google no longer shares your calendar. Connect it again."),
    "not_google": _("%(host)s didn’t answer like Google Calendar."),
    "too_many_tries": _("Too many tries. Wait ten minutes, then try again."),
    "unsupported": _("We can’t fetch this kind of calendar."),
    "nothing_uploaded": _("The upload was empty."),
    # The file.
    "empty": _("The calendar is empty."),
    "is_page": _("This is a web page, not a calendar. Look for a link that ends in .ics."),
    "is_archive": _("This is a packed file, such as a ZIP. Unpack it and upload the .ics file."),
    "not_calendar": _("This isn’t an iCalendar file (.ics)."),
    "not_text": _("This file is damaged: it has characters no calendar can have."),
    "cut_short": _("The calendar is incomplete."),
    "too_deep": _("The calendar is nested too deep (limit: %(count)s)."),
    "bad_value": _("We can’t read an event’s %(name)s: “%(value)s”."),
    "bad_line": _("We can’t read a line in the calendar: “%(name)s”."),
    "askew": _("The calendar is damaged near “%(name)s”."),
    "ends_before_start": _("The event on %(date)s ends before it starts."),
    "too_often": _("The event on %(date)s repeats too often (%(value)s). Once an hour is the limit."),
    "zone_too_often": _("The time zone “%(name)s” is invalid: its clocks change more than once a day."),
    "interval_zero": _("The event on %(date)s never ends (INTERVAL=0)."),
    "too_many_events": _("The calendar has more than %(count)s events."),
    "too_many_occurrences": _("The calendar has more than %(count)s dates in the next 18 months."),
    "takes_too_long": _("This calendar is too complex to read (limit: %(count)s seconds of processing)."),
    "waits_too_long": _("Reading the calendar took longer than %(count)s seconds."),
    "takes_too_much": _("This calendar needs too much memory to read (limit: %(count)s MB)."),
    "says_too_much": _("With all repeats, the calendar is larger than %(count)s MB."),
    "unreadable": _("We couldn’t read the calendar (%(detail)s)."),
    "upload_lost": _("We no longer have the file. Please upload it again."),
    "unread": _("Events we skipped because we couldn’t read them: %(count)s."),
    "ends_without_zone": _("Events with no time zone for their end: %(count)s. We use the zone of their start."),
    "unknown_zones": _("Choose a time zone for: %(zones)s."),
}


def problem_text(stored: dict[str, Any] | None) -> str:
    """What `ImportedCalendar.problem_stored` means, in the language of now; empty for none."""
    if not stored:
        return ""
    message = MESSAGES.get(stored["code"], MESSAGES["unreadable"])
    try:
        return gettext(message) % _told(stored["details"])
    except KeyError:
        return gettext(MESSAGES["unreadable"]) % {"detail": stored["code"]}


def _told(details: dict[str, str]) -> dict[str, str]:
    """Dates as the reader writes them."""
    try:
        return details | {"date": date_format(dt.date.fromisoformat(details["date"]), "SHORT_DATE_FORMAT")}
    except (KeyError, ValueError):
        return details
