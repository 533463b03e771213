"""The pieces that the lists of a press kit are made of, as they are kept in JSON: plain, small and immutable."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from bands.embeds.addresses import LISTEN_AT, player_address
from bands.states import FigureKind, PlotKind, Provider

Piece = TypeVar("Piece")


def new_piece_id() -> str:
    """By which a piece is found again in its list, whatever has moved meanwhile."""
    return secrets.token_hex(6)


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What somebody wrote or said of the band, and where."""

    id: str = field(default_factory=new_piece_id)
    text: str
    source: str
    url: str = ""
    said_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Embed:
    """A player of an allowed provider: `ref` is what it is called there ("track/4uLU6hMCjMI75M1A2tKUQC")."""

    id: str = field(default_factory=new_piece_id)
    provider: str
    ref: str
    url: str
    title: str = ""

    @property
    def player_url(self) -> str:
        """What a frame loads, once somebody has clicked."""
        return player_address(self.provider, self.ref)

    @property
    def provider_name(self) -> str:
        return Provider(self.provider).label

    @property
    def origin(self) -> str:
        """The only origin that a page with this player lets frames come from."""
        return LISTEN_AT[self.provider]

    @property
    def is_video(self) -> bool:
        return self.provider == Provider.YOUTUBE


@dataclass(frozen=True, kw_only=True)
class Track:
    """A sound of the band's own. An unlisted one is heard by private links alone."""

    id: str = field(default_factory=new_piece_id)
    sound: str
    title: str
    is_unlisted: bool = False


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number that somebody may hold against the band: hence the day on which it was true, and who says so."""

    id: str = field(default_factory=new_piece_id)
    kind: str
    label: str = ""
    value: int
    as_of: dt.date
    source: str = ""

    @property
    def name(self) -> str:
        return self.label or str(FigureKind(self.kind).label)

    @property
    def source_url(self) -> str:
        """The source, where it is an address that can be followed."""
        return self.source if self.source.startswith(("https://", "http://")) else ""


@dataclass(frozen=True, kw_only=True)
class InputLine:
    """A channel of the desk: what comes in, through which microphone or DI box, on which stand."""

    channel: int
    source: str
    mic: str = ""
    stand: str = ""
    is_phantom: bool = False
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class PlotItem:
    """Something on the stage, seen from above with the audience below: `x` and `y` in hundredths of its width and
    depth from the back left corner, turned by `rotation` degrees clockwise."""

    kind: str
    x: int
    y: int
    rotation: int = 0
    label: str = ""

    @property
    def name(self) -> str:
        """What it is, and whose."""
        word = str(PlotKind(self.kind).label)
        if self.kind == PlotKind.TEXT:
            return self.label
        return _("%(thing)s: %(label)s") % {"thing": word, "label": self.label} if self.label else word


def stored(piece: Any) -> dict[str, Any]:
    """A piece as JSON can hold it."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asdict(piece).items()}


def restored(kind: type[Piece], data: Mapping[str, Any]) -> Piece:
    """The piece that was stored; what a later version dropped is passed over."""
    known = {each.name: each.type for each in fields(kind) if each.name in data}  # type: ignore[arg-type]  # a dataclass
    return kind(**{name: _restored(data[name], known[name]) for name in known})


def _restored(value: Any, kind: Any) -> Any:
    return dt.date.fromisoformat(value) if value and dt.date in (kind, *getattr(kind, "__args__", ())) else value
