from django.db import migrations

import web.tables

LAST_ASKED = """
    UPDATE messaging_thread SET night = (
        SELECT message.night FROM messaging_message message
        WHERE message.thread_id = messaging_thread.id AND message.night IS NOT NULL
        ORDER BY message.number DESC LIMIT 1
    ) WHERE kind = 'enquiry'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0003_enquiries_blocks_and_reports"),
    ]

    operations = [
        # On the way back this comes last, when the column is there again.
        migrations.RunSQL(migrations.RunSQL.noop, reverse_sql=LAST_ASKED),
        web.tables.ChangeTables(
            operations=[
                migrations.RemoveConstraint(model_name="thread", name="thread_night_of_enquiry"),
                migrations.RemoveField(model_name="thread", name="night"),
            ]
        ),
    ]
