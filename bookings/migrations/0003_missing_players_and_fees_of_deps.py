"""Somebody who dropped out is missing until somebody plays in their place; a dep reads what the act pays them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery

import web.tables

STEPPED_BACK = ["lineup_declined", "lineup_released", "lineup_left"]


def note_who_is_missing(apps, schema_editor):
    """Who stepped back by themselves from what is still to come, and whom nobody has replaced since."""
    LineupEntry = apps.get_model("bookings", "LineupEntry")
    HistoryEntry = apps.get_model("bookings", "HistoryEntry")
    own = HistoryEntry.objects.filter(booking=OuterRef("booking"), actor=OuterRef("user"), event__in=STEPPED_BACK)
    settled = HistoryEntry.objects.filter(booking=OuterRef("booking"), event__in=["lineup_set", "dep_stands_in"])
    gone = LineupEntry.objects.filter(state="declined", booking__state__in=["pending", "confirmed"]).annotate(
        stepped_back_at=Subquery(own.order_by("-at").values("at")[:1]),
        settled_at=Subquery(settled.order_by("-at").values("at")[:1]),
    )
    missing = gone.filter(Q(settled_at=None) | Q(settled_at__lt=F("stepped_back_at")), stepped_back_at__isnull=False)
    for pk, since in missing.values_list("pk", "stepped_back_at"):
        LineupEntry.objects.filter(pk=pk).update(missing_since=since)


class Migration(migrations.Migration):
    dependencies = [
        ("availability", "0003_baseline_sql"),
        ("bookings", "0002_baseline_sql"),
        ("catalogue", "0003_baseline_data"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        web.tables.ChangeTables(
            operations=[
                migrations.AddField(
                    model_name="lineupentry",
                    name="fee_currency",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.currency",
                    ),
                ),
                migrations.AddField(
                    model_name="lineupentry",
                    name="fee_minor",
                    field=models.BigIntegerField(blank=True, null=True, verbose_name="fee"),
                ),
                migrations.AddField(
                    model_name="lineupentry",
                    name="missing_since",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AddConstraint(
                    model_name="lineupentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("missing_since", None), ("state", "declined"), _connector="OR"),
                        name="lineupentry_missing_only_who_declined",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lineupentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("fee_minor", None), ("fee_minor__gte", 0), _connector="OR"),
                        name="lineupentry_fee_not_negative",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lineupentry",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fee_currency", None), ("fee_minor", None)),
                            models.Q(("fee_currency__isnull", False), ("fee_minor__isnull", False)),
                            _connector="OR",
                        ),
                        name="lineupentry_fee_has_a_currency",
                    ),
                ),
            ]
        ),
        migrations.RunPython(note_who_is_missing, migrations.RunPython.noop, elidable=True),
    ]
