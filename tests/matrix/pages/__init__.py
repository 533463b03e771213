"""What every page answers everybody: `PAGES`, by URL name; what follows a comma tells apart several rows of one URL.

A page that names no answers for a method refuses it with 405. Statuses are those of a plain browser without htmx.
"""

from tests.matrix.pages.bookings import BOOKINGS, WAYS
from tests.matrix.pages.messages import MESSAGES
from tests.matrix.pages.parties import PARTIES, SHARES, TEAMS
from tests.matrix.pages.payments import PAYMENTS
from tests.matrix.pages.payouts import PAYOUTS
from tests.matrix.pages.people import FEEDS, IMPORTS, PEOPLES
from tests.matrix.pages.rows import LOGIN, Page
from tests.matrix.pages.shows import CHANGES, COLUMNS, DESK, HOLDS, SHOW_LISTS, SHOWS
from tests.matrix.pages.site import NOTIFICATIONS, SITE
from tests.matrix.pages.studio import PROJECTS, STUDIO, WORK

PAGES = (
    SHOW_LISTS
    | CHANGES
    | SITE
    | NOTIFICATIONS
    | PEOPLES
    | IMPORTS
    | FEEDS
    | TEAMS
    | SHARES
    | PARTIES
    | SHOWS
    | BOOKINGS
    | WAYS
    | DESK
    | HOLDS
    | MESSAGES
    | PAYOUTS
    | PAYMENTS
    | STUDIO
    | WORK
    | PROJECTS
)

__all__ = ["COLUMNS", "LOGIN", "PAGES", "Page"]
