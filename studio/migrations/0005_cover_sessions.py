from django.db import migrations

import web.sql


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_professionals"),
        ("availability", "0005_sets_never_overlap"),
        ("studio", "0004_sessions"),
    ]

    operations = [
        web.sql.LoadSql(
            files={
                "functions/studio_check_claim": "d99ec251c17f",
                "functions/studio_check_session": "100532120816",
                "functions/studio_session_is_covered": "eb2cf79f7ff4",
                "triggers/session_is_covered": "ce3f221cc794",
                "triggers/session_stays_covered": "faf30f481c04",
            },
        ),
        # Back again: a trigger on another app's table outlives the table that it asks.
        migrations.RunSQL(
            sql=migrations.RunSQL.noop,
            reverse_sql="""
                DROP TRIGGER IF EXISTS session_stays_covered ON availability_timeblock;
                DROP TRIGGER IF EXISTS session_is_covered ON studio_session;
                DROP FUNCTION IF EXISTS studio_check_claim();
                DROP FUNCTION IF EXISTS studio_check_session();
                DROP FUNCTION IF EXISTS studio_session_is_covered(uuid);
            """,
        ),
    ]
