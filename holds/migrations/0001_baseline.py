import django.db.models.constraints
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
        ("bookings", "0001_baseline"),
        ("catalogue", "0002_baseline"),
        ("venues", "0001_baseline"),
    ]

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "stage",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="venues.stage"
                            ),
                        ),
                        ("night", models.DateField(verbose_name="night")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("standing", "Held"),
                                    ("confirmed", "Confirmed"),
                                    ("released", "Released"),
                                    ("expired", "Expired"),
                                ],
                                default="standing",
                                max_length=10,
                            ),
                        ),
                        (
                            "ended_by",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("holder", "Given back"),
                                    ("venue", "Released by the venue"),
                                    ("staff", "Released by the site's staff"),
                                    ("time", "Run out"),
                                    ("challenge", "Challenged and not confirmed in time"),
                                    ("other_confirmed", "The night went to another hold"),
                                    ("other_night", "The offer was settled on another night"),
                                    ("plays_elsewhere", "The act is booked elsewhere that night"),
                                    ("confirmed", "Confirmed"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="accounts.party"
                            ),
                        ),
                        (
                            "act",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds_for",
                                to="accounts.party",
                            ),
                        ),
                        ("act_name", models.CharField(blank=True, max_length=300, verbose_name="act")),
                        (
                            "offer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="holds.holdoffer",
                            ),
                        ),
                        ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="set starts")),
                        ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="set ends")),
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
                        ("agreed_by_host", models.BooleanField(default=False)),
                        ("agreed_by_act", models.BooleanField(default=False)),
                        ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
                        ("warned_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        (
                            "show",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="from_holds",
                                to="bookings.show",
                            ),
                        ),
                        (
                            "booking",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="from_hold",
                                to="bookings.booking",
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
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "hold",
                        "verbose_name_plural": "holds",
                        "ordering": ["night", "created_at", "id"],
                        "indexes": [
                            models.Index(fields=["stage", "night"], name="hold_stage_night"),
                            models.Index(
                                condition=models.Q(("state", "standing")),
                                fields=["act", "night"],
                                name="hold_act_night",
                            ),
                            models.Index(
                                condition=models.Q(("state", "standing")), fields=["expires_at"], name="hold_expires"
                            ),
                            models.Index(fields=["holder", "state"], name="hold_holder"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("fee_minor", None), ("fee_minor__gte", 0), _connector="OR"),
                                name="hold_fee_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fee_currency", None), ("fee_minor", None)),
                                    models.Q(("fee_currency__isnull", False), ("fee_minor__isnull", False)),
                                    _connector="OR",
                                ),
                                name="hold_fee_has_a_currency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["standing", "confirmed", "released", "expired"])),
                                name="hold_state_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("act", None), ("act_name", ""), _connector="OR"),
                                name="hold_names_an_act_or_none",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ends_at", None), ("starts_at", None)),
                                    ("starts_at__lt", models.F("ends_at")),
                                    _connector="OR",
                                ),
                                name="hold_times_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", ""), ("state", "standing")),
                                    models.Q(
                                        models.Q(("state", "standing"), _negated=True),
                                        ("ended_at__isnull", False),
                                        models.Q(("ended_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="hold_ended_when_it_does_not_stand",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="hold_moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{confirmed:released,released:standing,standing:confirmed,standing:expired,standing:released}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="580ae31c9dd98908b2ad067c23d64cd7392e0466",
                                    operation="UPDATE",
                                    pgid="pgtrigger_hold_moves_6afe7",
                                    table="holds_hold",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="hold_starts_standing",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NOT (NEW.\"state\" IN ('standing')))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                                    hash="3ce269a6e43f13eb6335ff5c04f5fba8981f5aeb",
                                    operation="INSERT",
                                    pgid="pgtrigger_hold_starts_standing_20ee6",
                                    table="holds_hold",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="hold_stays_on_its_night",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."stage_id" IS DISTINCT FROM (NEW."stage_id") OR OLD."night" IS DISTINCT FROM (NEW."night"))',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="771db08cdc30f0118ae5ae396ca29d1015396868",
                                    operation="UPDATE",
                                    pgid="pgtrigger_hold_stays_on_its_night_bb184",
                                    table="holds_hold",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Challenge",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "hold",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="challenges", to="holds.hold"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asking", "Those above are being asked"),
                                    ("deciding", "The challenger must confirm"),
                                    ("won", "Confirmed by the challenger"),
                                    ("lost", "Confirmed by a hold above"),
                                    ("failed", "Not confirmed in time"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="asking",
                                max_length=10,
                            ),
                        ),
                        (
                            "asked",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenged_by",
                                to="holds.hold",
                            ),
                        ),
                        ("until", models.DateTimeField(blank=True, null=True)),
                        ("message", models.TextField(blank=True)),
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
                        "ordering": ["started_at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["asking", "deciding"])),
                                fields=["until"],
                                name="challenge_until",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["asking", "deciding", "won", "lost", "failed", "withdrawn"])
                                ),
                                name="challenge_state_is_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["asking", "deciding"])),
                                fields=("hold",),
                                name="challenge_one_running_per_hold",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("asked__isnull", False),
                                        ("ended_at", None),
                                        ("state__in", ["asking", "deciding"]),
                                        ("until__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ["asking", "deciding"]), _negated=True),
                                        ("asked", None),
                                        ("ended_at__isnull", False),
                                        ("until", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="challenge_waits_only_while_running",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="challenge_moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{asking:deciding,asking:lost,asking:withdrawn,asking:won,deciding:failed,deciding:lost,deciding:withdrawn,deciding:won}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="d03a12c664cca8a355215216279c0f196fe3a129",
                                    operation="UPDATE",
                                    pgid="pgtrigger_challenge_moves_f1c3c",
                                    table="holds_challenge",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="challenge_starts_asking",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition="WHEN (NOT (NEW.\"state\" IN ('asking')))",
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;",
                                    hash="c44cd36939b98711537d6b6732d332f49552a264",
                                    operation="INSERT",
                                    pgid="pgtrigger_challenge_starts_asking_026d6",
                                    table="holds_challenge",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HoldEvent",
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
                            "hold",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="history", to="holds.hold"
                            ),
                        ),
                        ("before", models.JSONField(blank=True, default=dict)),
                        ("after", models.JSONField(blank=True, default=dict)),
                    ],
                    options={
                        "ordering": ["id"],
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="holdevent_is_append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                                    hash="f2462c9763e9bb086b4039792bb4a5f692c7e0f8",
                                    operation="UPDATE OR DELETE",
                                    pgid="pgtrigger_holdevent_is_append_only_e5f0b",
                                    table="holds_holdevent",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HoldOffer",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                        (
                            "settled_on",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="holds.hold",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Rung",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hold",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rungs", to="holds.hold"
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rungs", to="venues.stage"
                            ),
                        ),
                        ("night", models.DateField()),
                        (
                            "act",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.party",
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("last_rank", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "ordering": ["room", "night", "rank"],
                        "constraints": [
                            models.UniqueConstraint(fields=("hold", "room"), name="rung_once_per_hold_and_room"),
                            models.UniqueConstraint(
                                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                                fields=("room", "night", "rank"),
                                name="rung_one_hold_per_rank",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("act__isnull", False), ("rank__isnull", False)),
                                fields=("room", "night", "act"),
                                name="rung_one_per_act_and_night",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rank", None), ("rank__gte", 1), _connector="OR"),
                                name="rung_ranks_from_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="desk_views",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.party"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("query", models.CharField(max_length=500)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "party", "name"), name="savedview_name_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChallengeStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="holds.challenge"
                            ),
                        ),
                        (
                            "hold",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="holds.hold"
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("until", models.DateTimeField()),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("confirmed", "Confirmed"),
                                    ("released", "Released"),
                                    ("silent", "Did not answer in time"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("challenge", "hold"), name="challengestep_asked_once")
                        ],
                    },
                ),
            ],
        ),
    ]
