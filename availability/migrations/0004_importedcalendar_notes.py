from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("availability", "0003_baseline_sql"),
    ]

    operations = [
        migrations.AddField(
            model_name="importedcalendar",
            name="notes",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
