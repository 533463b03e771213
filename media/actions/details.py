"""Changing what is said of a file, and drawing it anew."""

from media.actions.keeping import clean_focus
from media.models import ALT_MAX, CREDIT_MAX, NAME_MAX, Picture, Sound
from media.states import State
from web.texts import clean_line
from web.users import User


def change_picture(*, acting_user: User, picture: Picture, alt: str, credit: str, focus: tuple[int, int]) -> Picture:
    """Describe a picture anew. Raises ValidationError at `alt`, `credit` or `focus`."""
    picture.alt = clean_line("alt", alt, longest=ALT_MAX, required=True)
    picture.credit = clean_line("credit", credit, longest=CREDIT_MAX)
    picture.focus_x, picture.focus_y = clean_focus(focus)
    picture.save(update_fields=["alt", "credit", "focus_x", "focus_y"])
    return picture


def rename_sound(*, acting_user: User, sound: Sound, title: str) -> Sound:
    """Call a recording otherwise. Raises ValidationError at `title`."""
    sound.title = clean_line("title", title, longest=NAME_MAX, required=True)
    sound.save(update_fields=["title"])
    return sound


def redraw_pictures(*, acting_user: User | None) -> int:
    """Have every ready picture drawn anew: it waits, is shown as it is, and the sweep hands it to the worker."""
    return Picture.objects.filter(state=State.READY).update(state=State.WAITING, percent=0)
