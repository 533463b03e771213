"""What `migrate` does before Django's own."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from web.management.commands.migrate import FORMER


@pytest.mark.django_db
def test_a_database_from_before_the_baselines_is_refused_in_one_sentence():
    MigrationRecorder(connection).record_applied(*FORMER)
    with pytest.raises(CommandError, match=r"early version of StageSlot.* cannot be upgraded") as refusal:
        call_command("migrate", verbosity=0)
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).count(". ") == 0


@pytest.mark.django_db
def test_a_database_of_today_is_not_refused(capsys):
    call_command("migrate")
    assert "No migrations to apply" in capsys.readouterr().out
