import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.constraints
import django.db.models.expressions
from django.db import migrations, models

import web.tables


class Migration(migrations.Migration):
    dependencies = [
        ("availability", "0004_imports_and_feeds"),
    ]

    operations = [
        web.tables.ChangeTables(
            operations=[
                migrations.AddField(
                    model_name="timeblock",
                    name="performance",
                    field=django.contrib.postgres.fields.ranges.DateTimeRangeField(blank=True, null=True),
                ),
                migrations.AddConstraint(
                    model_name="timeblock",
                    constraint=models.CheckConstraint(
                        condition=django.db.models.expressions.RawSQL(
                            "\n    NOT isempty(performance) AND NOT lower_inf(performance) AND NOT upper_inf(performance)\n    AND lower_inc(performance) AND NOT upper_inc(performance)\n    AND isfinite(lower(performance)) AND isfinite(upper(performance))\n    AND upper(performance) - lower(performance) <= interval '7 days'\n",
                            (),
                            output_field=models.BooleanField(),
                        ),
                        name="timeblock_performance_is_sane",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="timeblock",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("performance", None), ("kind", "claim"), _connector="OR"),
                        name="timeblock_only_claims_perform",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="timeblock",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("performance__isnull", False)),
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        expressions=[("calendar", "="), ("performance", "&&")],
                        name="timeblock_sets_never_overlap",
                    ),
                ),
            ]
        ),
    ]
