from django.db import migrations

import web.sql


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_professionals"),
        ("bands", "0001_baseline"),
        ("catalogue", "0003_baseline_data"),
        ("discovery", "0007_rating_of_professionals"),
        ("studio", "0009_verified"),
        ("venues", "0003_usual_tiers"),
    ]

    operations = [
        # It gives more columns now, which CREATE OR REPLACE refuses.
        migrations.RunSQL("DROP FUNCTION IF EXISTS discovery_listing_truth(uuid[])", migrations.RunSQL.noop),
        web.sql.LoadSql(
            files={
                "functions/discovery_listing_truth": "21a9b2724a8c",
                "functions/discovery_refresh_listings": "2408146a9c82",
                "functions/discovery_role": "19ad9049ce53",
                "functions/discovery_standing": "27bb350b365d",
                "triggers/discovery_listing_credit": "1360c486fb04",
                "triggers/discovery_listing_credit_update": "2451f38c3ecf",
                "triggers/discovery_listing_party_update": "78d5e545c9e5",
                "triggers/discovery_listing_professional_update": "f7cb1ccea412",
            },
        ),
        migrations.RunSQL(
            "SELECT discovery_refresh_listings(array_agg(party_id)) FROM studio_professional", migrations.RunSQL.noop
        ),
    ]
