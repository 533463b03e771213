"""The lists of a press kit: quotes, players, tracks and numbers, in an order that its leaders choose."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Party, User
from bands.actions.press.drafts import drop_unused, open_draft, save_draft
from bands.embeds.addresses import parse_embed
from bands.errors import PieceGone
from bands.models import PressKit, PressSound
from bands.models.press import Embed, Figure, Quote, Track
from bands.press.seen import Seen
from bands.states import FigureKind
from media.actions import keep_sound
from web.texts import clean_line, clean_text

LISTS_MAX = {"quotes": 20, "embeds": 12, "tracks": 12, "figures": 12}
QUOTE_MAX = 500
LINE_MAX = 120
URL_MAX = 500
FIGURE_MAX = 10**10
OLDEST_YEAR = 1950


@transaction.atomic
def add_piece(*, acting_user: User, party: Party, part: str, **fields: Any) -> Any:
    """A new last one in the list `part` of the draft: "quotes", "embeds" or "figures". Locks the party.

    `fields` are those of `make_quote`, `make_embed`, `make_figure`. Raises PermissionDenied, and ValidationError by
    field, or for one too many.
    """
    draft = open_draft(acting_user, party)
    return _appended(acting_user, draft, part, MAKERS[part](None, **fields))


@transaction.atomic
def add_track(*, acting_user: User, party: Party, file: File, title: str, is_unlisted: bool = False) -> Track:
    """A recording of the band's own, last in the draft. It can be heard once the worker has prepared it.

    Locks the party. Raises PermissionDenied, and ValidationError at `file`, `title`, or for one too many.
    """
    draft = open_draft(acting_user, party)
    _check_count("tracks", draft)
    sound = keep_sound(acting_user=acting_user, file=file, title=title)
    PressSound.objects.create(party=party, sound=sound)
    track = Track(sound=str(sound.pk), title=sound.title, is_unlisted=is_unlisted)
    return _appended(acting_user, draft, "tracks", track)


@transaction.atomic
def change_piece(
    *, acting_user: User, party: Party, part: str, piece_id: str, seen: Seen | None = None, **fields: Any
) -> Any:
    """Another content for one of a list, in its place; where it is what was seen, it stays as others have stored it.

    Raises as `add_piece`, `PieceGone`, and ValidationError at `piece` where somebody else has changed it since it was
    seen.
    """
    draft = open_draft(acting_user, party)
    pieces, place = _found(draft, part, piece_id)
    wanted = dataclasses.replace(MAKERS[part](pieces[place], **fields), id=piece_id)
    changed = (seen or Seen()).changes({"piece": pieces[place]}, {"piece": wanted}).get("piece", pieces[place])
    setattr(draft, part, (*pieces[:place], changed, *pieces[place + 1 :]))
    save_draft(acting_user, draft)
    return changed


@transaction.atomic
def remove_piece(*, acting_user: User, party: Party, part: str, piece_id: str) -> Any:
    """Take one out of a list of the draft; returns it. Raises PermissionDenied, `PieceGone`."""
    draft = open_draft(acting_user, party)
    pieces, place = _found(draft, part, piece_id)
    setattr(draft, part, (*pieces[:place], *pieces[place + 1 :]))
    save_draft(acting_user, draft)
    if part == "tracks":
        drop_unused(party)
    return pieces[place]


@transaction.atomic
def move_piece(*, acting_user: User, party: Party, part: str, piece_id: str, steps: int) -> int:
    """Move one down its list by so many places, up by negative ones, at most to its end; returns its new place.

    Raises PermissionDenied, `PieceGone`.
    """
    draft = open_draft(acting_user, party)
    pieces, place = _found(draft, part, piece_id)
    moved = pieces.pop(place)
    target = min(max(place + steps, 0), len(pieces))
    pieces.insert(target, moved)
    setattr(draft, part, tuple(pieces))
    save_draft(acting_user, draft)
    return target


def make_quote(before: Quote | None, *, text: str, source: str, url: str = "", said_on: dt.date | None = None) -> Quote:
    """What was said, by whom, where one may read it, and when."""
    return Quote(
        text=clean_text("text", text, longest=QUOTE_MAX, required=True),
        source=clean_line("source", source, longest=LINE_MAX, required=True),
        url=_address("url", url),
        said_on=_past_day("said_on", said_on),
    )


def make_embed(before: Embed | None, *, pasted: str = "", title: str = "") -> Embed:
    """A player by its pasted address or code; one that is there already may keep its own."""
    title = clean_line("title", title, longest=LINE_MAX)
    if before and not pasted.strip():
        return dataclasses.replace(before, title=title)
    try:
        found = parse_embed(pasted)
    except ValidationError as error:
        raise ValidationError({"pasted": error.messages}) from error
    return Embed(provider=found.provider.value, ref=found.ref, url=found.url, title=title)


def make_track(before: Track, *, title: str, is_unlisted: bool = False) -> Track:
    """The same recording under another title, for everybody or for private links alone."""
    title = clean_line("title", title, longest=LINE_MAX, required=True)
    return dataclasses.replace(before, title=title, is_unlisted=is_unlisted)


def make_figure(
    before: Figure | None, *, kind: str, value: int, as_of: dt.date, label: str = "", source: str = ""
) -> Figure:
    """A number of a known kind, or of another with a name; the day must have been."""
    if kind not in FigureKind.values:
        raise ValidationError({"kind": [_("Choose what you’re counting.")]})
    if not 0 <= value <= FIGURE_MAX:
        raise ValidationError({"value": [_("Enter a number between 0 and %(most)s.") % {"most": FIGURE_MAX}]})
    is_other = kind == FigureKind.OTHER
    day = _past_day("as_of", as_of)
    if day is None:
        raise ValidationError({"as_of": [_("Enter the date of this number.")]})
    return Figure(
        kind=kind,
        value=value,
        as_of=day,
        label=clean_line("label", label, longest=LINE_MAX, required=True) if is_other else "",
        source=clean_line("source", source, longest=URL_MAX),
    )


MAKERS: dict[str, Callable[..., Any]] = {
    "quotes": make_quote,
    "embeds": make_embed,
    "tracks": make_track,
    "figures": make_figure,
}


def _appended(acting_user: User, draft: PressKit, part: str, piece: Any) -> Any:
    _check_count(part, draft)
    setattr(draft, part, (*getattr(draft, part), piece))
    save_draft(acting_user, draft)
    return piece


def _check_count(part: str, draft: PressKit) -> None:
    if len(getattr(draft, part)) >= LISTS_MAX[part]:
        raise ValidationError(
            [_("You can add at most %(count)s of these. Remove one first.") % {"count": LISTS_MAX[part]}]
        )


def _found(draft: PressKit, part: str, piece_id: str) -> tuple[list[Any], int]:
    """The list, and the place of one in it."""
    pieces = list(getattr(draft, part))
    for place, piece in enumerate(pieces):
        if piece.id == piece_id:
            return pieces, place
    raise PieceGone


def _address(field: str, url: str) -> str:
    url = clean_line(field, url, longest=URL_MAX)
    if url:
        try:
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError as error:
            raise ValidationError({field: [_("“%(url)s” isn’t a valid link.") % {"url": url[:80]}]}) from error
    return url


def _past_day(field: str, day: dt.date | None) -> dt.date | None:
    """A day that has been: a day ahead is let through, for it is today somewhere."""
    if day is not None and not OLDEST_YEAR <= day.year <= (localdate() + dt.timedelta(days=1)).year:
        raise ValidationError({field: [_("Enter a day from %(year)s until today.") % {"year": OLDEST_YEAR}]})
    if day is not None and day > localdate() + dt.timedelta(days=1):
        raise ValidationError({field: [_("This day is in the future.")]})
    return day
