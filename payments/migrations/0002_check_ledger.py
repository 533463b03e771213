from django.db import migrations

import web.sql


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_ledger"),
    ]

    operations = [
        web.sql.LoadSql(
            files={
                "functions/payments_check_entry": "5a3f9e47d3d1",
                "functions/payments_check_line": "47907f189b2f",
                "functions/payments_check_outgoing": "d28a38be410b",
                "functions/payments_check_shares": "828437d3c74a",
                "triggers/entry_sums_to_zero": "b49e18a6e612",
                "triggers/line_comes_with_its_entry": "11aac84d3c31",
                "triggers/payment_is_shared_out": "26739f2e8ceb",
                "triggers/refund_is_covered": "bbe2c21267aa",
                "triggers/share_fits_its_payment": "9d2004335c31",
                "triggers/transfer_is_covered": "1f33c994e650",
            },
        ),
    ]
