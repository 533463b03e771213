"""What the page of a show needs beyond what a viewer may know: the bill with who applied, and what can be done."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import is_member
from accounts.models import Party
from accounts.states import Approval
from bookings.access import ShowView, SpotView, can_edit_show, show_view
from bookings.hooks import show_notices
from bookings.models import Booking, LineupEntry, Show, Spot
from bookings.pages.clashes import clashes_of
from bookings.pages.structured import show_name
from bookings.queries.acts import genres_of
from bookings.queries.changes import sets_begun
from bookings.states import LIVE, PROMISED, BookingState, InitiatedBy, LineupState, ShowState, SpotRole, SpotState
from bookings.words.posters import drawn_show
from engagements.queries.people import led_ids
from posters.drawing import Drawing
from web.dates import say_time
from web.notices import Notice
from web.texts import isolated_words


@dataclass(frozen=True)
class ShowPage:
    """A show as its page shows it; `applications` by spot, for its host alone.

    `is_crew`: the viewer belongs to the host and leads nothing there. `bands`: those with which they may apply.
    """

    show: Show
    view: ShowView
    is_host: bool
    applications: dict[UUID, list[Booking]]
    my_bookings: list[Booking]
    led: frozenset[UUID]
    is_crew: bool
    bands: Collection[Party] = ()

    @property
    def name(self) -> str:
        return show_name(self.view)

    @property
    def drawn(self) -> Drawing:
        """Its poster where it has none. One query where it names acts."""
        acts = [spot.act.pk for spot in self.view.spots if spot.act and spot.act.is_public]
        return drawn_show(self.view.id, self.name, self.view.night, genres_of(acts))

    @property
    def is_active_host(self) -> bool:
        """Whether the viewer may change the show: nobody does for a host that is suspended or closed."""
        return self.is_host and not self.show.owner.is_inactive

    @property
    def unapproved(self) -> list[Party]:
        """Those without whose approval the draft is not published."""
        parties = {
            party.pk: party for party in (self.show.owner, self.show.stage and self.show.stage.venue.party) if party
        }
        return [party for party in parties.values() if party.approval != Approval.APPROVED]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """When the doors open and the music plays, on the clock of the place, and what tickets cost."""
        times = [(_("Doors"), self.view.doors_at), (_("Start"), self.view.starts_at), (_("End"), self.view.ends_at)]
        said = [(name, say_time(moment, self.view.timezone)) for name, moment in times if moment]
        tickets = self.view.tickets
        if tickets is None or self.view.state == ShowState.CANCELLED:
            return said
        return [*said, (_("Tickets"), _("Free entry") if tickets.is_free else tickets.price)]

    @property
    def acts(self) -> list[SpotView]:
        """Who plays, for the top of the page, those with a page first."""
        return sorted(
            (spot for spot in self.view.spots if spot.act), key=lambda spot: not (spot.act and spot.act.is_public)
        )

    @property
    def says_state(self) -> bool:
        """Whether the page shows the show's state: the audience only reads that it is cancelled."""
        return self.is_host or self.is_crew or bool(self.my_bookings) or self.view.state == ShowState.CANCELLED

    @property
    def can_publicise(self) -> bool:
        return self.is_active_host and self.show.state != ShowState.CANCELLED

    @property
    def has_bill(self) -> bool:
        """Whether the viewer plans its bill, or leads an act that heads it."""
        return self.is_host or any(
            booking.act_id in self.led and booking.spot.role == SpotRole.HEADLINER for booking in self._mine_promised
        )

    @property
    def has_run(self) -> bool:
        """Whether the viewer works this night, and may read how it runs."""
        return self.is_host or self.is_crew or bool(self._mine_promised)

    @property
    def may_write(self) -> bool:
        """Whether the viewer may write in the show's thread: the host and all booked acts may."""
        return self.is_host or bool(self._mine_promised)

    @property
    def _mine_promised(self) -> list[Booking]:
        return [booking for booking in self.my_bookings if booking.state in PROMISED]

    @property
    def bill(self) -> list[tuple[SpotView, list[Booking], int, int, bool]]:
        """The spots, each with its bookings (for the host alone), the numbers of applications and invitations that
        wait, and whether the viewer may apply. In running order for the host; for everybody else, spots with an act
        come first."""
        spots = self.view.spots if self.is_host else sorted(self.view.spots, key=lambda spot: spot.act is None)
        if self.show.state == ShowState.CANCELLED and not self.is_host:
            spots = [spot for spot in spots if spot.act]
        found = [(spot, self.applications.get(spot.id, [])) for spot in spots]
        return [
            (
                spot,
                bookings,
                _waiting(bookings, InitiatedBy.APPLICATION),
                _waiting(bookings, InitiatedBy.INVITATION),
                self._may_apply(spot),
            )
            for spot, bookings in found
        ]

    @property
    def clashes(self) -> list[str]:
        """Which acts that wait cannot be booked beside others of the bill, in words, for the host that answers them."""
        waiting = any(each.state in LIVE for bookings in self.applications.values() for each in bookings)
        if not (self.is_host and waiting):
            return []
        return clashes_of(list(Spot.objects.filter(show=self.show).select_related("show").order_by("starts_at", "id")))

    @property
    def lost(self) -> list[str]:
        """What calling the show off would undo, in words."""
        bookings = [booking for found in self.applications.values() for booking in found]
        booked = [booking.act.name for booking in bookings if booking.state == BookingState.CONFIRMED]
        applied, invited = (_waiting(bookings, begun) for begun in (InitiatedBy.APPLICATION, InitiatedBy.INVITATION))
        lost = [_("%(act)s is booked and will be notified") % isolated_words({"act": act}) for act in booked]
        if applied:
            lost.append(
                ngettext("%(count)d application ends", "%(count)d applications end", applied) % {"count": applied}
            )
        if invited:
            lost.append(
                ngettext("%(count)d invitation ends", "%(count)d invitations end", invited) % {"count": invited}
            )
        return lost

    @property
    def can_change(self) -> bool:
        states = (ShowState.DRAFT, ShowState.OPEN, ShowState.CONFIRMED)
        return self.is_active_host and self.show.state in states

    @property
    def edit_url(self) -> str:
        return reverse("bookings:show_edit" if self.show.stage_id else "bookings:own_show_edit", args=[self.show.pk])

    @property
    def can_cancel(self) -> bool:
        at, booked = now(), [booking for bookings in self.applications.values() for booking in bookings]
        is_to_come = self.show.state in (ShowState.OPEN, ShowState.CONFIRMED) and at < self.show.out_at
        is_possible = is_to_come and not sets_begun(booked, at)
        return self.is_host and (is_possible or self.show.state == ShowState.DRAFT)

    @property
    def running(self) -> list[Booking]:
        """The bookings of a night that is not over on which a set has begun: problems with them can be reported."""
        booked = [booking for bookings in self.applications.values() for booking in bookings]
        at = now()
        is_running = self.show.state in (ShowState.OPEN, ShowState.CONFIRMED) and sets_begun(booked, at)
        return [each for each in booked if is_running and each.spot.starts_at <= at and each.state in PROMISED]

    @property
    def not_begun(self) -> list[Booking]:
        """The bookings of such a night whose set is still to come: each can be called off alone."""
        booked, at = [booking for bookings in self.applications.values() for booking in bookings], now()
        return [each for each in booked if each.spot.starts_at > at and each.state == BookingState.CONFIRMED]

    @property
    def is_public_only(self) -> bool:
        """Whether the viewer neither works for the host nor is on the bill: load-in and release are not shown to
        them."""
        return not (self.is_host or self.is_crew or self.my_bookings)

    @cached_property
    def _notices(self) -> list[Notice]:
        return list(chain.from_iterable(show_notices(self.show))) if self.is_host else []

    @property
    def publish_notices(self) -> list[Notice]:
        """What its host reads and chooses before publishing it."""
        return [notice for notice in self._notices if notice.place == "publish"]

    @property
    def notices(self) -> list[Notice]:
        """What else its host reads on its page."""
        return [notice for notice in self._notices if notice.place == "page"]

    def _may_apply(self, spot: SpotView) -> bool:
        """Whether one of the viewer's bands has not applied for the spot yet and may."""
        if self.is_host or not self.is_open(spot) or spot.call_at <= now() or not self.show.owner.is_public:
            return False
        waiting = {each.act_id for each in self.my_bookings if each.spot_id == spot.id and each.state in LIVE}
        return any(band.pk not in waiting for band in self.bands)

    def is_open(self, spot: SpotView) -> bool:
        """Whether acts may apply for the spot."""
        return self.show.state == ShowState.OPEN and spot.state == SpotState.OPEN


def _waiting(bookings: list[Booking], begun: InitiatedBy) -> int:
    return sum(booking.state == BookingState.PENDING and booking.initiated_by == begun for booking in bookings)


def show_page_of(user, show: Show, *, bands: Collection[Party] = ()) -> ShowPage:
    """The page of a show the viewer may know; its host reads who applied, an act's leaders find their own booking and
    apply. `bands`: those that the viewer leads."""
    is_host = can_edit_show(user, show) or bool(user.is_authenticated and user.is_staff)
    bookings = list(_bookings_on(show)) if user.is_authenticated else []
    led = led_ids(user, [booking.act_id for booking in bookings])
    applications: dict[UUID, list[Booking]] = {}
    for booking in bookings if is_host else ():
        applications.setdefault(booking.spot_id, []).append(booking)
    mine = [booking for booking in bookings if booking.act_id in led or _plays(user, booking)]
    is_crew = not is_host and is_member(user, show.owner)
    view = show_view(user, show, is_named=True)
    return ShowPage(show, view, is_host, applications, mine, frozenset(led), is_crew, bands)


def _bookings_on(show: Show):
    """All bookings on the show, the first to be made first."""
    found = Booking.objects.filter(spot__show=show).select_related("act__city", "spot")
    return found.prefetch_related(Prefetch("lineup", LineupEntry.objects.select_related("user"))).order_by(
        "created_at", "id"
    )


def _plays(user, booking: Booking) -> bool:
    entries = [entry for entry in booking.lineup.all() if entry.user_id == user.pk]
    return any(entry.state != LineupState.DECLINED for entry in entries)
