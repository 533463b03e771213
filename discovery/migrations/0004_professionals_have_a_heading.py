from django.db import migrations

import web.sql


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_professionals"),
        ("bands", "0001_baseline"),
        ("catalogue", "0003_baseline_data"),
        ("discovery", "0003_baseline_sql"),
        ("venues", "0003_usual_tiers"),
    ]

    operations = [
        web.sql.LoadSql(
            files={"functions/discovery_listing_truth": "5da87966a480"},
        ),
    ]
