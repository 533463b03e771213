from django.db import migrations

import web.sql


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_professionals"),
        ("bands", "0001_baseline"),
        ("catalogue", "0003_baseline_data"),
        ("discovery", "0005_professionals_are_found"),
        ("studio", "0003_rooms_and_hours"),
        ("venues", "0003_usual_tiers"),
    ]

    operations = [
        # It gives more columns now, which CREATE OR REPLACE refuses.
        migrations.RunSQL("DROP FUNCTION IF EXISTS discovery_listing_truth(uuid[])", migrations.RunSQL.noop),
        web.sql.LoadSql(
            files={
                "functions/discovery_listing_truth": "71ad9bc4dda4",
                "functions/discovery_refresh_listings": "30b4f40a9985",
                "triggers/discovery_listing_professional": "234de3ba8bfe",
                "triggers/discovery_listing_professional_update": "0ae60c38f9b9",
                "triggers/discovery_listing_service": "9a49a5b60eba",
                "triggers/discovery_listing_service_update": "9e24c83216d5",
            },
        ),
        # Their rows are written by 0008, once all columns are there that its functions name.
    ]
