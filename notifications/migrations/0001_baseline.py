import django.db.models.deletion
import django.utils.timezone
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
                    name="MailboxMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("message_id", models.CharField(blank=True, max_length=200)),
                        ("to", models.CharField(max_length=320)),
                        ("subject", models.CharField(max_length=500)),
                        ("text", models.TextField()),
                        ("html", models.TextField(blank=True)),
                        ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-sent_at", "-id"],
                        "indexes": [models.Index(fields=["to", "-sent_at"], name="mailboxmail_to")],
                    },
                ),
                migrations.CreateModel(
                    name="Notification",
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
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notifications",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("kind", models.CharField(max_length=60)),
                        ("path", models.CharField(blank=True, max_length=300)),
                        ("data", models.JSONField(default=dict)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        ("in_app", models.BooleanField(default=True)),
                        (
                            "email_state",
                            models.CharField(
                                choices=[
                                    ("wanted", "To be sent"),
                                    ("sent", "Sent"),
                                    ("skipped", "Not wanted"),
                                    ("failed", "Given up"),
                                ],
                                default="wanted",
                                max_length=8,
                            ),
                        ),
                        ("email_attempts", models.PositiveSmallIntegerField(default=0)),
                        ("email_next_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("email_sent_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "notification",
                        "verbose_name_plural": "notifications",
                        "ordering": ["-created_at", "-id"],
                        "indexes": [
                            models.Index(fields=["user", "-created_at"], name="notification_inbox"),
                            models.Index(
                                condition=models.Q(("in_app", True), ("read_at", None)),
                                fields=["user"],
                                name="notification_unread",
                            ),
                            models.Index(
                                condition=models.Q(("email_state", "wanted")),
                                fields=["email_next_at"],
                                name="notification_outbox",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notification_preferences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("kind", models.CharField(max_length=60)),
                        ("by_email", models.BooleanField(default=True)),
                        ("in_app", models.BooleanField(default=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "kind"), name="preference_once_per_kind")
                        ],
                    },
                ),
            ],
        ),
    ]
