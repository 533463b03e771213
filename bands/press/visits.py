"""How often a private link was opened, and its tracks played, so that the band can trust it. Noted in Valkey, for a
GET writes nothing; folded in by the clock (`bands.actions.count_visits`).

Counted is a person, once a day (and once a day and track), who is neither of the band nor a program. Who they are is
known by a hash of address and browser with the day's own salt, which is thrown away with the day: it cannot be reckoned
back, no two days can be joined, and nothing of it reaches PostgreSQL.
"""

import datetime as dt
import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import redis
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.timezone import now

from accounts.access import is_member
from bands.models import KitLink
from web.clients import client_address, client_network
from web.valkey import as_text, valkey

NOTED = "press:visits"
"""The days of links about which something is noted, each as "day link"."""
KEPT_SECONDS = 3 * 24 * 60 * 60
SALT_SECONDS = 25 * 60 * 60
VISITORS_MAX = 5_000
"""More people a day than a private link has readers: a flood that changes its address stops counting here."""
NEIGHBOURS_MAX = 50
"""People a day at one address, of IPv6 at one line of 64 bits: an office has so many browsers, and so few."""
PROGRAMS = re.compile(
    r"(?<!cu)bot\b|spider|crawl|slurp|preview|prefetch|scan|headless|phantomjs|lighthouse|facebookexternalhit|"
    r"mediapartners|google-|googleother|inspectiontool|chatgpt|claude|anthropic|perplexity|archiver|validator|"
    r"feedly|feedfetcher|proofpoint|mimecast|barracuda|safelinks|censys|nmap|monitor|uptime|pingdom|statuscake",
    re.IGNORECASE,
)
"""Crawlers, previews and the scanners of mail servers that call themselves "Mozilla/5.0 (compatible; …)"; those that do
not are told by that. CUBOT makes telephones."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Visits:
    """How many people opened a link on a UTC day, and how many tracks they played."""

    link_id: UUID
    day: dt.date
    opens: int
    plays: int


def count_open(link: KitLink, request: HttpRequest) -> bool:
    """Note that somebody opened the link's page; whether they count. Never raises: the page matters more."""
    return _count(link, request, "opens") if _is_navigation(request) else False


def count_play(link: KitLink, request: HttpRequest, sound_id: UUID | str) -> bool:
    """Note that somebody began to play a track; whether it counts. Call it for the request that a press of "play"
    sends: what a browser loads in advance (a range of nothing, a prefetch) is none."""
    return _count(link, request, "plays", str(sound_id)) if _is_person(request) else False


def note_own(link: KitLink, request: HttpRequest) -> None:
    """Whoever sends this is of the band: what the same browser does today without signing in does not count either."""
    try:
        day = now().date()
        valkey().set(_own_key(link, _visitor(request, day)), 1, ex=KEPT_SECONDS)
    except redis.RedisError:
        logger.warning("an own visit could not be noted", exc_info=True)


def visits_noted() -> list[Visits]:
    """Everything noted and not yet forgotten. Raises `redis.RedisError`."""
    client = valkey()
    days = [as_text(name).split(" ") for name in client.smembers(NOTED)]
    with client.pipeline(transaction=False) as pipe:
        for day, link_id in days:
            for what in ("opens", "plays"):
                pipe.scard(_key(what, day, link_id))
        counts = pipe.execute()
    return [
        Visits(UUID(link_id), dt.date.fromisoformat(day), opens, plays)
        for (day, link_id), opens, plays in zip(days, counts[::2], counts[1::2], strict=True)
    ]


def forget_folded(visits: Sequence[Visits]) -> None:
    """Ask no more about days that are over. Yesterday is asked about once more, for whom midnight overtook."""
    over = now().date() - dt.timedelta(days=1)
    names = [f"{visit.day} {visit.link_id}" for visit in visits if visit.day < over]
    if names:
        valkey().srem(NOTED, *names)


def _count(link: KitLink, request: HttpRequest, what: str, thing: str = "") -> bool:
    try:
        return _counted(link, request, what, thing)
    except (redis.RedisError, PermissionDenied, ValueError):  # ValueError: an address that is none
        logger.warning("a visit of a private link could not be noted", exc_info=True)
        return False


def _counted(link: KitLink, request: HttpRequest, what: str, thing: str) -> bool:
    if not _is_person(request) or not link.is_live(now()):
        return False
    if request.user.is_authenticated and is_member(request.user, link.party):
        note_own(link, request)
        return False
    client, day = valkey(), now().date()
    visitor = _visitor(request, day)
    key = _key(what, str(day), str(link.pk))
    near = _key("near", str(day), f"{link.pk}:{_hashed(_line(request), day)}")
    if client.exists(_own_key(link, visitor)) or client.scard(key) >= VISITORS_MAX:
        return False
    if client.scard(near) >= NEIGHBOURS_MAX and not client.sismember(near, visitor):
        return False
    with client.pipeline() as pipe:
        pipe.sadd(near, visitor)
        pipe.expire(near, KEPT_SECONDS)
        pipe.sadd(key, f"{visitor} {thing}")
        pipe.expire(key, KEPT_SECONDS)
        pipe.sadd(NOTED, f"{day} {link.pk}")
        return bool(pipe.execute()[2])


def _is_navigation(request: HttpRequest) -> bool:
    """Whether somebody went to the page, as far as their browser tells: not HEAD, not in advance, not as a part."""
    goes = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return request.method == "GET" and goes and _is_person(request)


def _is_person(request: HttpRequest) -> bool:
    """Browsers name themselves and their language; programs say what they are, or too little."""
    agent = request.headers.get("User-Agent", "")
    ahead = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    speaks = bool(request.headers.get("Accept-Language"))
    return agent.startswith("Mozilla/") and speaks and not ahead.strip() and not PROGRAMS.search(agent)


def _visitor(request: HttpRequest, day: dt.date) -> str:
    address = client_address(request)
    return _hashed(f"{address}\n{request.headers.get('User-Agent', '')}", day)


def _line(request: HttpRequest) -> str:
    """The address; of IPv6 the part that the provider gives, as everybody chooses the rest."""
    return client_network(request)


def _hashed(told: str, day: dt.date) -> str:
    return hmac.new(_salt(day), told.encode(), hashlib.sha256).hexdigest()[:32]


def _salt(day: dt.date) -> bytes:
    """The day's own random bytes, made by whoever needs them first."""
    client, key = valkey(), f"press:salt:{day}"
    client.set(key, secrets.token_bytes(32), nx=True, ex=SALT_SECONDS)
    kept = client.get(key)
    return kept if isinstance(kept, bytes) else b""


def _key(what: str, day: str, link_id: str) -> str:
    return f"press:{what}:{day}:{link_id}"


def _own_key(link: KitLink, visitor: str) -> str:
    return f"press:own:{link.party_id}:{visitor}"
