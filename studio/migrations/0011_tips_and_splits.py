import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import web.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0012_tips"),
        ("studio", "0009_verified"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Tip",
            fields=[
                (
                    "id",
                    models.UUIDField(default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("amount_minor", models.BigIntegerField(verbose_name="amount")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.payment"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tips", to="studio.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "tip",
                "verbose_name_plural": "tips",
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_minor__gte", 1)), name="tip_is_something")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tip",
            trigger=pgtrigger.compiler.Trigger(
                name="tip_stays_as_given",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."payment_id" IS DISTINCT FROM (NEW."payment_id") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."amount_minor" IS DISTINCT FROM (NEW."amount_minor"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9fe7efccc1eeefd8973c26cec8a2620287e9873c",
                    operation="UPDATE",
                    pgid="pgtrigger_tip_stays_as_given_3453c",
                    table="studio_tip",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tip",
            trigger=pgtrigger.compiler.Trigger(
                name="tip_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="37bdf1fb2fdcaf044c062d359102241d2ad43bd9",
                    operation="DELETE",
                    pgid="pgtrigger_tip_is_kept_3d297",
                    table="studio_tip",
                    when="BEFORE",
                ),
            ),
        ),
    ]
