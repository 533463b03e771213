"""Names of stages, shows and acts from before they were cleaned."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import Party
from bookings.models import Show
from holds.models import Hold
from tests.bookings.scenes import a_house, an_open_show
from tests.factories import StageFactory
from tests.holds.scenes import a_ladder
from venues.models import Stage

pytestmark = pytest.mark.django_db
RLO = "\u202e"


def test_stored_names_are_cleaned_once_and_stages_keep_names_of_their_own():
    house = a_house()
    names = (f"Hall{RLO}", "Hall", "Hall\u0007", "\u200b", "Hall 2")
    stages = [StageFactory(venue=house.stage.venue, name=name) for name in names]
    show = an_open_show(house)
    Show.objects.filter(pk=show.pk).update(title=f"Night{RLO}", place="\u2060")
    [hold] = a_ladder(house, 1)[1]
    Hold.objects.filter(pk=hold.pk).update(act=None, act_name=f"Iron {RLO}rehtaeW")
    party, version = house.party.pk, Party.objects.get(pk=house.party.pk).version
    migration = import_module("holds.migrations.0005_clean_names")
    for _twice in range(2):
        migration.clean_names(apps, None)
        found = [Stage.objects.get(pk=stage.pk).name for stage in stages]
        assert found == ["Hall 3", "Hall", "Hall 4", "Stage", "Hall 2"]
        assert Show.objects.values_list("title", "place", "version").get(pk=show.pk) == ("Night", "", show.version + 2)
        assert Hold.objects.values_list("act_name", "version").get(pk=hold.pk) == ("Iron rehtaeW", hold.version + 1)
        assert Party.objects.get(pk=party).version == version + 3
