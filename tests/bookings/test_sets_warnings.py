"""Pages warn of sets at once before they are refused, as far as the reader may know."""

import pytest
from django.urls import reverse

from bookings.actions import (
    OfferTerms,
    counter_booking,
    propose_move,
)
from bookings.models import Show
from tests.bookings.scenes import HOUR, an_application, an_open_show
from tests.bookings.set_scenes import AT_ONCE, BACK_TO_BACK, accept, two_bands
from tests.factories import FAR_SATURDAY

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


class TestPagesWarnBeforehand:
    """Of what would be refused: whoever decides reads it, as far as they may know."""

    @pytest.fixture
    def bill(self, house):
        """The drummer plays with one band, and the other one waits for a set at the same time."""
        drummer, band, other = two_bands()
        show = an_open_show(house, spots=AT_ONCE)
        waiting = an_application(other, show, 1)
        accept(house, an_application(band, show, 0))
        return drummer, other, show, waiting

    def read(self, client, user, name, pk):
        client.force_login(user)
        return client.get(reverse(name, args=[pk])).content.decode()

    def test_who_accepts_and_who_says_who_plays(self, client, house, bill):
        drummer, other, _show, waiting = bill
        of_host = self.read(client, house.manager, "bookings:booking", waiting.pk)
        assert "Someone in the line-up is already playing another set" in of_host
        of_act = self.read(client, other.leader, "bookings:booking", waiting.pk)
        assert f"Playing another set of this show at that time: {drummer.display_name}." in of_act

    def test_who_applies(self, client, house, bill):
        drummer, other, show, _waiting = bill
        band = show.spots.all()[0].bookings.get().act
        overlapping = show.spots.all()[1].pk
        of_other = self.read(client, other.leader, "bookings:spot_apply", overlapping)
        assert f"Playing another set of this show at that time: {drummer.display_name}." in of_other
        of_band = self.read(client, band.memberships.get(role="manager").user, "bookings:spot_apply", overlapping)
        assert "The act is already playing another set at that time" in of_band

    def test_who_answers_on_the_page_of_the_show(self, client, house, bill):
        assert "share players and overlap" in self.read(client, house.manager, "bookings:show", bill[2].pk)

    def test_nobody_is_busy_because_of_a_set_back_to_back(self, client, house):
        _drummer, band, other = two_bands()
        show = an_open_show(house, spots=BACK_TO_BACK)
        accept(house, an_application(band, show, 0))
        page = self.read(client, other.leader, "bookings:spot_apply", show.spots.all()[1].pk)
        assert "Busy" not in page
        assert "another set" not in page

    def test_who_plans_the_bill(self, client, house, bill):
        assert "share players and overlap" in self.read(client, house.manager, "bookings:bill", bill[2].pk)

    def test_soundchecks_only_warn(self, client, house, act, commit_checks):
        show = an_open_show(house, spots=BACK_TO_BACK)
        for place in (0, 1):
            accept(house, an_application(act, show, place))
        show.spots.update(soundcheck_at=FAR_SATURDAY - HOUR, soundcheck_minutes=20)
        commit_checks()
        assert "and a soundcheck overlaps" in self.read(client, house.manager, "bookings:bill", show.pk)

    def test_who_is_asked_to_agree_to_a_move(self, client, house):
        _drummer, band, other = two_bands()
        show = an_open_show(house, spots=BACK_TO_BACK)
        for place, each in enumerate((band, other)):
            accept(house, an_application(each, show, place))
        first, second = show.spots.all()
        move = propose_move(
            acting_user=house.manager,
            show=Show.objects.get(pk=show.pk),
            party=house.party,
            starts_at=show.starts_at,
            ends_at=show.ends_at,
            spots={second.pk: {"starts_at": first.starts_at, "ends_at": first.ends_at}},
        )
        assert "share players and overlap" in self.read(client, band.leader, "bookings:move", move.pk)

    def test_who_has_applied_is_nobodys_to_read_on_the_page_of_a_move(self, client, house):
        _drummer, band, other = two_bands()
        show = an_open_show(house, spots=BACK_TO_BACK)
        accept(house, an_application(band, show, 0))
        an_application(other, show, 1)
        first, second = show.spots.all()
        move = propose_move(
            acting_user=house.manager,
            show=Show.objects.get(pk=show.pk),
            party=house.party,
            starts_at=show.starts_at,
            ends_at=show.ends_at,
            spots={second.pk: {"starts_at": first.starts_at, "ends_at": first.ends_at}},
        )
        assert "share players" in self.read(client, house.manager, "bookings:move", move.pk)
        assert "share players" not in self.read(client, band.leader, "bookings:move", move.pk)

    def test_a_counter_offer_is_warned_of_at_the_times_that_it_names(self, client, house, bill):
        drummer, other, _show, waiting = bill
        assert drummer.display_name in self.read(client, other.leader, "bookings:booking", waiting.pk)
        terms = OfferTerms(starts_at=FAR_SATURDAY + HOUR, ends_at=FAR_SATURDAY + 2 * HOUR)
        counter_booking(acting_user=house.manager, booking=waiting, terms=terms)
        text = self.read(client, other.leader, "bookings:booking", waiting.pk)
        assert "another set of this show" not in text

    def test_nobody_is_warned_of_sets_back_to_back(self, client, house, act):
        show = an_open_show(house, spots=BACK_TO_BACK)
        accept(house, an_application(act, show, 0))
        waiting = an_application(act, show, 1)
        assert "another set" not in self.read(client, house.manager, "bookings:booking", waiting.pk)
        assert "share players" not in self.read(client, house.manager, "bookings:bill", show.pk)
