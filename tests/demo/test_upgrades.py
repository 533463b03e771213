"""Every migration after the baselines upgrades a database that is full.

The demo world is taken back to the baselines and forth again, migration by migration, in one transaction that is
rolled back. So a migration must run on rows, and must be able to go back.
"""

import functools
import gc
import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import override_settings

from venues.models import Venue

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DAYS, BANDS = 3, 5
"""A few of each: a migration has to survive rows, not many of them."""


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("media")
    folders = override_settings(MEDIA_ROOT=folder / "shown", MEDIA_ORIGINALS_ROOT=folder / "originals")
    with django_db_blocker.unblock(), folders, transaction.atomic():
        call_command("demo", f"--days={DAYS}", f"--bands={BANDS}", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def executor(monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # PostgreSQL alters no table whose rows are still to be checked
    gc.disable()  # to look for garbage among the models of every step was a third of the time
    # Each field of every step asks whether a setting names its model. The answer is that of the real models, which stay
    # as they are; Django forgets it with every model that it makes for a step.
    monkeypatch.setattr(apps, "get_swappable_settings_name", functools.cache(apps.get_swappable_settings_name))
    yield MigrationExecutor(connection)
    gc.enable()


def baselines(executor) -> list[tuple[str, str]]:
    """The last migration of each app's baseline: all parts of a baseline are called so."""
    last = {app: (app, name) for app, name in sorted(executor.loader.graph.nodes) if "baseline" in name}
    return list(last.values())


def migrate(executor, targets) -> None:
    executor.migrate(targets)
    executor.loader.applied_migrations = executor.recorder.applied_migrations()


def upgrade(executor, since) -> None:
    """Takes the database back to these migrations, and forth to what is newest."""
    migrate(executor, since)
    migrate(executor, executor.loader.graph.leaf_nodes())


def add_migration(executor, operation) -> tuple[str, str]:
    """A migration that comes after those of `venues`, known to this executor alone."""
    (parent,) = executor.loader.graph.leaf_nodes("venues")
    key = ("venues", "9999_tried")
    kind = type("Migration", (migrations.Migration,), {"dependencies": [parent], "operations": [operation]})
    migration = kind(key[1], key[0])
    executor.loader.graph.add_node(key, migration)
    executor.loader.graph.add_dependency(migration, key, parent)
    return key


def before(executor, key) -> list[tuple[str, str]]:
    """What it follows: what is seen of one migration is seen of each."""
    return [parent.key for parent in executor.loader.graph.node_map[key].parents]


def test_every_migration_since_the_baselines_runs_on_a_full_database(executor):
    venues = Venue.objects.count()
    upgrade(executor, since=baselines(executor))
    assert Venue.objects.count() == venues > 0


def test_a_migration_goes_back_and_forth(executor):
    key = add_migration(executor, migrations.AddField("venue", "doors", models.IntegerField(default=2)))
    migrate(executor, [key])
    assert key in executor.recorder.applied_migrations()
    upgrade(executor, since=before(executor, key))
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT doors FROM venues_venue")
        assert cursor.fetchall() == [(2,)]


def test_a_migration_that_only_an_empty_table_survives_is_seen(executor):
    key = add_migration(executor, migrations.AddField("venue", "doors", models.IntegerField()))
    with pytest.raises(IntegrityError, match="doors"):
        upgrade(executor, since=before(executor, key))


def test_a_migration_that_cannot_go_back_is_seen(executor):
    key = add_migration(executor, migrations.RunSQL("SELECT 1"))
    migrate(executor, [key])
    with pytest.raises(migrations.exceptions.IrreversibleError):
        upgrade(executor, since=before(executor, key))
