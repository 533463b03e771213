from django.db import migrations, models

import web.sql

WORTH = """
UPDATE discovery_listing l SET standing = discovery_standing(p.rating_average, p.rating_count)
  FROM accounts_party p WHERE p.id = l.party_id AND l.standing IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_professionals"),
        ("bands", "0001_baseline"),
        ("catalogue", "0003_baseline_data"),
        ("discovery", "0009_who_does_what"),
        ("studio", "0012_projects"),
        ("venues", "0003_usual_tiers"),
    ]

    operations = [
        web.sql.LoadSql(files={"functions/discovery_listing_truth": "cb58d5ceda65"}),
        migrations.RemoveIndex(model_name="listing", name="listing_rating"),
        migrations.RemoveIndex(model_name="listing", name="listing_standing"),
        migrations.RunSQL(WORTH, migrations.RunSQL.noop),
        migrations.AlterField(model_name="listing", name="standing", field=models.SmallIntegerField()),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["heading", "standing", "party"],
                include=["calendar_id", "spot", "fee_low", "fee_high"],
                name="listing_standing",
            ),
        ),
    ]
