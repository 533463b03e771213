from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("availability", "0011_stand_ins"),
    ]

    operations = [
        migrations.RemoveField(model_name="calendarentry", name="public_text"),
        migrations.RemoveField(model_name="calendarentry", name="public_title"),
    ]
