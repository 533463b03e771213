import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import web.identifiers
import web.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_baseline"),
        ("accounts", "__first__"),
        ("availability", "0002_baseline"),
        ("catalogue", "0002_baseline"),
        ("media", "0001_baseline"),
        ("venues", "0001_baseline"),
    ]

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Booking",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "spot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="bookings.spot"
                            ),
                        ),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookings",
                                to="accounts.party",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "Pending"),
                                    ("confirmed", "Confirmed"),
                                    ("completed", "Completed"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                    ("expired", "Expired"),
                                    ("cancelled", "Cancelled"),
                                    ("disputed", "Disputed"),
                                ],
                                default="pending",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "initiated_by",
                            models.CharField(
                                choices=[
                                    ("application", "Application"),
                                    ("invitation", "Invitation"),
                                    ("request", "Request"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "turn",
                            models.CharField(blank=True, choices=[("act", "Act"), ("host", "Host")], max_length=4),
                        ),
                        ("answer_by", models.DateTimeField(blank=True, null=True)),
                        ("fee_minor", models.BigIntegerField(blank=True, null=True, verbose_name="fee")),
                        (
                            "fee_currency",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.currency",
                            ),
                        ),
                        ("message", models.TextField(blank=True, max_length=4000, verbose_name="message")),
                        ("offer_number", models.PositiveSmallIntegerField(default=1)),
                        ("deal", models.JSONField(blank=True, null=True)),
                        ("cancellation_tiers", models.JSONField(blank=True, default=list)),
                        ("vetoed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "vetoed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "claim",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="availability.timeblock",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="bookings_created",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "booking",
                        "verbose_name_plural": "bookings",
                        "ordering": ["-created_at", "-id"],
                        "indexes": [
                            models.Index(fields=["act", "state"], name="booking_act_state"),
                            models.Index(
                                condition=models.Q(("state", "pending")), fields=["answer_by"], name="booking_answer_by"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("fee_minor", None), ("fee_minor__gte", 0), _connector="OR"),
                                name="booking_fee_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fee_currency", None), ("fee_minor", None)),
                                    models.Q(("fee_currency__isnull", False), ("fee_minor__isnull", False)),
                                    _connector="OR",
                                ),
                                name="booking_fee_has_a_currency",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["completed", "confirmed", "disputed"])),
                                fields=("spot",),
                                name="booking_one_promised_per_spot",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "pending")),
                                fields=("spot", "act"),
                                name="booking_one_pending_per_act_and_spot",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("initiated_by__in", ["application", "invitation", "request"])),
                                name="booking_initiated_by_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("claim", None),
                                    ("state__in", ["completed", "confirmed", "disputed"]),
                                    _connector="OR",
                                ),
                                name="booking_claims_only_while_promised",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "pending"), ("turn__in", ["act", "host"])),
                                    models.Q(models.Q(("state", "pending"), _negated=True), ("turn", "")),
                                    _connector="OR",
                                ),
                                name="booking_waits_only_while_pending",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="booking_moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{completed:disputed,confirmed:cancelled,confirmed:completed,confirmed:disputed,disputed:cancelled,disputed:completed,pending:confirmed,pending:declined,pending:expired,pending:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="e14f72b8e5ebc0ca3afdb9d9e229fcca6a0afb47",
                                    operation="UPDATE",
                                    pgid="pgtrigger_booking_moves_565a2",
                                    table="bookings_booking",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="booking_starts_pending",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NOT (NEW.\"state\" IN ('pending')))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                                    hash="b9fb5439ab77a4bd60b56d4b4f4d5d04593a83ee",
                                    operation="INSERT",
                                    pgid="pgtrigger_booking_starts_pending_ce12d",
                                    table="bookings_booking",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="booking_stays_in_its_spot",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."spot_id" IS DISTINCT FROM (NEW."spot_id"))',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="a37fafed8a1012d541f425b47c75083bf28050ab",
                                    operation="UPDATE",
                                    pgid="pgtrigger_booking_stays_in_its_spot_dc7ec",
                                    table="bookings_booking",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Settlement",
                    fields=[
                        (
                            "booking",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="settlement",
                                serialize=False,
                                to="bookings.booking",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("signed", "Signed by both sides")],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        (
                            "currency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.currency"
                            ),
                        ),
                        ("deal", models.JSONField()),
                        ("result_minor", models.BigIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "signed"])), name="settlement_state_is_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("result_minor__gte", 0)), name="settlement_result_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contract",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contracts",
                                to="bookings.booking",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("language", models.CharField(max_length=8)),
                        ("terms", models.JSONField()),
                        ("terms_hash", models.CharField(max_length=64)),
                        ("pdf", models.BinaryField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("booking", "number"), name="contract_numbered_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="contract_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."booking_id" IS DISTINCT FROM (NEW."booking_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."terms" IS DISTINCT FROM (NEW."terms") OR OLD."terms_hash" IS DISTINCT FROM (NEW."terms_hash") OR OLD."pdf" IS DISTINCT FROM (NEW."pdf") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at"))',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="59f2a8d068fdbb8f6763e860efced45428c32f71",
                                    operation="UPDATE",
                                    pgid="pgtrigger_contract_is_frozen_0c6f8",
                                    table="bookings_contract",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="contract_is_kept",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="d7fd61cd2ab070bc979b74559e19440e7bccd072",
                                    operation="DELETE",
                                    pgid="pgtrigger_contract_is_kept_a9e21",
                                    table="bookings_contract",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContractSignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "contract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="bookings.contract",
                            ),
                        ),
                        ("side", models.CharField(choices=[("act", "Act"), ("host", "Host")], max_length=4)),
                        ("name", models.CharField(max_length=120)),
                        (
                            "signed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("address", models.GenericIPAddressField(null=True)),
                        ("sha256", models.CharField(max_length=64)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "side"), name="contractsignature_once_per_side"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="contractsignature_has_a_name"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="contractsignature_is_frozen",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."contract_id" IS DISTINCT FROM (NEW."contract_id") OR OLD."side" IS DISTINCT FROM (NEW."side") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."signed_at" IS DISTINCT FROM (NEW."signed_at") OR OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256"))',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="a18176c72025e96f2b0f432e33db8dc5c7997100",
                                    operation="UPDATE",
                                    pgid="pgtrigger_contractsignature_is_frozen_08706",
                                    table="bookings_contractsignature",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="contractsignature_is_kept",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                                    hash="3240b7b53bda5aca1b8122f020166358c6473267",
                                    operation="DELETE",
                                    pgid="pgtrigger_contractsignature_is_kept_a8ae1",
                                    table="bookings_contractsignature",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LineupEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lineup",
                                to="bookings.booking",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lineup_entries",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("instrument", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[("asked", "Asked"), ("plays", "Plays"), ("declined", "Declined")], max_length=8
                            ),
                        ),
                        (
                            "claim",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="availability.timeblock",
                            ),
                        ),
                        (
                            "stands_in_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("kept_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("doubt_told_at", models.DateTimeField(blank=True, editable=False, null=True)),
                    ],
                    options={
                        "verbose_name_plural": "line-up entries",
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("booking", "user"), name="lineupentry_user_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("user__isnull", False), models.Q(("name", ""), _negated=True), _connector="OR"
                                ),
                                name="lineupentry_is_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["asked", "plays", "declined"])),
                                name="lineupentry_state_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("claim", None),
                                    models.Q(("state", "plays"), ("user__isnull", False)),
                                    _connector="OR",
                                ),
                                name="lineupentry_claims_only_who_plays",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="lineupentry_stays_in_its_booking",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."booking_id" IS DISTINCT FROM (NEW."booking_id"))',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="028f4c862c7ca9c49020e137ff977bef5ce739e7",
                                    operation="UPDATE",
                                    pgid="pgtrigger_lineupentry_stays_in_its_booking_6f470",
                                    table="bookings_lineupentry",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offers",
                                to="bookings.booking",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("side", models.CharField(choices=[("act", "Act"), ("host", "Host")], max_length=4)),
                        ("fee_minor", models.BigIntegerField(blank=True, null=True)),
                        (
                            "fee_currency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.currency",
                            ),
                        ),
                        ("deal", models.JSONField(blank=True, null=True)),
                        ("cancellation_tiers", models.JSONField(blank=True, null=True)),
                        ("call_at", models.DateTimeField(blank=True, null=True)),
                        ("starts_at", models.DateTimeField(blank=True, null=True)),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("released_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "lineup",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), blank=True, null=True, size=None
                            ),
                        ),
                        ("message", models.TextField(blank=True)),
                        ("answer_by", models.DateTimeField(blank=True, null=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("page", "Website"),
                                    ("api", "API"),
                                    ("admin", "Administration"),
                                    ("mail", "E-mail"),
                                    ("clock", "Automatic"),
                                ],
                                max_length=8,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("fee_minor", None), ("fee_minor__gte", 0), _connector="OR"),
                                name="offer_fee_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fee_currency", None), ("fee_minor", None)),
                                    models.Q(("fee_currency__isnull", False), ("fee_minor__isnull", False)),
                                    _connector="OR",
                                ),
                                name="offer_fee_has_a_currency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("side__in", ["act", "host"])), name="offer_side_is_known"
                            ),
                            models.UniqueConstraint(fields=("booking", "number"), name="offer_numbered_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("call_at", None), ("ends_at", None), ("released_at", None), ("starts_at", None)
                                    ),
                                    models.Q(
                                        ("call_at__lte", models.F("starts_at")),
                                        ("ends_at__lte", models.F("released_at")),
                                        ("starts_at__lt", models.F("ends_at")),
                                    ),
                                    _connector="OR",
                                ),
                                name="offer_times_in_order",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="offer_is_append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="634ac060f0d055c2ebb08554f1f0ce5c4982b5d6",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_offer_is_append_only_a64b3",
                                    table="bookings_offer",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refill",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "spot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="refills", to="bookings.spot"
                            ),
                        ),
                        (
                            "strategy",
                            models.CharField(
                                choices=[
                                    ("not", "I do it myself"),
                                    ("one_by_one", "Ask one after another"),
                                    ("all_at_once", "Ask all at once: the first to accept plays"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("window_hours", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "Asking"),
                                    ("filled", "Filled"),
                                    ("exhausted", "Nobody is left to ask"),
                                    ("stopped", "Stopped"),
                                ],
                                default="running",
                                max_length=10,
                            ),
                        ),
                        (
                            "after",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="bookings.booking",
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["started_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("strategy__in", ["not", "one_by_one", "all_at_once"])),
                                name="refill_strategy_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["running", "filled", "exhausted", "stopped"])),
                                name="refill_state_is_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "running")), fields=("spot",), name="refill_one_running"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefillStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "refill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="bookings.refill"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("hold", "Next hold"),
                                    ("waitlist", "Waiting list"),
                                    ("match", "Fits the night"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "act",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.party"
                            ),
                        ),
                        ("fee_minor", models.BigIntegerField(blank=True, null=True)),
                        (
                            "fee_currency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.currency",
                            ),
                        ),
                        (
                            "booking",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="refill_step",
                                to="bookings.booking",
                            ),
                        ),
                        ("skipped", models.CharField(blank=True, max_length=200)),
                        ("asked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("refill", "act"), name="refillstep_act_once"),
                            models.CheckConstraint(
                                condition=models.Q(("fee_minor", None), ("fee_minor__gte", 0), _connector="OR"),
                                name="refillstep_fee_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fee_currency", None), ("fee_minor", None)),
                                    models.Q(("fee_currency__isnull", False), ("fee_minor__isnull", False)),
                                    _connector="OR",
                                ),
                                name="refillstep_fee_has_a_currency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("source__in", ["hold", "waitlist", "match"])),
                                name="refillstep_source_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="bookings.booking",
                            ),
                        ),
                        ("side", models.CharField(choices=[("act", "Act"), ("host", "Host")], max_length=4)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("no_show", "The other side did not come"),
                                    ("dispute", "Something else went wrong"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("text", models.TextField(max_length=4000)),
                        (
                            "reported_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reported_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "resolved_to",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("pending", "Pending"),
                                    ("confirmed", "Confirmed"),
                                    ("completed", "Completed"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                    ("expired", "Expired"),
                                    ("cancelled", "Cancelled"),
                                    ("disputed", "Disputed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("resolution", models.TextField(blank=True)),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("resolved_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-reported_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["no_show", "dispute"])), name="report_kind_is_known"
                            ),
                            models.UniqueConstraint(fields=("booking", "side"), name="report_once_per_side"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Show",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="shows", to="accounts.party"
                            ),
                        ),
                        (
                            "stage",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shows",
                                to="venues.stage",
                            ),
                        ),
                        ("place", models.CharField(blank=True, max_length=300, verbose_name="place")),
                        (
                            "city",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="shows",
                                to="catalogue.city",
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                        ("description", models.TextField(blank=True, max_length=4000, verbose_name="about the night")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("open", "Open"),
                                    ("confirmed", "Confirmed"),
                                    ("played", "Played"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("night", models.DateField(verbose_name="night")),
                        ("timezone", models.CharField(max_length=64)),
                        ("load_in_at", models.DateTimeField(verbose_name="load-in")),
                        ("doors_at", models.DateTimeField(blank=True, null=True, verbose_name="doors")),
                        ("starts_at", models.DateTimeField(verbose_name="start")),
                        ("ends_at", models.DateTimeField(verbose_name="end")),
                        ("curfew_at", models.DateTimeField(blank=True, null=True, verbose_name="curfew")),
                        ("out_at", models.DateTimeField(verbose_name="out")),
                        ("announce_at", models.DateTimeField(blank=True, null=True, verbose_name="announce on")),
                        ("ticket_url", models.URLField(blank=True, max_length=500, verbose_name="tickets")),
                        ("ticket_provider", models.CharField(blank=True, max_length=80, verbose_name="sold by")),
                        (
                            "ticket_min_minor",
                            models.BigIntegerField(blank=True, null=True, verbose_name="tickets from"),
                        ),
                        (
                            "ticket_max_minor",
                            models.BigIntegerField(blank=True, null=True, verbose_name="tickets up to"),
                        ),
                        (
                            "ticket_currency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.currency",
                            ),
                        ),
                        (
                            "poster",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="poster_of",
                                to="media.picture",
                            ),
                        ),
                        ("on_sale_at", models.DateTimeField(blank=True, null=True, verbose_name="on sale from")),
                        ("cancel_reason", models.TextField(blank=True)),
                        (
                            "claim",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="availability.timeblock",
                            ),
                        ),
                        (
                            "headliner_says",
                            models.CharField(
                                choices=[
                                    ("nothing", "Nothing"),
                                    ("veto", "May refuse an act"),
                                    ("books", "Invites and answers them too"),
                                ],
                                default="nothing",
                                max_length=8,
                                verbose_name="the headliner and the other acts",
                            ),
                        ),
                        ("is_time_assumed", models.BooleanField(default=False)),
                        ("import_key", models.CharField(blank=True, max_length=200)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="shows_created",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "verbose_name": "show",
                        "verbose_name_plural": "shows",
                        "indexes": [
                            models.Index(fields=["owner", "night"], name="show_owner_night"),
                            models.Index(fields=["stage", "night"], name="show_stage_night"),
                            models.Index(fields=["state", "starts_at"], name="show_state_start"),
                            models.Index(
                                condition=models.Q(("import_key", ""), _negated=True),
                                fields=["owner", "import_key"],
                                name="show_import_key",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_at__lte", models.F("out_at")),
                                    ("load_in_at__lte", models.F("starts_at")),
                                    ("starts_at__lt", models.F("ends_at")),
                                    models.Q(
                                        ("doors_at", None),
                                        models.Q(
                                            ("doors_at__gte", models.F("load_in_at")),
                                            ("doors_at__lte", models.F("starts_at")),
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="show_times_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("claim", None),
                                    models.Q(("stage__isnull", False), ("state__in", ["confirmed", "open", "played"])),
                                    _connector="OR",
                                ),
                                name="show_claims_its_stage_while_published",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ticket_currency", None),
                                        ("ticket_max_minor", None),
                                        ("ticket_min_minor", None),
                                    ),
                                    models.Q(
                                        ("ticket_max_minor__gte", models.F("ticket_min_minor")),
                                        ("ticket_min_minor__gte", 0),
                                        ("ticket_currency__isnull", False),
                                        ("ticket_max_minor__isnull", False),
                                        ("ticket_min_minor__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="show_ticket_prices_in_order",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="show_moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{confirmed:cancelled,confirmed:open,confirmed:played,draft:cancelled,draft:confirmed,draft:open,open:cancelled,open:confirmed,open:played}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="5dbb666898f818abe1ce8fcb6f0a8cba71049d52",
                                    operation="UPDATE",
                                    pgid="pgtrigger_show_moves_babf7",
                                    table="bookings_show",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="show_starts_as_draft",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NOT (NEW.\"state\" IN ('draft')))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                                    hash="d480006a95210df12c1c88c2d71036888941e43a",
                                    operation="INSERT",
                                    pgid="pgtrigger_show_starts_as_draft_70783",
                                    table="bookings_show",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Move",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "show",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="bookings.show"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposed"),
                                    ("agreed", "Agreed"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Withdrawn"),
                                    ("expired", "Not answered in time"),
                                ],
                                default="proposed",
                                max_length=10,
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.party"
                            ),
                        ),
                        ("base_version", models.PositiveIntegerField()),
                        (
                            "stage",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="venues.stage",
                            ),
                        ),
                        ("load_in_at", models.DateTimeField()),
                        ("doors_at", models.DateTimeField(blank=True, null=True)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("curfew_at", models.DateTimeField(blank=True, null=True)),
                        ("out_at", models.DateTimeField()),
                        ("message", models.TextField(blank=True)),
                        ("answer_by", models.DateTimeField()),
                        ("host_agreed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["number"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "proposed")), fields=["answer_by"], name="move_answer_by"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("show", "number"), name="move_numbered_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("show",),
                                name="move_one_open_per_show",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["proposed", "agreed", "declined", "withdrawn", "expired"])
                                ),
                                name="move_state_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_at__lte", models.F("out_at")),
                                    ("load_in_at__lte", models.F("starts_at")),
                                    ("starts_at__lt", models.F("ends_at")),
                                ),
                                name="move_times_in_order",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="move_moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{proposed:agreed,proposed:declined,proposed:expired,proposed:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="cd148fdf1880315eb9bd8a285f017f41301d1f00",
                                    operation="UPDATE",
                                    pgid="pgtrigger_move_moves_c770a",
                                    table="bookings_move",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="move_starts_proposed",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NOT (NEW.\"state\" IN ('proposed')))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                                    hash="a6950b8171bf885d934c3749236e51a7b6bd4e2e",
                                    operation="INSERT",
                                    pgid="pgtrigger_move_starts_proposed_06373",
                                    table="bookings_move",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoryEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "actor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("page", "Website"),
                                    ("api", "API"),
                                    ("admin", "Administration"),
                                    ("mail", "E-mail"),
                                    ("clock", "Automatic"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("event", models.CharField(max_length=40)),
                        ("text", models.TextField(blank=True)),
                        (
                            "show",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="history", to="bookings.show"
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="history",
                                to="bookings.booking",
                            ),
                        ),
                        ("before", models.CharField(blank=True, max_length=10)),
                        ("after", models.CharField(blank=True, max_length=10)),
                        ("changes", models.JSONField(blank=True, default=dict)),
                    ],
                    options={
                        "verbose_name_plural": "history entries",
                        "ordering": ["id"],
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="historyentry_is_append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="5a4c21b4168fa7190cd47f7940619adefe003a84",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_historyentry_is_append_only_52066",
                                    table="bookings_historyentry",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShowRoom",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "show",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rooms", to="bookings.show"
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="venues.stage"
                            ),
                        ),
                        (
                            "claim",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="availability.timeblock",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("show", "room"), name="showroom_once")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="showroom_stays",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."show_id" IS DISTINCT FROM (NEW."show_id") OR OLD."room_id" IS DISTINCT FROM (NEW."room_id"))',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="66099dcab94a6eaef7919cf925684063f0b4cad3",
                                    operation="UPDATE",
                                    pgid="pgtrigger_showroom_stays_9e49d",
                                    table="bookings_showroom",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Spot",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "show",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="spots", to="bookings.show"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("headliner", "Headliner"),
                                    ("support", "Support"),
                                    ("opener", "Opener"),
                                    ("dj", "DJ"),
                                ],
                                default="headliner",
                                max_length=10,
                                verbose_name="role",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("call_at", models.DateTimeField(verbose_name="call")),
                        ("starts_at", models.DateTimeField(verbose_name="set starts")),
                        ("ends_at", models.DateTimeField(verbose_name="set ends")),
                        ("released_at", models.DateTimeField(verbose_name="released")),
                        ("fee_minor", models.BigIntegerField(blank=True, null=True, verbose_name="fee")),
                        (
                            "fee_currency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.currency",
                            ),
                        ),
                        (
                            "draw_wanted",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="people it should draw"),
                        ),
                        ("soundcheck_at", models.DateTimeField(blank=True, null=True, verbose_name="soundcheck")),
                        (
                            "soundcheck_minutes",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="soundcheck, in minutes"
                            ),
                        ),
                        (
                            "changeover_minutes",
                            models.PositiveSmallIntegerField(default=0, verbose_name="changeover before, in minutes"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("filled", "Filled"), ("off", "Taken off the bill")],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("genres", models.ManyToManyField(blank=True, related_name="spots", to="catalogue.genre")),
                    ],
                    options={
                        "verbose_name": "spot",
                        "verbose_name_plural": "spots",
                        "ordering": ["starts_at", "position", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("call_at__lte", models.F("starts_at")),
                                    ("ends_at__lte", models.F("released_at")),
                                    ("starts_at__lt", models.F("ends_at")),
                                ),
                                name="spot_times_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("fee_minor", None), ("fee_minor__gte", 0), _connector="OR"),
                                name="spot_fee_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fee_currency", None), ("fee_minor", None)),
                                    models.Q(("fee_currency__isnull", False), ("fee_minor__isnull", False)),
                                    _connector="OR",
                                ),
                                name="spot_fee_has_a_currency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("role__in", ["headliner", "support", "opener", "dj"])),
                                name="spot_role_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("soundcheck_at", None), ("soundcheck_minutes__gte", 1), _connector="OR"
                                ),
                                name="spot_soundcheck_has_a_length",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="spot_stays_in_its_show",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."show_id" IS DISTINCT FROM (NEW."show_id"))',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="413a5a7c4850f1ad54db26fb3a8edbed534d628b",
                                    operation="UPDATE",
                                    pgid="pgtrigger_spot_stays_in_its_show_9f2c4",
                                    table="bookings_spot",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="spot_moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{filled:open,open:filled,open:off}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="76c3d02437d77df8b867961ec09c4940c3d15056",
                                    operation="UPDATE",
                                    pgid="pgtrigger_spot_moves_ceaee",
                                    table="bookings_spot",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="spot_starts_open",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NOT (NEW.\"state\" IN ('open')))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                                    hash="689d4128b311442b61bd6191e3b473fecd57ff54",
                                    operation="INSERT",
                                    pgid="pgtrigger_spot_starts_open_289e3",
                                    table="bookings_spot",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MoveSpot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "move",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="spots", to="bookings.move"
                            ),
                        ),
                        (
                            "spot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bookings.spot"
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="bookings.booking",
                            ),
                        ),
                        ("call_at", models.DateTimeField()),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("released_at", models.DateTimeField()),
                        ("agreed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["starts_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("move", "spot"), name="movespot_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("call_at__lte", models.F("starts_at")),
                                    ("ends_at__lte", models.F("released_at")),
                                    ("starts_at__lt", models.F("ends_at")),
                                ),
                                name="movespot_times_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpotInvite",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "spot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="invites", to="bookings.spot"
                            ),
                        ),
                        (
                            "act",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.party",
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("message", models.TextField(blank=True)),
                        ("fee_minor", models.BigIntegerField(blank=True, null=True)),
                        (
                            "fee_currency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.currency",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "booking",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invite",
                                to="bookings.booking",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("fee_minor", None), ("fee_minor__gte", 0), _connector="OR"),
                                name="spotinvite_fee_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fee_currency", None), ("fee_minor", None)),
                                    models.Q(("fee_currency__isnull", False), ("fee_minor__isnull", False)),
                                    _connector="OR",
                                ),
                                name="spotinvite_fee_has_a_currency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("booking", None), ("used_at", None)),
                                    models.Q(("booking__isnull", False), ("used_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="spotinvite_used_for_a_booking",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WaitlistEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "spot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="waitlist", to="bookings.spot"
                            ),
                        ),
                        (
                            "act",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.party"
                            ),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["added_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("left_at", None)),
                                fields=("spot", "act"),
                                name="waitlist_once_per_act",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cancellation",
                    fields=[
                        (
                            "booking",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="cancellation",
                                serialize=False,
                                to="bookings.booking",
                            ),
                        ),
                        (
                            "side",
                            models.CharField(blank=True, choices=[("act", "Act"), ("host", "Host")], max_length=4),
                        ),
                        ("reason", models.TextField(blank=True)),
                        ("days_before", models.IntegerField()),
                        ("percent", models.PositiveSmallIntegerField(default=0)),
                        ("fee_minor", models.BigIntegerField(blank=True, null=True)),
                        (
                            "fee_currency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.currency",
                            ),
                        ),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("fee_minor", None), ("fee_minor__gte", 0), _connector="OR"),
                                name="cancellation_fee_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fee_currency", None), ("fee_minor", None)),
                                    models.Q(("fee_currency__isnull", False), ("fee_minor__isnull", False)),
                                    _connector="OR",
                                ),
                                name="cancellation_fee_has_a_currency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("percent__range", (0, 100))), name="cancellation_percent"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Share",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "settlement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shares",
                                to="bookings.settlement",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="bookings.lineupentry",
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("weight", models.PositiveIntegerField(default=1)),
                        ("fixed_minor", models.BigIntegerField(blank=True, null=True)),
                        ("amount_minor", models.BigIntegerField()),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="SettlementSignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "settlement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signatures",
                                to="bookings.settlement",
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("side", models.CharField(choices=[("act", "Act"), ("host", "Host")], max_length=4)),
                        ("name", models.CharField(max_length=120)),
                        ("result_minor", models.BigIntegerField()),
                        (
                            "signed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("settlement", "version", "side"), name="settlementsignature_once"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="settlementsignature_is_append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="4869a421fc841eaf3569c82a1018ba0d0086e5f4",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_settlementsignature_is_append_only_af39c",
                                    table="bookings_settlementsignature",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SettlementLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "settlement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="bookings.settlement",
                            ),
                        ),
                        ("kind", models.CharField(choices=[("takings", "Takings"), ("cost", "Cost")], max_length=8)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("label", models.CharField(max_length=200)),
                        ("quantity", models.PositiveIntegerField(default=1)),
                        ("unit_minor", models.BigIntegerField()),
                    ],
                    options={
                        "ordering": ["kind", "position", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["takings", "cost"])),
                                name="settlementline_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("unit_minor__gte", 0)), name="settlementline_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SettlementComment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "settlement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="comments",
                                to="bookings.settlement",
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("side", models.CharField(choices=[("act", "Act"), ("host", "Host")], max_length=4)),
                        ("text", models.TextField(max_length=4000)),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
            ],
        ),
    ]
