from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("availability", "0009_indexes_that_others_cover"),
    ]

    operations = [
        migrations.AddField(
            model_name="calendar",
            name="weighs",
            field=models.BooleanField(db_default=False),
        ),
    ]
