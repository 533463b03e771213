"""Whose members are weighed: the trigger sees to it from now on, and here once for all; what is kept of them is old."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

WEIGHED = "UPDATE bands_band SET quorum = quorum WHERE quorum IS NOT NULL OR cardinality(essential_instruments) > 0"
RAISED = "UPDATE availability_calendar SET public_version = public_version + 1 WHERE weighs"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_when_parties_changed"),
        ("availability", "0010_weighed_members"),
        ("bands", "0006_who_plays_what"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="band",
            trigger=pgtrigger.compiler.Trigger(
                name="band_calendar_weighs",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nUPDATE availability_calendar SET weighs = NOT weighs\n WHERE id = (SELECT calendar_id FROM accounts_party WHERE id = NEW.party_id)\n   AND weighs <> (NEW.quorum IS NOT NULL OR cardinality(NEW.essential_instruments) > 0);\nRETURN NULL;\n",
                    hash="ef2ea35dc8e0505a64c0fa1d819ac9839f3defe3",
                    operation='INSERT OR UPDATE OF "quorum", "essential_instruments"',
                    pgid="pgtrigger_band_calendar_weighs_40f6c",
                    table="bands_band",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL([WEIGHED, RAISED], migrations.RunSQL.noop),
    ]
