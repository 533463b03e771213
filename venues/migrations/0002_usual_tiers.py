from django.db import migrations, models

import venues.models.policies


class Migration(migrations.Migration):
    dependencies = [
        ("venues", "0001_baseline"),
    ]

    operations = [
        migrations.AlterField(
            model_name="housepolicy",
            name="cancellation_tiers",
            field=models.JSONField(blank=True, default=venues.models.policies.usual_tiers, verbose_name="cancellation"),
        ),
    ]
