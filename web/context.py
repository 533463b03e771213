"""What every page may ask of the site: `{{ stageslot.theme }}`, `{{ stageslot.member_nav }}`.

Computed only when asked for: fragments pass here too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache, cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from web.language import without_language
from web.offline import reader_of

THEMES = {"system": _("As the device"), "dark": _("Dark"), "light": _("Light")}
THEME_COOKIE = "__Host-theme" if settings.IS_SECURE else "theme"

_MEMBER_NAV = [
    ("discovery:today", _("Today"), "today"),
    ("accounts:calendar", _("Calendar"), "calendar"),
    ("bookings:shows", _("Shows"), "shows"),
    ("messaging:threads", _("Messages"), "chat"),
    ("accounts:you", _("You"), "you"),
]
_PUBLIC_NAV = [
    ("discovery:acts", _("Find an act"), "search"),
    ("discovery:open_nights", _("Open nights"), "night"),
    ("discovery:venues", _("Venues"), "pin"),
    ("discovery:professionals", _("Studio"), "mic"),
]


@dataclass(frozen=True)
class NavItem:
    """One place in the main navigation."""

    name: str
    label: str | Promise
    icon: str
    url: str
    is_current: bool


class Site:
    """The site as one request sees it."""

    name = "StageSlot"
    themes = THEMES

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def contact_email(self) -> str:
        """To whom people write who cannot sign in."""
        return settings.CONTACT_EMAIL

    @property
    def live_url(self) -> str:
        """Where live streams come from."""
        return settings.LIVE_URL

    @property
    def files_url(self) -> str:
        """Where files are sent."""
        return settings.FILES_URL

    @property
    def map_tiles(self) -> dict[str, str]:
        """Where maps have their tiles from; nothing unless a server is configured."""
        return {"url": settings.MAP_TILES_URL, "attribution": settings.MAP_TILES_ATTRIBUTION}

    @property
    def test_money(self) -> bool:
        """Whether nothing that is paid here is real money."""
        return settings.TEST_MONEY

    @property
    def staff_address(self) -> str:
        """Where people write to the staff of this site: whom its mails come from."""
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    @cached_property
    def theme(self) -> str:
        """The theme chosen by cookie; "system" follows the device."""
        chosen = self._request.COOKIES.get(THEME_COOKIE)
        return chosen if chosen in THEMES else "system"

    @property
    def reader(self) -> str:
        """For whom this browser keeps pages; empty for who is not signed in."""
        return reader_of(self._request)

    @property
    def here(self) -> str:
        """This page, where a form leads back to."""
        return self._request.get_full_path()

    @property
    def here_without_language(self) -> str:
        """The same, whatever language its address asked for."""
        return without_language(self._request)

    @property
    def place(self) -> str:
        """The one of the public places that this page lies in; empty for all others."""
        return next((url for url in _public_places(settings.ROOT_URLCONF) if _is_current(self._request.path, url)), "")

    @cached_property
    def member_nav(self) -> list[NavItem]:
        """The five places of a signed-in person."""
        return self._nav(_MEMBER_NAV)

    @cached_property
    def public_nav(self) -> list[NavItem]:
        """The places open to everybody."""
        return self._nav(_PUBLIC_NAV)

    def _nav(self, places: Sequence[tuple[str, Promise, str]]) -> list[NavItem]:
        named = [(name, label, icon, find_url(name)) for name, label, icon in places]
        return [
            NavItem(name, label, icon, url, _is_current(self._request.path, url))
            for name, label, icon, url in named
            if url
        ]


def site(request: HttpRequest) -> dict[str, Site]:
    """Context processor. Not named "site": django-allauth gives its pages another one."""
    return {"stageslot": Site(request)}


def find_url(name: str, *args: object, **kwargs: object) -> str:
    """Reverse a URL name; empty when no installed app has it, so that a layout outlives what it links to."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@cache
def _public_places(_urls: str) -> tuple[str, ...]:
    return tuple(filter(None, (find_url(name) for name, _label, _icon in _PUBLIC_NAV)))


def _is_current(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
