from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0008_since_when_lists_are_read"),
    ]

    operations = [
        migrations.AlterField(
            model_name="hold",
            name="ended_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("holder", "Given back"),
                    ("venue", "Released by the venue"),
                    ("staff", "Released by the site's staff"),
                    ("time", "Run out"),
                    ("challenge", "Challenged and not confirmed in time"),
                    ("other_confirmed", "The night went to another hold"),
                    ("other_night", "The offer was settled on another night"),
                    ("plays_elsewhere", "The act is booked elsewhere that night"),
                    ("confirmed", "Confirmed"),
                ],
                max_length=16,
            ),
        ),
    ]
