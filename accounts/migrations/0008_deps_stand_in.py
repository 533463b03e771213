"""Deps stand in for the members of their bands, whose calendars change with theirs; what is kept of them is old."""

from django.db import migrations

STAND_INS = """
INSERT INTO availability_calendarstandin (calendar_id, stands_in_id)
SELECT DISTINCT party.calendar_id, dep.calendar_id
  FROM accounts_membership membership
  JOIN accounts_party party ON party.id = membership.party_id
  JOIN accounts_user dep ON dep.id = membership.user_id
 WHERE membership.role = 'dep' AND membership.left_at IS NULL AND party.kind = 'band'
"""
RAISED = """
UPDATE availability_calendar SET public_version = public_version + 1
 WHERE id IN (SELECT calendar_id FROM availability_calendarstandin)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_when_parties_changed"), ("availability", "0011_stand_ins")]

    operations = [migrations.RunSQL([STAND_INS, RAISED], migrations.RunSQL.noop)]
