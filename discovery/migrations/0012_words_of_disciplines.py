from django.db import migrations

import web.sql

SAY = """
SELECT discovery_refresh_texts(coalesce(array_agg(party_id), '{}')) FROM studio_professional
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_solo_acts"),
        ("catalogue", "0003_baseline_data"),
        ("discovery", "0011_plainer_labels"),
        ("studio", "0015_settled_amounts"),
    ]

    operations = [
        web.sql.LoadSql(
            files={
                "functions/discovery_discipline_words": "aef58d8a46ec",
                "functions/discovery_text_of_professional_changed": "0cfef2ae222f",
                "functions/discovery_text_truth": "acc8abd8b723",
                "triggers/discovery_text_professional": "6c0bbac66ef7",
                "triggers/discovery_text_professional_update": "89b7689343e1",
            },
        ),
        migrations.RunSQL(SAY, migrations.RunSQL.noop),
    ]
