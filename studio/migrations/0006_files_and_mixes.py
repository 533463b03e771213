import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import web.identifiers

# On the way back: what was delivered before all of it could be heard had no end yet.
GIVE_AN_END = """
    UPDATE studio_session SET accept_by = now() + interval '72 hours' WHERE state = 'delivered' AND accept_by IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0003_previews"),
        ("studio", "0005_cover_sessions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mix",
            fields=[
                (
                    "id",
                    models.UUIDField(default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("number", models.PositiveSmallIntegerField()),
                ("note", models.CharField(blank=True, max_length=2000, verbose_name="note")),
                ("delivered_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "mix",
                "verbose_name_plural": "mixes",
                "ordering": ["session", "title", "number"],
            },
        ),
        migrations.CreateModel(
            name="MixComment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "side",
                    models.CharField(choices=[("client", "Client"), ("professional", "Professional")], max_length=12),
                ),
                ("at_ms", models.PositiveIntegerField(null=True)),
                ("text", models.CharField(max_length=2000)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "comment on a mix",
                "verbose_name_plural": "comments on mixes",
                "ordering": ["at_ms", "made_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SessionFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "folder",
                    models.CharField(
                        choices=[
                            ("references", "References"),
                            ("stems", "Stems"),
                            ("mixes", "Mixes"),
                            ("masters", "Masters"),
                            ("documents", "Documents"),
                        ],
                        max_length=10,
                        verbose_name="folder",
                    ),
                ),
                (
                    "side",
                    models.CharField(choices=[("client", "Client"), ("professional", "Professional")], max_length=12),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "file of a session",
                "verbose_name_plural": "files of sessions",
                "ordering": ["added_at", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="session",
            name="session_delivered_is_accepted_some_time",
        ),
        migrations.RunSQL(migrations.RunSQL.noop, reverse_sql=GIVE_AN_END),
        migrations.AddField(
            model_name="session",
            name="reminders",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="mix",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mixes", to="studio.session"
            ),
        ),
        migrations.AddField(
            model_name="mixcomment",
            name="answer_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="studio.mixcomment"
            ),
        ),
        migrations.AddField(
            model_name="mixcomment",
            name="author",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="mixcomment",
            name="mix",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="studio.mix"
            ),
        ),
        migrations.AddField(
            model_name="mixcomment",
            name="resolved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sessionfile",
            name="added_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sessionfile",
            name="file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.RESTRICT, related_name="session_file", to="media.file"
            ),
        ),
        migrations.AddField(
            model_name="sessionfile",
            name="preview",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.RESTRICT, related_name="session_file", to="media.preview"
            ),
        ),
        migrations.AddField(
            model_name="sessionfile",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="studio.session"
            ),
        ),
        migrations.AddField(
            model_name="mix",
            name="session_file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="mix", to="studio.sessionfile"
            ),
        ),
        migrations.AddConstraint(
            model_name="mixcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer_to", None), ("at_ms__isnull", False)),
                    models.Q(("answer_to__isnull", False), ("at_ms", None)),
                    _connector="OR",
                ),
                name="mixcomment_has_a_moment_or_answers",
            ),
        ),
        migrations.AddConstraint(
            model_name="mixcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_to", None), ("resolved_at", None), _connector="OR"),
                name="mixcomment_answer_is_not_resolved",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mixcomment",
            trigger=pgtrigger.compiler.Trigger(
                name="mixcomment_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."mix_id" IS DISTINCT FROM (NEW."mix_id") OR OLD."side" IS DISTINCT FROM (NEW."side") OR OLD."at_ms" IS DISTINCT FROM (NEW."at_ms") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."answer_to_id" IS DISTINCT FROM (NEW."answer_to_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="ea8f6cc52f3d766b9d899de40579443ba01a7163",
                    operation="UPDATE",
                    pgid="pgtrigger_mixcomment_stays_f8872",
                    table="studio_mixcomment",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("folder__in", ["references", "stems", "mixes", "masters", "documents"])),
                name="sessionfile_folder_is_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sessionfile",
            trigger=pgtrigger.compiler.Trigger(
                name="sessionfile_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."folder" IS DISTINCT FROM (NEW."folder") OR OLD."side" IS DISTINCT FROM (NEW."side") OR OLD."file_id" IS DISTINCT FROM (NEW."file_id") OR OLD."added_at" IS DISTINCT FROM (NEW."added_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="92e98cc73e1ced67245b7a114a033090364fa696",
                    operation="UPDATE",
                    pgid="pgtrigger_sessionfile_stays_09866",
                    table="studio_sessionfile",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="mix",
            constraint=models.UniqueConstraint(
                models.F("session"),
                django.db.models.functions.text.Lower("title"),
                models.F("number"),
                name="mix_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="mix",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_at", None), models.Q(("delivered_at", None), _negated=True), _connector="OR"
                ),
                name="mix_accepted_was_delivered",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mix",
            trigger=pgtrigger.compiler.Trigger(
                name="mix_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."session_file_id" IS DISTINCT FROM (NEW."session_file_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="a685100831e385ad84330e5ae16abe579cb13567",
                    operation="UPDATE",
                    pgid="pgtrigger_mix_stays_d40b9",
                    table="studio_mix",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mix",
            trigger=pgtrigger.compiler.Trigger(
                name="mix_delivered_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.delivered_at IS NOT NULL)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="9886737722e448de41b0614ecec4d125bf916246",
                    operation="DELETE",
                    pgid="pgtrigger_mix_delivered_is_kept_6ee3d",
                    table="studio_mix",
                    when="BEFORE",
                ),
            ),
        ),
    ]
