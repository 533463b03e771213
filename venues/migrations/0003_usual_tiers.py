from django.db import migrations, models

import venues.models.policies


class Migration(migrations.Migration):
    dependencies = [
        ("venues", "0002_say_who_may_hold"),
    ]

    operations = [
        migrations.AlterField(
            model_name="housepolicy",
            name="cancellation_tiers",
            field=models.JSONField(blank=True, default=venues.models.policies.usual_tiers, verbose_name="cancellation"),
        ),
    ]
