import django.contrib.postgres.fields
import django.core.validators
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
        ("accounts", "__first__"),
    ]

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Picture",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Being prepared"), ("ready", "Ready"), ("refused", "Refused")],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=20)),
                        ("percent", models.PositiveSmallIntegerField(default=0)),
                        ("original", models.CharField(blank=True, max_length=100)),
                        ("files", models.JSONField(default=list)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("alt", models.CharField(max_length=200, verbose_name="what it shows")),
                        ("credit", models.CharField(blank=True, max_length=120, verbose_name="photographer")),
                        (
                            "focus_x",
                            models.PositiveSmallIntegerField(
                                default=50,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="focus from the left",
                            ),
                        ),
                        (
                            "focus_y",
                            models.PositiveSmallIntegerField(
                                default=50,
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="focus from the top",
                            ),
                        ),
                        ("width", models.PositiveIntegerField(default=0)),
                        ("height", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "picture",
                        "verbose_name_plural": "pictures",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")), fields=["created_at"], name="picture_waiting"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("focus_x__lte", 100), ("focus_y__lte", 100)),
                                name="picture_focus_inside",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    models.Q(models.Q(("files", []), _negated=True), ("width__gt", 0)),
                                    _connector="OR",
                                ),
                                name="picture_ready_has_files",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="picture_steps",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{ready:refused,ready:waiting,waiting:ready,waiting:refused}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="4904915eda9b3d5c4fa039c600b9e940866d9c43",
                                    operation="UPDATE",
                                    pgid="pgtrigger_picture_steps_6c446",
                                    table="media_picture",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sound",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Being prepared"), ("ready", "Ready"), ("refused", "Refused")],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=20)),
                        ("percent", models.PositiveSmallIntegerField(default=0)),
                        ("original", models.CharField(blank=True, max_length=100)),
                        ("files", models.JSONField(default=list)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("duration_ms", models.PositiveIntegerField(default=0)),
                        (
                            "peaks",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sound",
                        "verbose_name_plural": "sounds",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")), fields=["created_at"], name="sound_waiting"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    models.Q(models.Q(("files", []), _negated=True), ("duration_ms__gt", 0)),
                                    _connector="OR",
                                ),
                                name="sound_ready_has_files",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="sound_steps",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{ready:refused,ready:waiting,waiting:ready,waiting:refused}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="d49a3778ca2af2c30983a0218986cb63499bbfe4",
                                    operation="UPDATE",
                                    pgid="pgtrigger_sound_steps_3df3a",
                                    table="media_sound",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Being prepared"), ("ready", "Ready"), ("refused", "Refused")],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=20)),
                        ("percent", models.PositiveSmallIntegerField(default=0)),
                        ("original", models.CharField(blank=True, max_length=100)),
                        ("files", models.JSONField(default=list)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("bytes", models.PositiveIntegerField(default=0)),
                        ("pages", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "document",
                        "verbose_name_plural": "documents",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")), fields=["created_at"], name="document_waiting"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ready"), _negated=True),
                                    models.Q(models.Q(("files", []), _negated=True), ("pages__gt", 0)),
                                    _connector="OR",
                                ),
                                name="document_ready_has_files",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="document_steps",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{ready:refused,ready:waiting,waiting:ready,waiting:refused}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="fe73e890a5906e3db8c8c292c88df6c433332c34",
                                    operation="UPDATE",
                                    pgid="pgtrigger_document_steps_7a4db",
                                    table="media_document",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
