"""Drop indexes of one column where another begins with it: each is written for every promise and never read.

By hand, since Django would make the foreign key anew as well, and with that forget how this site has altered it.
"""

import django.db.models.deletion
from django.db import migrations, models

INDEXES = (
    ("bookings_booking_act_id_182a92cc", "bookings_booking", "act_id"),
    ("bookings_booking_fee_currency_id_17f20f76", "bookings_booking", "fee_currency_id"),
    ("bookings_booking_fee_currency_id_17f20f76_like", "bookings_booking", "fee_currency_id varchar_pattern_ops"),
    ("bookings_lineupentry_booking_id_9f392bb7", "bookings_lineupentry", "booking_id"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_when_parties_changed"),
        ("bookings", "0014_bookings_are_checked_alone"),
        ("catalogue", "0003_numbers_and_rates"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f'DROP INDEX "{name}"', f'CREATE INDEX "{name}" ON {table} ({column})')
                for name, table, column in INDEXES
            ],
            state_operations=[
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
            ],
        )
    ]
