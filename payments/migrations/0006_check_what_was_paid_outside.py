from django.db import migrations

import web.sql


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_paid_outside_the_site"),
    ]

    operations = [
        web.sql.LoadSql(
            files={
                "functions/payments_check_transfer": "ba056bd31ab4",
                "triggers/transfer_is_of_card_money": "4fa916ada640",
            },
        ),
    ]
