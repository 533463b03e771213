import pytest

from bookings.queries import acts_fit
from tests.bookings.scenes import an_act, an_open_show, know_all

pytestmark = pytest.mark.django_db


def test_who_of_the_applicants_fits(house, act):
    spot = an_open_show(house).spots.get()
    other = an_act()
    know_all(*act.members)
    assert acts_fit(spot, [act.party, other.party]) == {act.party.pk: "yes", other.party.pk: "unknown"}
