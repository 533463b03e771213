"""Drop indexes of one column where another begins with it: each is written for every promise and never read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_when_parties_changed"),
        ("bookings", "0014_bookings_are_checked_alone"),
        ("catalogue", "0003_numbers_and_rates"),
    ]

    operations = [
        migrations.AlterField(
            model_name="booking",
            name="act",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bookings",
                to="accounts.party",
            ),
        ),
        migrations.AlterField(
            model_name="booking",
            name="fee_currency",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.currency",
            ),
        ),
        migrations.AlterField(
            model_name="lineupentry",
            name="booking",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lineup",
                to="bookings.booking",
            ),
        ),
    ]
