"""API tokens expire, and sessions from before stand in the list of devices."""

import datetime as dt
from importlib import import_module

import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import accounts.models

UNKNOWN_IP = "0.0.0.0"  # noqa: S104  no address to listen on


def list_sessions(apps, _schema):
    """Give each session of a person a row in the list of devices; where it came from is not known any more."""
    session_model, listed = apps.get_model("sessions", "Session"), apps.get_model("usersessions", "UserSession")
    people = set(map(str, apps.get_model("accounts", "User").objects.values_list("pk", flat=True)))
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    rows = []
    for session in session_model.objects.iterator(chunk_size=1000):
        person = store.decode(session.session_data).get("_auth_user_id")
        if person in people:
            rows.append(listed(user_id=person, session_key=session.session_key, ip=UNKNOWN_IP, user_agent=""))
    listed.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_solo_acts"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="expires_at",
            field=models.DateTimeField(
                default=accounts.models.in_ninety_days,
                db_default=django.db.models.expressions.CombinedExpression(
                    django.db.models.functions.datetime.Now(), "+", models.Value(dt.timedelta(days=90))
                ),
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="last_used_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(list_sessions, migrations.RunPython.noop, elidable=True),
    ]
