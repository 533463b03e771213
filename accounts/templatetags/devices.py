"""How a session is named: by browser and system, as far as its browser says."""

from allauth.usersessions.models import UserSession
from django import template
from django.utils.translation import gettext as _

register = template.Library()

# In this order: browsers name those that they are compatible with, too.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
NO_IP = "0.0.0.0"  # noqa: S104  what migration 0012 writes for sessions from before; no address to listen on


@register.filter
def device(user_agent: str) -> str:
    """ "Firefox, Linux" of a User-Agent header; its beginning where it names no browser that we know."""
    names = [_first(user_agent, known) for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, names)) or user_agent[:60] or _("Unknown device")


@register.filter
def session_ip(session: UserSession) -> str:
    """The IP address that signed in."""
    return _("unknown address") if session.ip == NO_IP else session.ip


def _first(user_agent: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in known if mark in user_agent), "")
