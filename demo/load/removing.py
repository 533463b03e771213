"""Takes the load away again, and nothing else."""

from django.db import connection, transaction

# Whoever books with the load's parties meanwhile keeps them from going: references refuse it.
GONE = """
CREATE TEMPORARY TABLE gone_user ON COMMIT DROP AS
SELECT id, calendar_id FROM accounts_user WHERE email LIKE '%%@' || %(domain)s;
CREATE TEMPORARY TABLE gone_party ON COMMIT DROP AS
SELECT DISTINCT p.id, p.calendar_id FROM accounts_party p JOIN accounts_membership m ON m.party_id = p.id
 WHERE m.role = 'owner' AND m.user_id IN (SELECT id FROM gone_user);
CREATE TEMPORARY TABLE gone_calendar ON COMMIT DROP AS
SELECT calendar_id AS id FROM gone_user UNION SELECT calendar_id FROM gone_party
UNION SELECT calendar_id FROM venues_stage WHERE venue_id IN (SELECT id FROM gone_party);
CREATE UNIQUE INDEX ON gone_calendar (id);
ANALYZE gone_user, gone_party, gone_calendar;
"""
WHAT_GOES = (
    ("discovery_listing", "party_id", "gone_party"),
    ("discovery_searchtext", "party_id", "gone_party"),
    ("availability_daymask", "calendar_id", "gone_calendar"),
    ("availability_timeblock", "calendar_id", "gone_calendar"),
    ("availability_calendarsource", "calendar_id", "gone_calendar"),
    ("availability_calendarstandin", "calendar_id", "gone_calendar"),
    ("accounts_membership", "party_id", "gone_party"),
    ("accounts_party_genres", "party_id", "gone_party"),
    ("venues_stage", "venue_id", "gone_party"),
    ("venues_venue", "party_id", "gone_party"),
    ("studio_service", "professional_id", "gone_party"),
    ("studio_credit", "professional_id", "gone_party"),
    ("studio_professional", "party_id", "gone_party"),
    ("bands_band", "party_id", "gone_party"),
    ("accounts_party", "id", "gone_party"),
    ("accounts_user", "id", "gone_user"),
    ("availability_calendar", "id", "gone_calendar"),
)


@transaction.atomic
def remove(*, domain: str) -> int:
    """How many people went, with their acts and venues."""
    with connection.cursor() as cursor:
        cursor.execute(GONE, {"domain": domain})
        # Search rows go first, and whole: nothing has to follow each membership that goes after them.
        for table, _column, _gone in WHAT_GOES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, column, gone in WHAT_GOES:
            cursor.execute(f"DELETE FROM {table} USING {gone} WHERE {table}.{column} = {gone}.id")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, _column, _gone in WHAT_GOES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SELECT count(*) FROM gone_user")
        return cursor.fetchone()[0]
