from django.db import migrations, models

# The way back knows no tips: what was paid for them stays in the books, as paid for sessions.
CALL_THEM_SESSIONS = """
    ALTER TABLE payments_payment DISABLE TRIGGER USER;
    UPDATE payments_payment SET purpose = 'session' WHERE purpose = 'tip';
    ALTER TABLE payments_payment ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0011_sessions"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="payment",
            name="payment_purpose_is_known",
        ),
        migrations.AlterField(
            model_name="payment",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("deposit", "Deposit"),
                    ("balance", "Balance"),
                    ("cancellation", "Cancellation fee"),
                    ("repayment", "Repayment"),
                    ("session", "Studio session"),
                    ("tip", "Tip"),
                ],
                max_length=12,
                verbose_name="purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("purpose__in", ["deposit", "balance", "cancellation", "repayment", "session", "tip"])
                ),
                name="payment_purpose_is_known",
            ),
        ),
        # On the way back this comes first.
        migrations.RunSQL(migrations.RunSQL.noop, reverse_sql=CALL_THEM_SESSIONS),
    ]
