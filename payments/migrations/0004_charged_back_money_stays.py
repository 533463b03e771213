from django.db import migrations

import web.sql


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_events_and_disputes"),
    ]

    operations = [
        web.sql.LoadSql(
            files={"functions/payments_check_outgoing": "f6cbf9c99637"},
        ),
    ]
