"""Scenes write straight into the tables what the actions would have written."""

import pytest
from django.apps import apps

from accounts.models import Membership
from availability.actions.masks import mask_differences
from availability.models import Calendar, CalendarSource
from tests.bookings.scenes import Act, an_act
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def how_many() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def written_for(act: Act) -> list:
    """What tells one act's people and calendars from another's, whoever they are."""
    calendars = [act.party.calendar_id, *(user.calendar_id for user in act.members)]
    memberships = Membership.objects.filter(party=act.party).order_by("joined_at", "pk")
    sources = CalendarSource.objects.filter(calendar=act.party.calendar_id)
    return [
        list(memberships.values_list("role", "instrument", "may_be_booked", "left_at")),
        {(calendars.index(source.draws_on_id), source.until) for source in sources},
        list(Calendar.objects.filter(pk__in=calendars).order_by("pk").values_list("known_until", "said_at", "weighs")),
    ]


def test_new_players_stand_in_the_tables_as_those_who_entered_by_the_action():
    players = [UserFactory(), UserFactory()]
    before = how_many()
    entered = an_act(members=players)
    by_action = {label: count - before[label] for label, count in how_many().items()}
    before = how_many()
    written = an_act(members=2)
    straight = {label: count - before[label] for label, count in how_many().items()}
    people = {"accounts.User": 2, "availability.Calendar": 2}
    assert straight == by_action | {label: by_action[label] + count for label, count in people.items()}
    assert written_for(written) == written_for(entered)
    assert mask_differences() == []
