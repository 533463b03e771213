from django.db import migrations

import web.sql


class Migration(migrations.Migration):
    dependencies = [
        ("availability", "0002_baseline"),
    ]

    operations = [
        web.sql.LoadSql(
            files={"functions/availability_refresh_few": "292ed2122506"},
        ),
    ]
