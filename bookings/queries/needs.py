"""What a client has said of their event, by the names of the fields."""

from bookings.models import Show

NEEDS = ("guests", "setting", "power", "set_up_minutes")


def needs_of(show: Show) -> dict[str, int | str]:
    """What was said, without what was left out."""
    said = {name: getattr(show, name) for name in NEEDS}
    return {name: value for name, value in said.items() if value not in (None, "")}
