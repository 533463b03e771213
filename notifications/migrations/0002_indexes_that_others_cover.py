"""Drop indexes of one column where another begins with it: each is written for every promise and never read.

By hand, since Django would make the foreign key anew as well, and with that forget how this site has altered it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

INDEXES = (("notifications_notification_user_id_b5e8c0ff", "notifications_notification", "user_id"),)


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f'DROP INDEX "{name}"', f'CREATE INDEX "{name}" ON {table} ({column})')
                for name, table, column in INDEXES
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="notification",
                    name="user",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        )
    ]
