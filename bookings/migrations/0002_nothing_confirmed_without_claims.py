"""The second half of the invariant: nothing counts as confirmed without its claims.

At commit, for every show that a transaction touched: a published show's stage, a promised booking's act and each
user who plays in it hold a claim of the right calendar, period and occasion that does not expire; a confirmed booking
stands on a published show; and no line-up keeps a claim whose booking is off. The check locks the show first, so that
two transactions which each leave a show whole cannot together leave it broken (write skew). Two things make that lock
sufficient: the way from an entry to its show never changes (triggers of the models), and the check sees what others
committed while it waited, which only READ COMMITTED grants.

What a claim's truth hangs on is referred to with RESTRICT, which PostgreSQL never defers: deleted and made anew under
the same id within one transaction, a claim, a spot, an act or a stage would pass every deferred check.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION bookings_show_is_covered(checked uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  missing text;
  stray text;
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'shows and bookings are written in READ COMMITTED: an older snapshot hides what others promised'
      USING ERRCODE = 'feature_not_supported';
  END IF;
  PERFORM 1 FROM bookings_show WHERE id = checked FOR NO KEY UPDATE;
  SELECT needed.what INTO missing FROM (
    SELECT 'stage of show ' || s.id AS what, s.claim_id, st.calendar_id, tstzrange(s.load_in_at, s.out_at) AS period
      FROM bookings_show s JOIN venues_stage st ON st.id = s.stage_id
     WHERE s.id = checked AND s.state IN ('open', 'confirmed', 'played')
    UNION ALL
    SELECT 'act of booking ' || b.id, b.claim_id, p.calendar_id, tstzrange(sp.call_at, sp.released_at)
      FROM bookings_spot sp
      JOIN bookings_booking b ON b.spot_id = sp.id
      JOIN accounts_party p ON p.id = b.act_id
     WHERE sp.show_id = checked AND b.state IN ('confirmed', 'completed', 'disputed')
    UNION ALL
    SELECT 'line-up entry ' || l.id, l.claim_id, u.calendar_id, tstzrange(sp.call_at, sp.released_at)
      FROM bookings_spot sp
      JOIN bookings_booking b ON b.spot_id = sp.id
      JOIN bookings_lineupentry l ON l.booking_id = b.id
      JOIN accounts_user u ON u.id = l.user_id
     WHERE sp.show_id = checked AND b.state IN ('confirmed', 'completed', 'disputed') AND l.state = 'plays'
  ) needed
  WHERE NOT EXISTS (
    SELECT 1 FROM availability_timeblock t
     WHERE t.id = needed.claim_id AND t.kind = 'claim' AND t.calendar_id = needed.calendar_id
       AND t.period = needed.period AND t.occasion = checked AND t.expires_at IS NULL
  )
  LIMIT 1;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'confirmed without its claim: %', missing
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bookings_show_is_covered';
  END IF;
  SELECT found.what INTO stray FROM (
    SELECT 'booking ' || b.id || ' is confirmed, its show is ' || s.state AS what
      FROM bookings_show s
      JOIN bookings_spot sp ON sp.show_id = s.id
      JOIN bookings_booking b ON b.spot_id = sp.id
     WHERE s.id = checked AND s.state NOT IN ('open', 'confirmed', 'played') AND b.state = 'confirmed'
    UNION ALL
    SELECT 'line-up entry ' || l.id || ' is claimed, its booking is ' || b.state
      FROM bookings_spot sp
      JOIN bookings_booking b ON b.spot_id = sp.id
      JOIN bookings_lineupentry l ON l.booking_id = b.id
     WHERE sp.show_id = checked AND b.state NOT IN ('confirmed', 'completed', 'disputed') AND l.claim_id IS NOT NULL
  ) found
  LIMIT 1;
  IF stray IS NOT NULL THEN
    RAISE EXCEPTION 'promised for nothing: %', stray
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bookings_show_is_covered';
  END IF;
END $$;

CREATE FUNCTION bookings_check_show() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(NEW.id);
  RETURN NULL;
END $$;

CREATE FUNCTION bookings_check_spot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(NEW.show_id);
  RETURN NULL;
END $$;

CREATE FUNCTION bookings_check_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(show_id) FROM bookings_spot WHERE id = NEW.spot_id;
  RETURN NULL;
END $$;

CREATE FUNCTION bookings_check_lineup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(sp.show_id)
     FROM bookings_booking b JOIN bookings_spot sp ON sp.id = b.spot_id WHERE b.id = NEW.booking_id;
  RETURN NULL;
END $$;

CREATE FUNCTION bookings_check_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(OLD.occasion);
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER show_is_covered AFTER INSERT OR UPDATE ON bookings_show
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state <> 'draft') EXECUTE FUNCTION bookings_check_show();
CREATE CONSTRAINT TRIGGER spot_is_covered AFTER UPDATE ON bookings_spot
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.call_at, OLD.released_at) IS DISTINCT FROM (NEW.call_at, NEW.released_at))
  EXECUTE FUNCTION bookings_check_spot();
CREATE CONSTRAINT TRIGGER booking_is_covered AFTER INSERT OR UPDATE ON bookings_booking
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state IN ('confirmed', 'completed', 'disputed')) EXECUTE FUNCTION bookings_check_booking();
CREATE CONSTRAINT TRIGGER booking_lets_go AFTER UPDATE ON bookings_booking
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.state IN ('confirmed', 'completed', 'disputed') AND NEW.state NOT IN ('confirmed', 'completed', 'disputed'))
  EXECUTE FUNCTION bookings_check_booking();
CREATE CONSTRAINT TRIGGER lineup_is_covered AFTER INSERT OR UPDATE ON bookings_lineupentry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state = 'plays') EXECUTE FUNCTION bookings_check_lineup();
CREATE CONSTRAINT TRIGGER claim_still_covers AFTER UPDATE ON availability_timeblock
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.kind = 'claim') EXECUTE FUNCTION bookings_check_claim();
"""

DROP = """
DROP TRIGGER claim_still_covers ON availability_timeblock;
DROP TRIGGER lineup_is_covered ON bookings_lineupentry;
DROP TRIGGER booking_lets_go ON bookings_booking;
DROP TRIGGER booking_is_covered ON bookings_booking;
DROP TRIGGER spot_is_covered ON bookings_spot;
DROP TRIGGER show_is_covered ON bookings_show;
DROP FUNCTION bookings_check_claim();
DROP FUNCTION bookings_check_lineup();
DROP FUNCTION bookings_check_booking();
DROP FUNCTION bookings_check_spot();
DROP FUNCTION bookings_check_show();
DROP FUNCTION bookings_show_is_covered(uuid);
"""

REFERENCES = [
    (
        "bookings_show",
        "claim_id",
        "availability_timeblock",
        "bookings_show_claim_id_cca99a8e_fk_availability_timeblock_id",
    ),
    ("bookings_show", "stage_id", "venues_stage", "bookings_show_stage_id_e2d2d984_fk_venues_stage_id"),
    ("bookings_spot", "show_id", "bookings_show", "bookings_spot_show_id_1da5c9d2_fk_bookings_show_id"),
    (
        "bookings_booking",
        "claim_id",
        "availability_timeblock",
        "bookings_booking_claim_id_4676b1ca_fk_availability_timeblock_id",
    ),
    ("bookings_booking", "spot_id", "bookings_spot", "bookings_booking_spot_id_55c4c302_fk_bookings_spot_id"),
    ("bookings_booking", "act_id", "accounts_party", "bookings_booking_act_id_182a92cc_fk_accounts_party_id"),
    (
        "bookings_lineupentry",
        "claim_id",
        "availability_timeblock",
        "bookings_lineupentry_claim_id_5b534c3f_fk_availabil",
    ),
    (
        "bookings_lineupentry",
        "booking_id",
        "bookings_booking",
        "bookings_lineupentry_booking_id_9f392bb7_fk_bookings_booking_id",
    ),
    ("bookings_lineupentry", "user_id", "accounts_user", "bookings_lineupentry_user_id_6ebadf6b_fk_accounts_user_id"),
]
"""Foreign keys by table, column, target and the name that Django gives them."""


def refer(actions: str) -> str:
    """Statements that make these foreign keys anew with the given actions. Rows may still come in any order."""
    return "".join(
        f"""
        ALTER TABLE {table} DROP CONSTRAINT {name};
        ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {target} (id)
          {actions} DEFERRABLE INITIALLY DEFERRED;
        """
        for table, column, target, name in REFERENCES
    )


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]
    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(refer("ON UPDATE RESTRICT ON DELETE RESTRICT"), refer("")),
    ]
