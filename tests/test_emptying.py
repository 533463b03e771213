import pytest
from django.contrib.auth.models import Group, Permission

from catalogue.models import City
from tests.factories import UserFactory


@pytest.mark.parametrize("turn", [1, 2, 3])
@pytest.mark.django_db(transaction=True)
def test_committed_rows_are_gone_in_the_next_test_and_the_catalogue_is_not(turn):
    assert Group.objects.count() == 0
    assert City.objects.count() == 34006
    assert Permission.objects.exists()
    Group.objects.create(name="left behind")
    UserFactory()
