"""Why an imported calendar could not be fetched or read, in words for its owner. Its row stores a code of these."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

MESSAGES: dict[str, str] = {
    # The address.
    "bad_url": _("This is not an address that starts with https://."),
    "url_with_password": _("Leave user name and password out of the address: there are fields for them."),
    "bad_port": _("Only the usual ports of the web, 80 and 443, can be reached."),
    "not_public": _("%(host)s is not on the public internet."),
    "no_such_host": _("There is no server with the name %(host)s."),
    "secret_needs_https": _("A password is only sent to an address that starts with https://."),
    "secret_lost": _("The password can no longer be read here: please enter it again."),
    # The download.
    "no_connection": _("%(host)s could not be reached."),
    "bad_certificate": _("%(host)s could not prove that it is who it says (its certificate is not valid)."),
    "too_slow": _("%(host)s took longer than %(seconds)s seconds."),
    "too_big": _("The calendar is larger than %(megabytes)s MB."),
    "cut_off": _("The connection to %(host)s broke off."),
    "not_http": _("%(host)s did not answer like a web server."),
    "bad_encoding": _("%(host)s sent the calendar in a form that cannot be unpacked."),
    "redirects": _("The address leads on to other addresses more than %(count)s times."),
    "unauthorized": _("%(host)s refused the user name or the password."),
    "gone": _("There is no calendar at this address (any more)."),
    "later": _("%(host)s asks to come back later."),
    "status": _("%(host)s answered with an error (%(status)s)."),
    "not_caldav": _("%(host)s is not a CalDAV server, or not at this address."),
    "no_collection": _("There is no calendar with events at this address of %(host)s."),
    "elsewhere": _("%(host)s leads on to %(other)s, which is not sent your password. Enter that address instead."),
    "no_password_here": _("%(host)s wants another way to sign in than a user name and a password."),
    "google_off": _("This site is not connected to Google."),
    "connect_again": _("Google no longer lets this site see when you are busy: connect it again."),
    "not_google": _("%(host)s did not answer like Google Calendar."),
    "too_many_tries": _("That was very often in a short time. Try again in ten minutes."),
    "unsupported": _("Calendars of this kind cannot be fetched."),
    "nothing_uploaded": _("Nothing was uploaded."),
    # The file.
    "empty": _("There is nothing in it."),
    "is_page": _("This is a web page, not a calendar. Look for an address that ends in .ics."),
    "is_archive": _("This is a packed file (ZIP or similar). Unpack it and take the .ics file inside."),
    "not_calendar": _("This is not a calendar in the iCalendar format (.ics)."),
    "not_text": _("This file is damaged: it holds characters that no calendar has."),
    "cut_short": _("The calendar is incomplete: it breaks off before its end."),
    "too_deep": _("The calendar is nested more than %(count)s deep."),
    "bad_value": _("The %(name)s of an event cannot be read: “%(value)s”."),
    "bad_line": _("The calendar holds a line “%(name)s” that cannot be read."),
    "askew": _("The calendar is damaged: “%(name)s” ends where it did not begin."),
    "ends_before_start": _("The event on %(date)s ends before it starts."),
    "too_often": _(
        "The event on %(date)s repeats by the second or the minute (%(value)s): events may repeat by the hour at most."
    ),
    "zone_too_often": _("The time zone “%(name)s” changes its clocks more than once a day, which no zone does."),
    "interval_zero": _("The event on %(date)s repeats with INTERVAL=0, which would never end."),
    "too_many_events": _("The calendar has more than %(count)s events."),
    "too_many_occurrences": _("The calendar has more than %(count)s dates in the next 18 months."),
    "takes_too_long": _("Reading the calendar took more than %(count)s seconds of a processor."),
    "waits_too_long": _("Reading the calendar took longer than %(count)s seconds."),
    "takes_too_much": _("Reading the calendar took more than %(count)s MB of memory."),
    "says_too_much": _("The calendar is larger than %(count)s MB once it has been worked out."),
    "unreadable": _("The calendar could not be read (%(detail)s)."),
    "upload_lost": _("The file is no longer here: please upload it again."),
    "unread": _("Events that could not be read, and take no time here: %(count)s."),
    "ends_without_zone": _(
        "Events whose end names no time zone, though their start does: %(count)s. The zone of the start counts."
    ),
    "unknown_zones": _("Say which time zone is meant by: %(zones)s."),
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
