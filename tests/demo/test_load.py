"""The load writes a world that agrees with itself, and takes it away again."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Party, User
from availability.actions.known import known_differences
from availability.actions.masks import mask_differences
from availability.models import Calendar, TimeBlock
from discovery.models import Listing
from discovery.queries.checking import search_differences
from tests.factories import PartyFactory, UserFactory

TRIGGERS_OFF = "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'"


@pytest.mark.django_db(transaction=True)
def test_load_agrees_with_itself_and_goes_again():
    mine = PartyFactory()
    call_command("make_load", acts=12, professionals=5)
    assert (User.objects.count(), Party.objects.filter(kind="venue").count()) == (65, 2)
    assert TimeBlock.objects.count() >= 60 * 20
    assert search_differences() == mask_differences() == known_differences() == []
    assert Listing.objects.values("party").distinct().count() == 20
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS_OFF)
        assert cursor.fetchone() == (0,)
    with pytest.raises(CommandError, match="already here"):
        call_command("make_load", acts=12)
    call_command("make_load", remove=True)
    assert list(Party.objects.all()) == [mine]
    assert Calendar.objects.count() == 1


@pytest.mark.django_db
def test_load_keeps_away_from_real_people():
    UserFactory()
    with pytest.raises(CommandError, match="Real people"):
        call_command("make_load", acts=12)
