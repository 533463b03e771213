import django.db.models.deletion
from django.db import migrations, models

import web.tables

# The way back knows no threads of sessions.
FORGET = """
    DELETE FROM messaging_messageversion WHERE message_id IN (SELECT id FROM messaging_message WHERE thread_id IN (
        SELECT id FROM messaging_thread WHERE kind = 'session'));
    DELETE FROM messaging_attachment WHERE message_id IN (SELECT id FROM messaging_message WHERE thread_id IN (
        SELECT id FROM messaging_thread WHERE kind = 'session'));
    DELETE FROM messaging_messagereport WHERE message_id IN (SELECT id FROM messaging_message WHERE thread_id IN (
        SELECT id FROM messaging_thread WHERE kind = 'session'));
    UPDATE messaging_message SET reply_to_id = NULL WHERE thread_id IN (
        SELECT id FROM messaging_thread WHERE kind = 'session');
    DELETE FROM messaging_message WHERE thread_id IN (SELECT id FROM messaging_thread WHERE kind = 'session');
    DELETE FROM messaging_seat WHERE thread_id IN (SELECT id FROM messaging_thread WHERE kind = 'session');
    DELETE FROM messaging_block WHERE thread_id IN (SELECT id FROM messaging_thread WHERE kind = 'session');
    DELETE FROM messaging_thread WHERE kind = 'session';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_professionals"),
        ("bookings", "0008_count_nights_on_any_clock"),
        ("messaging", "0004_threads_have_no_night"),
        ("studio", "0006_files_and_mixes"),
    ]

    operations = [
        web.tables.ChangeTables(
            operations=[
                migrations.RemoveConstraint(
                    model_name="thread",
                    name="thread_is_about_one_thing",
                ),
                migrations.AddField(
                    model_name="thread",
                    name="session",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="thread",
                        to="studio.session",
                    ),
                ),
                migrations.AlterField(
                    model_name="thread",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("booking", "Booking"),
                            ("session", "Session"),
                            ("show", "Show"),
                            ("band", "Band"),
                            ("enquiry", "Enquiry"),
                        ],
                        max_length=7,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="thread",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asker__isnull", True),
                                ("booking__isnull", False),
                                ("kind", "booking"),
                                ("party__isnull", True),
                                ("session__isnull", True),
                                ("show__isnull", True),
                            ),
                            models.Q(
                                ("asker__isnull", True),
                                ("booking__isnull", True),
                                ("kind", "session"),
                                ("party__isnull", True),
                                ("session__isnull", False),
                                ("show__isnull", True),
                            ),
                            models.Q(
                                ("asker__isnull", True),
                                ("booking__isnull", True),
                                ("kind", "show"),
                                ("party__isnull", True),
                                ("session__isnull", True),
                                ("show__isnull", False),
                            ),
                            models.Q(
                                ("asker__isnull", True),
                                ("booking__isnull", True),
                                ("kind", "band"),
                                ("party__isnull", False),
                                ("session__isnull", True),
                                ("show__isnull", True),
                            ),
                            models.Q(
                                ("asker__isnull", False),
                                ("booking__isnull", True),
                                ("kind", "enquiry"),
                                ("party__isnull", False),
                                ("session__isnull", True),
                                ("show__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="thread_is_about_one_thing",
                    ),
                ),
            ]
        ),
        # On the way back this comes first.
        migrations.RunSQL(migrations.RunSQL.noop, reverse_sql=FORGET),
    ]
