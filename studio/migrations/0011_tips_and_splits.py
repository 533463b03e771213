import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import web.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_professionals"),
        ("catalogue", "0003_baseline_data"),
        ("payments", "0012_tips"),
        ("studio", "0010_changes"),
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
            },
        ),
        migrations.CreateModel(
            name="Split",
            fields=[
                (
                    "id",
                    models.UUIDField(default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("kind", models.CharField(choices=[("percent", "Percentage"), ("amount", "Amount")], max_length=8)),
                ("value", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Waits for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("ended", "Ended"),
                        ],
                        default="offered",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("offered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("token_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "currency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.currency",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="splits_taken",
                        to="accounts.party",
                        verbose_name="payee",
                    ),
                ),
                (
                    "professional",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="splits", to="studio.professional"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="splits",
                        to="studio.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "split",
                "verbose_name_plural": "splits",
                "ordering": ["offered_at", "id"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "offered")), fields=["payee"], name="split_waiting"),
                    models.Index(fields=["professional", "state"], name="split_of_professional"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["offered", "accepted", "declined", "ended"])),
                        name="split_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("currency", None), ("kind", "percent"), ("value__gte", 1), ("value__lt", 10000)),
                            models.Q(("currency__isnull", False), ("kind", "amount"), ("value__gte", 1)),
                            _connector="OR",
                        ),
                        name="split_is_a_percentage_or_an_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payee__isnull", False), ("token_hash__isnull", False), _connector="OR"),
                        name="split_has_a_payee_or_a_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            models.Q(("answered_at__isnull", False), ("payee__isnull", False)),
                            _connector="OR",
                        ),
                        name="split_is_accepted_by_a_payee",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("payee__isnull", False), ("state__in", ["accepted", "offered"])),
                        fields=("professional", "service", "payee"),
                        name="split_once_per_payee",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="split",
            trigger=pgtrigger.compiler.Trigger(
                name="split_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{accepted:ended,offered:accepted,offered:declined,offered:ended}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="ae7aac45d8a220bba8456259b58c997588af905c",
                    operation="UPDATE",
                    pgid="pgtrigger_split_steps_8d0d6",
                    table="studio_split",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="split",
            trigger=pgtrigger.compiler.Trigger(
                name="split_starts_offered",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NOT (NEW.\"state\" IN ('offered')))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                    hash="f2670f9a703313274b1d393ec67410cf6ca254ab",
                    operation="INSERT",
                    pgid="pgtrigger_split_starts_offered_3c3db",
                    table="studio_split",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="split",
            trigger=pgtrigger.compiler.Trigger(
                name="split_stays_as_offered",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."professional_id" IS DISTINCT FROM (NEW."professional_id") OR OLD."service_id" IS DISTINCT FROM (NEW."service_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."value" IS DISTINCT FROM (NEW."value") OR OLD."currency_id" IS DISTINCT FROM (NEW."currency_id") OR OLD."offered_at" IS DISTINCT FROM (NEW."offered_at") OR OLD."token_hash" IS DISTINCT FROM (NEW."token_hash"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="23fbf079f8867cb8c817794d08bf8d4173204f92",
                    operation="UPDATE",
                    pgid="pgtrigger_split_stays_as_offered_29018",
                    table="studio_split",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="tip",
            constraint=models.CheckConstraint(condition=models.Q(("amount_minor__gte", 1)), name="tip_is_something"),
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
