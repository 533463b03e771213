from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

# A trigger sees what is committed, not a party that takes the changed rate in another open transaction; and a hundred
# thousand rows are too many to write while somebody's change of a rate is waiting. So it is only put down here.
PUT_DOWN = """
CREATE OR REPLACE FUNCTION discovery_city_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO discovery_listingrefresh (fact, key) VALUES ('city', NEW.id);
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION discovery_cityname_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO discovery_listingrefresh (fact, key)
  SELECT DISTINCT 'city', city FROM unnest(ARRAY[to_jsonb(OLD) ->> 'city_id', to_jsonb(NEW) ->> 'city_id']) AS city
   WHERE city IS NOT NULL;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION discovery_genre_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO discovery_listingrefresh (fact, key) VALUES ('genre', NEW.slug);
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION discovery_rate_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO discovery_listingrefresh (fact, key)
  SELECT DISTINCT 'rate', code
    FROM unnest(ARRAY[to_jsonb(OLD) ->> TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[0]]) AS code
   WHERE code IS NOT NULL;
  RETURN NULL;
END $$;
"""
AT_ONCE = import_module("discovery.migrations.0002_kept_by_triggers").CHANGED
# Who kept a search so wide that only its newest were looked through is told of nothing that was there already.
KNOWN = "UPDATE discovery_savedsearch SET known_at = now(), edge = NULL WHERE edge IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("discovery", "0003_saved_searches"),
    ]

    operations = [
        migrations.AddField(
            model_name="savedsearch",
            name="cursor",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="found",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="known_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="news",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
        ),
        migrations.CreateModel(
            name="ListingRefresh",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "fact",
                    models.CharField(
                        choices=[("rate", "Exchange rate"), ("city", "Town"), ("genre", "Genre")],
                        max_length=5,
                        verbose_name="what",
                    ),
                ),
                ("key", models.CharField(max_length=120, verbose_name="which")),
                (
                    "changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="changed"),
                ),
                (
                    "waits_for",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), null=True, size=None
                    ),
                ),
                ("reached", models.UUIDField(null=True)),
                ("done", models.PositiveIntegerField(db_default=0, verbose_name="done")),
                ("total", models.PositiveIntegerField(null=True, verbose_name="of")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
            ],
            options={
                "verbose_name": "refresh of search rows",
                "verbose_name_plural": "refreshes of search rows",
                "indexes": [
                    models.Index(condition=models.Q(("finished_at", None)), fields=["id"], name="listingrefresh_left")
                ],
            },
        ),
        migrations.RunSQL(PUT_DOWN, AT_ONCE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
