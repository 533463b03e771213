import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import web.identifiers
import web.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_baseline"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("availability", "0002_baseline"),
        ("catalogue", "0002_baseline"),
        ("media", "0001_baseline"),
    ]

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="ApiToken",
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
                                related_name="api_tokens",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        (
                            "scopes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[("read", "Read"), ("write", "Write"), ("feeds", "Calendar feeds")],
                                    max_length=8,
                                ),
                                size=None,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "API token",
                        "verbose_name_plural": "API tokens",
                        "ordering": ["-created_at"],
                    },
                ),
                migrations.CreateModel(
                    name="ApprovalDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approval_decisions",
                                to="accounts.party",
                            ),
                        ),
                        (
                            "approval",
                            models.CharField(
                                choices=[
                                    ("draft", "Not approved yet"),
                                    ("approved", "Approved"),
                                    ("suspended", "Suspended"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("reason", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["decided_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Invite",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="invites", to="accounts.party"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("owner", "Owner"),
                                    ("manager", "Manager"),
                                    ("member", "Member"),
                                    ("staff", "Staff"),
                                    ("dep", "Dep"),
                                ],
                                default="member",
                                max_length=8,
                            ),
                        ),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("uses_max", models.PositiveSmallIntegerField(default=1)),
                        ("uses_count", models.PositiveSmallIntegerField(default=0)),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                    ],
                    options={
                        "verbose_name": "invite",
                        "verbose_name_plural": "invites",
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("uses_count__lte", models.F("uses_max")), ("uses_max__gte", 1)),
                                name="invite_never_overused",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("role", "owner"), _negated=True), name="invite_never_for_owners"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
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
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="accounts.party",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("owner", "Owner"),
                                    ("manager", "Manager"),
                                    ("member", "Member"),
                                    ("staff", "Staff"),
                                    ("dep", "Dep"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("instrument", models.CharField(blank=True, max_length=80, verbose_name="instrument")),
                        ("may_be_booked", models.BooleanField(default=True, verbose_name="may promise my time")),
                        ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "membership",
                        "verbose_name_plural": "memberships",
                        "ordering": ["joined_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("left_at", None)),
                                fields=("party", "user", "role"),
                                name="membership_role_held_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("role__in", ["owner", "manager", "member", "staff", "dep"])),
                                name="membership_role_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Party",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("band", "Band"),
                                    ("venue", "Venue"),
                                    ("person", "Person"),
                                    ("agency", "Agency or promoter"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=300, verbose_name="name")),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        (
                            "calendar",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="availability.calendar",
                            ),
                        ),
                        ("timezone", models.CharField(max_length=64, verbose_name="time zone")),
                        (
                            "city",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="parties",
                                to="catalogue.city",
                            ),
                        ),
                        ("tagline", models.CharField(blank=True, max_length=200, verbose_name="in one line")),
                        ("bio", models.TextField(blank=True, max_length=10000, verbose_name="about")),
                        ("fee_min_minor", models.BigIntegerField(blank=True, null=True)),
                        ("fee_max_minor", models.BigIntegerField(blank=True, null=True)),
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
                            "approval",
                            models.CharField(
                                choices=[
                                    ("draft", "Not approved yet"),
                                    ("approved", "Approved"),
                                    ("suspended", "Suspended"),
                                ],
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        ("is_listed", models.BooleanField(default=True)),
                        (
                            "shows_pending",
                            models.BooleanField(default=True, verbose_name="show nights with open requests as pending"),
                        ),
                        ("rating_average", models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True)),
                        ("rating_count", models.PositiveIntegerField(default=0)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "changed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
                            ),
                        ),
                        ("is_demo", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("genres", models.ManyToManyField(blank=True, related_name="parties", to="catalogue.genre")),
                    ],
                    options={
                        "verbose_name": "party",
                        "verbose_name_plural": "parties",
                        "indexes": [
                            models.Index(fields=["kind", "approval"], name="party_kind_approval"),
                            models.Index(
                                condition=models.Q(("approval", "approved"), ("is_listed", True)),
                                fields=["kind", "calendar"],
                                name="party_public_calendar",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fee_min_minor", None), ("fee_min_minor__gte", 0), _connector="OR"),
                                    models.Q(("fee_max_minor", None), ("fee_max_minor__gte", 0), _connector="OR"),
                                ),
                                name="party_fees_are_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("fee_min_minor", None),
                                    ("fee_max_minor", None),
                                    ("fee_min_minor__lte", models.F("fee_max_minor")),
                                    _connector="OR",
                                ),
                                name="party_fee_range_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("fee_max_minor", None), ("fee_min_minor", None)),
                                    ("fee_currency__isnull", False),
                                    _connector="OR",
                                ),
                                name="party_fees_have_a_currency",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="party_calendar_never_changes",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."calendar_id" IS DISTINCT FROM (NEW."calendar_id"))',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="953bc1e24fb4bb4cdf7f5e9af1ef8b23958fdcb6",
                                    operation="UPDATE",
                                    pgid="pgtrigger_party_calendar_never_changes_35a0d",
                                    table="accounts_party",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="party_approval_steps",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."approval", \':\', NEW."approval") = ANY(\'{draft:approved,draft:suspended,approved:suspended,suspended:approved}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."approval" IS DISTINCT FROM NEW."approval") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "approval" from "%" to "%" on table %\', OLD."approval", NEW."approval", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="6a9f2845420e9d79e2d094e745f70ea477e4e302",
                                    operation="UPDATE",
                                    pgid="pgtrigger_party_approval_steps_62508",
                                    table="accounts_party",
                                    when="BEFORE",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartyLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="accounts.party"
                            ),
                        ),
                        ("label", models.CharField(max_length=60)),
                        ("url", models.URLField(max_length=500)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["position", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="PartyPhoto",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="accounts.party"
                            ),
                        ),
                        (
                            "picture",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="media.picture"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["position", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="SiteSettings",
                    fields=[
                        (
                            "id",
                            models.PositiveSmallIntegerField(
                                default=1, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "approval_required",
                            models.BooleanField(default=True, verbose_name="staff approve new bands and venues"),
                        ),
                        (
                            "application_days",
                            models.PositiveSmallIntegerField(default=7, verbose_name="days to answer an application"),
                        ),
                    ],
                    options={
                        "verbose_name": "site settings",
                        "verbose_name_plural": "site settings",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="sitesettings_is_one_row")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SlugRedirect",
                    fields=[
                        ("slug", models.SlugField(max_length=80, primary_key=True, serialize=False)),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="old_slugs",
                                to="accounts.party",
                            ),
                        ),
                    ],
                ),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="calendar",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="availability.calendar"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="groups",
            field=models.ManyToManyField(
                blank=True,
                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                related_name="user_set",
                related_query_name="user",
                to="auth.group",
                verbose_name="groups",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="user_permissions",
            field=models.ManyToManyField(
                blank=True,
                help_text="Specific permissions for this user.",
                related_name="user_set",
                related_query_name="user",
                to="auth.permission",
                verbose_name="user permissions",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"), name="user_email_whatever_case"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="user_calendar_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."calendar_id" IS DISTINCT FROM (NEW."calendar_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e260ba60ca75893530895ae8fe0947f9a104f287",
                    operation="UPDATE",
                    pgid="pgtrigger_user_calendar_never_changes_e8a3c",
                    table="accounts_user",
                    when="BEFORE",
                ),
            ),
        ),
    ]
