"""What the pages of a bill show: its rows with their times, the line of the night, and who waits for which spot."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, PartyLink, User
from bookings.access.bills import BillRights
from bookings.bill.running_order import MINUTE, Frame, Part, RunningOrder, Timed, run
from bookings.forms.bills import BillForm
from bookings.models import Booking, Show, Spot
from bookings.pages.bill_timeline import Timeline, timelines_of
from bookings.pages.clashes import clashes_of
from bookings.queries.bills import bill_on, bills_of, frame_of, promised_by_spot
from bookings.queries.lists import pending_counts
from bookings.states import SpotState
from web.dates import say_day, say_time

SHOWN = 100


@dataclass(frozen=True)
class Applicant:
    """Who waits for a spot, and what one hears of them. Nothing of whether their members can: who bills an act hour by
    hour would read their calendars."""

    booking: Booking
    links: list[PartyLink]


@dataclass(frozen=True)
class Row:
    """A spot in the running order as it would be saved now."""

    spot: Spot
    act: Party | None
    part: Part
    timed: Timed
    over: int
    applicants: list[Applicant]
    fields: dict = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Who plays, or what is looked for."""
        return self.act.name if self.act else str(self.spot.get_role_display())

    @property
    def voice(self) -> str:
        if self.act:
            return "booked"
        return "pending" if self.applicants else "free"

    @property
    def is_open(self) -> bool:
        return self.spot.state == SpotState.OPEN


@dataclass(frozen=True)
class BillPage:
    """A bill for whoever plans or heads it. `is_in_order` is False where the sets overlap as they stand; `clashes` says
    where the same people would play two of them."""

    show: Show
    rights: BillRights
    frame: Frame
    order: RunningOrder
    rows: list[Row]
    form: BillForm
    is_in_order: bool
    clashes: list[str]

    @property
    def sums(self) -> str:
        """When it ends, and how that stands to the curfew."""
        ends = _("The last set ends at %(time)s.") % {"time": say_time(self.order.ends_at, self.show.timezone)}
        return " ".join([ends, *self.problems] if self.problems else [ends, self._spare()])

    def _spare(self) -> str:
        return spare_words(self.order.spare)

    @property
    def problems(self) -> list[str]:
        """What does not fit."""
        said = []
        if self.order.over:
            said.append(over_words(self.order.over))
        if self.order.soundchecks_over:
            said.append(checks_over_words(self.order.soundchecks_over))
        return said

    @property
    def open_rows(self) -> list[Row]:
        return [row for row in self.rows if row.is_open]

    @property
    def timelines(self) -> tuple[Timeline, Timeline]:
        """Along and down the page, of the rows as they stand here."""
        return timelines_of(self.frame, self.rows, self.show.timezone)


def over_words(count: int | str) -> str:
    """A sentence, with its number or a sign that stands for it."""
    number = count if isinstance(count, int) else 2
    return ngettext("%(count)s min after curfew.", "%(count)s min after curfew.", number) % {"count": count}


def checks_over_words(count: int | str) -> str:
    number = count if isinstance(count, int) else 2
    said = ngettext(
        "Soundchecks are %(count)s minute short.",
        "Soundchecks are %(count)s minutes short.",
        number,
    )
    return said % {"count": count}


def spare_words(count: int | str) -> str:
    if count == 0:
        return _("Ends at curfew.")
    number = count if isinstance(count, int) else 2
    return ngettext("%(count)s min before curfew.", "%(count)s min before curfew.", number) % {"count": count}


def preview_words() -> dict[str, str]:
    """The sentences of the page for its script, with %s for the number or time."""
    return {
        "ends": _("The last set ends at %(time)s.") % {"time": "%s"},
        "over": over_words("%s"),
        "over_by": _("%(count)s min after curfew") % {"count": "%s"},
        "checks_over": checks_over_words("%s"),
        "spare": spare_words("%s"),
        "exact": spare_words(0),
    }


def bill_page_of(show: Show, rights: BillRights, data=None, form: BillForm | None = None) -> BillPage:
    """The bill of a show, with a form bound to `data` or given. Twelve queries at most, whatever its length."""
    found = bill_on(show, list(show.spots.prefetch_related("genres")))
    spots, parts, is_suggested = found.spots, found.parts, found.is_suggested
    frame = frame_of(show, spots)
    form = form or BillForm(data, show=show, spots=spots, frame=frame, parts=parts, is_suggested=is_suggested)
    if form.is_bound:
        frame, spots, parts = _as_typed(form, frame, spots, parts)
    order = run(frame, parts)
    acts = promised_by_spot([show])
    applicants = _applicants(spots) if rights.applicants else {}
    rows = [
        Row(
            spot=spot,
            act=acts[spot.pk].act if spot.pk in acts else None,
            part=part,
            timed=timed,
            over=max(0, (timed.ends_at - frame.limit_at) // MINUTE),
            applicants=applicants.get(spot.pk, []),
            fields=form.row(spot) if rights.plans else {},
        )
        for spot, part, timed in zip(spots, parts, order.acts, strict=True)
    ]
    for spot in spots:
        spot.show = show
    clashes = clashes_of(spots) if rights.applicants else []
    return BillPage(show, rights, frame, order, rows, form, not is_suggested, clashes)


def _as_typed(
    form: BillForm, frame: Frame, spots: Sequence[Spot], parts: Sequence[Part]
) -> tuple[Frame, list[Spot], list[Part]]:
    """The bill in the order that was typed, and with its minutes and clock where all of it is valid."""
    known = dict(zip((spot.pk for spot in spots), parts, strict=True))
    wish = form.plan() if form.is_valid() else None
    if wish:
        frame = Frame(frame.load_in_at, wish.doors_at, wish.first_at, wish.curfew_at, frame.out_at)
        known |= {each.spot: Part(each.minutes, each.changeover, each.soundcheck) for each in wish.spots or ()}
    ordered = form.in_order()
    return frame, ordered, [known[spot.pk] for spot in ordered]


def _applicants(spots: Sequence[Spot]) -> dict[UUID, list[Applicant]]:
    """Who waits for each of these spots, the earliest first. Three queries."""
    links = Prefetch("act__links", PartyLink.objects.order_by("position", "id"))
    pending = Booking.objects.pending().filter(spot__in=spots).select_related("act__city")
    found: dict[UUID, list[Applicant]] = {}
    for booking in pending.prefetch_related(links).order_by("created_at", "id"):
        found.setdefault(booking.spot_id, []).append(Applicant(booking, list(booking.act.links.all())))
    return found


@dataclass(frozen=True)
class BillLine:
    """A show in the list of bills that one's bands head."""

    day: str
    time: str
    title: str
    text: str
    state: str
    word: str
    waiting: int
    href: str


def my_bills(user: User, *, past: bool) -> list[BillLine]:
    """The shows that one's bands head, in lines, at most SHOWN. Two queries."""
    shows = list(bills_of(user, past=past)[:SHOWN])
    waiting = pending_counts(shows)
    return [_line(show, waiting.get(show.pk, 0)) for show in shows]


def _line(show: Show, waiting: int) -> BillLine:
    place = show.stage.venue.party.name if show.stage else show.place
    return BillLine(
        day=say_day(show.night),
        time=say_time(show.starts_at, show.timezone),
        title=show.title or _("Show at %(place)s") % {"place": place or show.owner.name},
        text=", ".join(filter(None, [place if show.title else "", show.city.said_name if show.city else ""])),
        state=show.state,
        word=str(show.get_state_display()),
        waiting=waiting,
        href=reverse("bookings:bill", args=[show.pk]),
    )
