import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import web.identifiers
import web.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("availability", "0001_baseline_extensions"),
    ]

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Calendar",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=web.identifiers.uuid7, editable=False, unique=True)),
                        ("known_until", models.DateTimeField(blank=True, null=True)),
                        ("said_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.BigIntegerField(default=1)),
                        ("public_version", models.BigIntegerField(default=1)),
                        ("weighs", models.BooleanField(db_default=False)),
                    ],
                    options={
                        "verbose_name": "calendar",
                        "verbose_name_plural": "calendars",
                    },
                ),
                migrations.CreateModel(
                    name="AvailabilityRule",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rules",
                                to="availability.calendar",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("free", "Free"), ("maybe", "Maybe"), ("busy", "Busy")], max_length=8
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("timezone", models.CharField(max_length=64)),
                        ("rrule", models.CharField(blank=True, max_length=500)),
                        (
                            "exdates",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DateField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("series", models.UUIDField(default=web.identifiers.uuid7, editable=False)),
                        ("note", models.CharField(blank=True, max_length=120)),
                        ("projected_until", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "verbose_name": "rule",
                        "verbose_name_plural": "rules",
                        "indexes": [models.Index(fields=["calendar", "starts_at"], name="availabilityrule_calendar")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                                name="availabilityrule_start_before_end",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["free", "maybe", "busy"])),
                                name="availabilityrule_kind_is_said",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarEntry",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="availability.calendar",
                            ),
                        ),
                        ("uid", models.CharField(max_length=200)),
                        ("sequence", models.PositiveIntegerField(default=0)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("tentative", "Tentative"),
                                    ("confirmed", "Confirmed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("occasion", models.UUIDField()),
                        ("period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                        ("timezone", models.CharField(max_length=64)),
                        ("title", models.CharField(max_length=300)),
                        ("text", models.TextField(blank=True)),
                        ("place", models.CharField(blank=True, max_length=500)),
                        ("path", models.CharField(blank=True, max_length=300)),
                        ("announce_at", models.DateTimeField(blank=True, null=True)),
                        ("is_hold", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("modified_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        ("ics", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "calendar entry",
                        "verbose_name_plural": "calendar entries",
                        "indexes": [
                            models.Index(
                                models.F("calendar"),
                                models.Func(models.F("period"), function="lower"),
                                name="calendarentry_calendar_start",
                            ),
                            models.Index(fields=["occasion"], name="calendarentry_occasion"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=django.db.models.expressions.RawSQL(
                                    "\n    NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)\n    AND lower_inc(period) AND NOT upper_inc(period)\n    AND isfinite(lower(period)) AND isfinite(upper(period))\n    AND upper(period) - lower(period) <= interval '7 days'\n",
                                    (),
                                    output_field=models.BooleanField(),
                                ),
                                name="calendarentry_period_is_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__in", ["tentative", "confirmed", "cancelled"])),
                                name="calendarentry_status_is_known",
                            ),
                            models.UniqueConstraint(fields=("calendar", "uid"), name="calendarentry_once_per_calendar"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cancelled_at__isnull", False), ("status", "cancelled")),
                                    models.Q(
                                        models.Q(("status", "cancelled"), _negated=True), ("cancelled_at__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="calendarentry_cancelled_has_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarSource",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sources",
                                to="availability.calendar",
                            ),
                        ),
                        (
                            "draws_on",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drawn_on_by",
                                to="availability.calendar",
                            ),
                        ),
                        ("since", models.DateTimeField(default=django.utils.timezone.now)),
                        ("until", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "calendar source",
                        "verbose_name_plural": "calendar sources",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("calendar", models.F("draws_on")), _negated=True),
                                name="calendarsource_not_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until", None), ("since__lte", models.F("until")), _connector="OR"),
                                name="calendarsource_since_before_until",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)),
                                fields=("calendar", "draws_on"),
                                name="calendarsource_once_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarStandIn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stand_ins",
                                to="availability.calendar",
                            ),
                        ),
                        (
                            "stands_in",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stands_in_for",
                                to="availability.calendar",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "calendar stand-in",
                        "verbose_name_plural": "calendar stand-ins",
                        "constraints": [
                            models.UniqueConstraint(fields=("stands_in", "calendar"), name="calendarstandin_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DayMask",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "calendar_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="masks",
                                to="availability.calendar",
                            ),
                        ),
                        ("day", models.DateField()),
                        ("mask", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["day", "calendar"], include=("mask",), name="daymask_day_calendar")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("mask__gt", 0), ("mask__lt", 281474976710656)),
                                name="daymask_is_48_bits",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feed",
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
                                related_name="feeds",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="feeds",
                                to="availability.calendar",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("person", "My calendar"), ("party", "Calendar of a band or venue")],
                                max_length=8,
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("rotated_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        ("last_fetched_at", models.DateTimeField(blank=True, null=True)),
                        ("last_client", models.CharField(blank=True, max_length=200)),
                        ("with_holds", models.BooleanField(default=True, verbose_name="with holds")),
                        ("chosen_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "with_groups",
                            models.BooleanField(default=False, verbose_name="with other dates of my bands"),
                        ),
                    ],
                    options={
                        "verbose_name": "feed",
                        "verbose_name_plural": "feeds",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_at", None)),
                                fields=("user", "calendar"),
                                name="feed_one_live_per_user_and_calendar",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeedReader",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "feed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readers",
                                to="availability.feed",
                            ),
                        ),
                        ("client", models.CharField(max_length=200)),
                        ("first_fetched_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("last_fetched_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-last_fetched_at"],
                        "constraints": [models.UniqueConstraint(fields=("feed", "client"), name="feedreader_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedCalendar",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="imports",
                                to="availability.calendar",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("url", "Calendar address (ICS)"),
                                    ("file", "File"),
                                    ("caldav", "CalDAV"),
                                    ("google", "Google Calendar"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("url", models.CharField(blank=True, max_length=2000, verbose_name="address")),
                        ("username", models.CharField(blank=True, max_length=200, verbose_name="user name")),
                        ("secret", models.TextField(blank=True, editable=False)),
                        ("timezone", models.CharField(max_length=64, verbose_name="time zone")),
                        (
                            "addresses",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=254), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "all_day",
                            models.CharField(
                                choices=[("busy", "Busy"), ("maybe", "If need be"), ("nothing", "Does not count")],
                                default="busy",
                                max_length=8,
                                verbose_name="all-day events",
                            ),
                        ),
                        (
                            "transparent",
                            models.CharField(
                                choices=[("busy", "Busy"), ("maybe", "If need be"), ("nothing", "Does not count")],
                                default="nothing",
                                max_length=8,
                                verbose_name="events marked as free",
                            ),
                        ),
                        (
                            "tentative",
                            models.CharField(
                                choices=[("busy", "Busy"), ("maybe", "If need be"), ("nothing", "Does not count")],
                                default="maybe",
                                max_length=8,
                                verbose_name="tentative events",
                            ),
                        ),
                        (
                            "cancelled",
                            models.CharField(
                                choices=[("busy", "Busy"), ("maybe", "If need be"), ("nothing", "Does not count")],
                                default="nothing",
                                max_length=8,
                                verbose_name="cancelled events",
                            ),
                        ),
                        (
                            "declined",
                            models.CharField(
                                choices=[("busy", "Busy"), ("maybe", "If need be"), ("nothing", "Does not count")],
                                default="nothing",
                                max_length=8,
                                verbose_name="invitations I declined",
                            ),
                        ),
                        (
                            "unanswered",
                            models.CharField(
                                choices=[("busy", "Busy"), ("maybe", "If need be"), ("nothing", "Does not count")],
                                default="maybe",
                                max_length=8,
                                verbose_name="invitations I have not answered",
                            ),
                        ),
                        ("zone_names", models.JSONField(blank=True, default=dict)),
                        (
                            "unknown_zones",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                            ),
                        ),
                        ("content", models.BinaryField(default=bytes)),
                        ("etag", models.CharField(blank=True, max_length=500)),
                        ("last_modified", models.CharField(blank=True, max_length=100)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Waiting"),
                                    ("reading", "Being read"),
                                    ("good", "Up to date"),
                                    ("failed", "Failed"),
                                ],
                                default="queued",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("progress", models.PositiveSmallIntegerField(default=0)),
                        ("problem_stored", models.JSONField(blank=True, editable=False, null=True)),
                        ("events_count", models.PositiveIntegerField(default=0, verbose_name="events")),
                        ("tried_at", models.DateTimeField(blank=True, null=True, verbose_name="last tried")),
                        ("good_at", models.DateTimeField(blank=True, null=True, verbose_name="last good copy")),
                        ("next_try_at", models.DateTimeField(blank=True, null=True)),
                        ("failures", models.PositiveSmallIntegerField(default=0)),
                        ("projected_until", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "verbose_name": "imported calendar",
                        "verbose_name_plural": "imported calendars",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("next_try_at", None), _negated=True),
                                fields=["next_try_at"],
                                name="importedcalendar_next_try",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["url", "file", "caldav", "google"])),
                                name="importedcalendar_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["queued", "reading", "good", "failed"])),
                                name="importedcalendar_state_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("progress__lte", 100)), name="importedcalendar_progress_is_a_share"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TimeBlock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="blocks",
                                to="availability.calendar",
                            ),
                        ),
                        ("period", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("free", "Free"),
                                    ("maybe", "If need be"),
                                    ("busy", "Busy"),
                                    ("claim", "Promised"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("occasion", models.UUIDField(blank=True, null=True)),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "rule",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="blocks",
                                to="availability.availabilityrule",
                            ),
                        ),
                        (
                            "imported",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="blocks",
                                to="availability.importedcalendar",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "block",
                        "verbose_name_plural": "blocks",
                        "indexes": [
                            models.Index(
                                models.F("calendar"),
                                models.Func(models.F("period"), function="lower"),
                                name="timeblock_calendar_start",
                            ),
                            models.Index(
                                condition=models.Q(("kind", "claim")), fields=["occasion"], name="timeblock_occasion"
                            ),
                            models.Index(
                                models.Func(models.F("period"), function="lower"),
                                condition=models.Q(("kind__in", ["free", "maybe"])),
                                include=("calendar", "period"),
                                name="timeblock_can_start",
                            ),
                            models.Index(
                                condition=models.Q(("rule__isnull", False)), fields=["rule"], name="timeblock_rule"
                            ),
                            models.Index(
                                condition=models.Q(("imported__isnull", False)),
                                fields=["imported"],
                                name="timeblock_imported",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=django.db.models.expressions.RawSQL(
                                    "\n    NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)\n    AND lower_inc(period) AND NOT upper_inc(period)\n    AND isfinite(lower(period)) AND isfinite(upper(period))\n    AND upper(period) - lower(period) <= interval '7 days'\n",
                                    (),
                                    output_field=models.BooleanField(),
                                ),
                                name="timeblock_period_is_sane",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["free", "maybe", "busy", "claim"])),
                                name="timeblock_kind_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("imported__isnull", True),
                                        ("kind", "claim"),
                                        ("occasion__isnull", False),
                                        ("rule__isnull", True),
                                    ),
                                    models.Q(
                                        models.Q(("kind", "claim"), _negated=True),
                                        ("expires_at__isnull", True),
                                        ("occasion__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="timeblock_claim_has_occasion",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("kind", "claim")),
                                expressions=[("calendar", "="), ("period", "&&"), ("occasion", "<>")],
                                name="timeblock_claims_never_overlap",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
