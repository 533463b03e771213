from django.db import migrations, models

import web.tables


class Migration(migrations.Migration):
    dependencies = [
        ("availability", "0003_baseline_sql"),
    ]

    operations = [
        web.tables.ChangeTables(
            operations=[
                migrations.AddField(
                    model_name="importedcalendar",
                    name="notes",
                    field=models.JSONField(blank=True, default=list, editable=False),
                ),
                migrations.RemoveField(model_name="calendarentry", name="ics"),
                migrations.AddField(
                    model_name="calendarentry",
                    name="words",
                    field=models.JSONField(blank=True, default=dict),
                ),
                migrations.AddField(
                    model_name="feed",
                    name="keeps_cancelled",
                    field=models.BooleanField(default=True, verbose_name="with cancelled dates"),
                ),
                migrations.AddField(
                    model_name="feed",
                    name="with_open_nights",
                    field=models.BooleanField(default=False, verbose_name="with open nights"),
                ),
            ]
        ),
    ]
