"""A run of show as PDF: one line for everything that happens, on as few pages as it takes."""

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bookings.bill.run_of_show import Moment
from bookings.models import Show
from bookings.words.places import place_of
from web.dates import say_full_day
from web.documents import fonts

HERE = Path(__file__).parent
TEMPLATE = HERE / "run_of_show.typ"


def run_of_show_pdf(show: Show, moments: Iterable[Moment]) -> bytes:
    """The night on A4 in the present language; the same bytes for the same night. The show comes with its place."""
    return typst.compile(
        TEMPLATE,
        root=HERE,
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(_data(show, moments), ensure_ascii=False)},
        timestamp=show.starts_at.astimezone(dt.UTC),
    )


def _data(show: Show, moments: Iterable[Moment]) -> dict[str, Any]:
    return {
        "lang": get_language(),
        "title": show.title or _("A night at %(place)s") % {"place": show.owner.name},
        "kind": _("Run of show"),
        "night": say_full_day(show.night),
        "place": place_of(show),
        "foot": _("Local time: %(zone)s") % {"zone": show.timezone.replace("_", " ")} + " · StageSlot",
        "lines": [
            {
                "clock": moment.clock(show.timezone),
                "kind": moment.kind,
                "what": moment.what,
                "who": moment.who,
                "mine": moment.is_mine,
                "open": moment.is_open,
            }
            for moment in moments
        ],
    }
