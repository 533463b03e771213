"""Addresses of songs and films elsewhere, as people paste them: only what four providers publish gets through.

What is kept is a provider, an id of a strict shape and the address of its page, all written anew from the parts that
were recognised; nothing of what was pasted reaches a page. Nothing is asked of the providers.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bands.states import Provider

LISTEN_AT: dict[str, str] = {
    Provider.SPOTIFY: "https://open.spotify.com",
    Provider.SOUNDCLOUD: "https://w.soundcloud.com",
    Provider.BANDCAMP: "https://bandcamp.com",
    Provider.YOUTUBE: "https://www.youtube-nocookie.com",
}
"""Where the players come from: the origins that a page with players may frame."""

PASTED_MAX = 4_000
"""Longer than any embed code."""
QUERY_MAX = 30
FRAME = re.compile(r"""<iframe\b[^>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
PAGE = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
SPOTIFY_KINDS = ("track", "album", "artist", "playlist", "episode", "show")
SPOTIFY_ID = re.compile(r"[A-Za-z0-9]{22}")
YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
YOUTUBE_LIST = re.compile(r"[A-Za-z0-9_-]{12,64}")
YOUTUBE_HOSTS = ("youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com", "youtu.be")
SOUNDCLOUD_PAGE = re.compile(r"[a-z0-9_-]{1,100}(/(sets/)?[a-z0-9_-]{1,200})?")
SOUNDCLOUD_ID = re.compile(r"(tracks|playlists|users)/[0-9]{1,15}")
BANDCAMP_PART = re.compile(r"(album|track)=([0-9]{1,15})")
BANDCAMP_PAGE = re.compile(r"[a-z0-9-]{1,63}\.bandcamp\.com")
SHORT_LINKS = ("spotify.link", "spoti.fi", "on.soundcloud.com", "snd.sc")


@dataclass(frozen=True)
class Found:
    """What was recognised: `ref` names it at its provider, `url` is its page there, for who follows a link."""

    provider: Provider
    ref: str
    url: str


@dataclass(frozen=True)
class _Address:
    host: str
    path: str
    query: dict[str, list[str]]

    @property
    def parts(self) -> list[str]:
        return [part for part in self.path.split("/") if part]

    def asked(self, name: str) -> str:
        return self.query.get(name, [""])[0]


def parse_embed(pasted: str) -> Found:
    """What an address or an embed code shows. Raises ValidationError for everything that is not clearly one of
    Spotify, SoundCloud, Bandcamp or YouTube."""
    text = pasted.strip()
    if len(text) > PASTED_MAX:
        raise ValidationError(_("This is too long for a link or an embed code."))
    frame, page = FRAME.search(text), PAGE.search(text)
    if "<" in text and not frame:
        raise ValidationError(_("We found no player in this code. Copy all of it, starting with “<iframe”."))
    address = _address(_spotify_uri(html.unescape(frame[1] or frame[2]) if frame else text))
    found = _recognised(address)
    if found is None:
        raise ValidationError(_reason(address))
    if found.provider == Provider.BANDCAMP and page:
        return Found(found.provider, found.ref, _bandcamp_page(html.unescape(page[1] or page[2])) or found.url)
    return found


def player_address(provider: str, ref: str) -> str:
    """What a frame loads to play it; from the parts that `parse_embed` let through."""
    origin = LISTEN_AT[provider]
    if provider == Provider.SPOTIFY:
        return f"{origin}/embed/{ref}"
    if provider == Provider.YOUTUBE:
        return f"{origin}/embed/" + (f"videoseries?list={ref[5:]}" if ref.startswith("list/") else ref)
    if provider == Provider.SOUNDCLOUD:
        host = "https://api.soundcloud.com/" if SOUNDCLOUD_ID.fullmatch(ref) else "https://soundcloud.com/"
        return f"{origin}/player/?url={quote(host + ref, safe='')}&visual=false"
    parts = "/".join(ref.split(","))
    return f"{origin}/EmbeddedPlayer/{parts}/size=large/tracklist=false/artwork=small/transparent=true/"


def _spotify_uri(text: str) -> str:
    """ "spotify:track:ID", as the program copies it, as an address."""
    kind, _colon, name = text.removeprefix("spotify:").partition(":")
    return f"https://open.spotify.com/{kind}/{name}" if text.startswith("spotify:") else text


def _address(text: str) -> _Address:
    """Its parts, if it is one address on the web; nothing is said of where it leads."""
    text = f"https:{text}" if text.startswith("//") else text
    text = text if "://" in text else f"https://{text}"
    if re.search(r"[\s\\<>\x00-\x1f]", text):
        raise ValidationError(_("Paste one link, or the provider’s embed code."))
    problem = ValidationError(_("This link doesn’t work."))
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
        query = parse_qs(parts.query, max_num_fields=QUERY_MAX)
    except ValueError as error:
        raise problem from error
    if not host or parts.scheme not in ("http", "https") or port not in (None, 80, 443) or "@" in parts.netloc:
        raise problem
    return _Address(host, parts.path, query)


def _recognised(address: _Address) -> Found | None:
    for read in READERS:
        if found := read(address):
            return found
    return None


def _spotify(address: _Address) -> Found | None:
    """Localised pages begin with "intl-de", players with "embed"."""
    if address.host != "open.spotify.com":
        return None
    parts = [part for part in address.parts if part != "embed" and not part.startswith("intl-")]
    if len(parts) != 2 or parts[0] not in SPOTIFY_KINDS or not SPOTIFY_ID.fullmatch(parts[1]):
        return None
    ref = "/".join(parts)
    return Found(Provider.SPOTIFY, ref, f"https://open.spotify.com/{ref}")


def _youtube(address: _Address) -> Found | None:
    if address.host not in YOUTUBE_HOSTS:
        return None
    video, series = _youtube_video(address), address.asked("list")
    if YOUTUBE_ID.fullmatch(video) and video != "videoseries":
        return Found(Provider.YOUTUBE, video, f"https://www.youtube.com/watch?v={video}")
    if YOUTUBE_LIST.fullmatch(series):
        return Found(Provider.YOUTUBE, f"list/{series}", f"https://www.youtube.com/playlist?list={series}")
    return None


def _youtube_video(address: _Address) -> str:
    parts = address.parts
    if address.host == "youtu.be":
        return parts[0] if len(parts) == 1 else ""
    if parts[:1] == ["watch"]:
        return address.asked("v")
    return parts[1] if len(parts) == 2 and parts[0] in ("embed", "shorts", "live", "v") else ""


def _soundcloud(address: _Address) -> Found | None:
    """A page; or the player, whose own `url` names a page or a number."""
    if address.host == "w.soundcloud.com" and address.path.startswith("/player"):
        inner = _address(unquote(address.asked("url")))
        ref = "/".join(inner.parts).replace("soundcloud:tracks:", "").lower()
        if inner.host == "api.soundcloud.com" and SOUNDCLOUD_ID.fullmatch(ref):
            return Found(Provider.SOUNDCLOUD, ref, player_address(Provider.SOUNDCLOUD, ref))
        return _soundcloud_page(inner)
    return _soundcloud_page(address)


def _soundcloud_page(address: _Address) -> Found | None:
    ref = "/".join(address.parts).lower()
    if address.host not in ("soundcloud.com", "m.soundcloud.com") or not SOUNDCLOUD_PAGE.fullmatch(ref):
        return None
    return Found(Provider.SOUNDCLOUD, ref, f"https://soundcloud.com/{ref}")


def _bandcamp(address: _Address) -> Found | None:
    """Only the player's address holds the numbers; the page of a record does not."""
    if address.host != "bandcamp.com" or address.parts[:1] != ["EmbeddedPlayer"]:
        return None
    named = [part for part in address.parts if BANDCAMP_PART.fullmatch(part)]
    if not named:
        return None
    ref = ",".join(named[:2])
    return Found(Provider.BANDCAMP, ref, player_address(Provider.BANDCAMP, ref))


READERS: tuple[Callable[[_Address], Found | None], ...] = (_spotify, _youtube, _soundcloud, _bandcamp)


def _bandcamp_page(link: str) -> str:
    """The page of the record that the embed code links to, without what Bandcamp adds to it."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    path = re.fullmatch(r"/(album|track)/[a-z0-9-]{1,200}", parts.path)
    is_page = BANDCAMP_PAGE.fullmatch(parts.netloc) and parts.scheme in ("http", "https") and path
    return f"https://{parts.netloc}{parts.path}" if is_page else ""


def _reason(address: _Address) -> str:
    """Why an address was not recognised, and what to do about it."""
    if address.host.endswith("bandcamp.com"):
        return _("For Bandcamp, choose “Share/Embed” there and paste the embed code.")
    if address.host in SHORT_LINKS:
        return _("Open this short link and paste the full link you get to.")
    return _("Only links from Spotify, SoundCloud, Bandcamp and YouTube work here.")
